"""What every family of networks has in common: a name, widths that can be multiplied, and a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Annotated, TypeAlias

import keras
from msgspec import Meta, Struct

from kd_edge.errors import TrainingError
from kd_edge.model.role import Role
from kd_edge.model.streams import StreamShape

if TYPE_CHECKING:
    from typing import Self

PositiveInt = Annotated[int, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, lt=1)]
Tensor: TypeAlias = keras.KerasTensor


@dataclass(frozen=True)
class Task:
    """What a network is built for.

    Attributes:
        window_size: frames per window.
        streams: of a frame, in order.
        classes: scores.
        seeds: the next number fixes the next layer's initial weights or dropout masks.
    """

    window_size: int
    streams: tuple[StreamShape, ...]
    classes: int
    seeds: Iterator[int] = field(default_factory=count)

    @property
    def features(self) -> int:
        """Features per frame."""
        return sum(stream.features for stream in self.streams)

    def frames(self) -> Tensor:
        """The input, ``(batch, window_size, features)``."""
        return keras.Input((self.window_size, self.features), name="frames")

    def glorot(self) -> keras.initializers.Initializer:
        """Initial weights with a seed of their own."""
        return keras.initializers.GlorotUniform(seed=next(self.seeds))

    def head(self, dropout: float) -> tuple[keras.layers.Layer, keras.layers.Layer]:
        """Dropout, and the dense layer that gives logits."""
        masks = keras.layers.Dropout(dropout, seed=next(self.seeds), name="dropout")
        return masks, keras.layers.Dense(self.classes, kernel_initializer=self.glorot(), name="logits")

    def logits(self, values: Tensor, dropout: float) -> Tensor:
        """Logits ``(batch, classes)`` of ``values`` ``(batch, width)``."""
        masks, dense = self.head(dropout)
        return dense(masks(values))


class Family(Struct, frozen=True, forbid_unknown_fields=True):
    """Layer sizes of one network, independent of window, features and classes; a subclass knows how to build it."""

    name: str
    role: Role

    def build(self, task: Task) -> keras.Model:
        """An untrained model, float32 ``(batch, window_size, features)`` to logits ``(batch, classes)``.

        Raises:
            TrainingError: a window that is too short.
        """
        raise NotImplementedError

    @property
    def frame_stride(self) -> int | None:
        """The product of all strides over time, if a device can take one frame at a time; None if it cannot.

        That is so where no layer before the first one over the whole window looks beyond it, as padding does.
        """
        return None

    def scaled(self, factor: float) -> Self:
        """The same network with ``factor`` times as many filters and units in every layer, at least one."""
        raise NotImplementedError


def widths(sizes: tuple[int, ...], factor: float) -> tuple[int, ...]:
    """``sizes`` multiplied by ``factor`` and rounded, at least 1."""
    return tuple(max(1, round(size * factor)) for size in sizes)


def require_steps(steps: int, name: str, window_size: int) -> int:
    """``steps`` itself, what is left of a window behind its convolutions and pools.

    Raises:
        TrainingError: nothing is left.
    """
    if steps < 1:
        raise TrainingError(
            f"A window leaves preset {name!r} at least one step behind its convolutions",
            found=f"{window_size} frames",
            remedy="use a longer window, or a preset with padding 'same'",
        )
    return steps
