"""Convolutions and average pools, then LSTMs: the form of the reference task."""

from __future__ import annotations

from math import prod
from typing import Annotated, Literal

import keras
from msgspec import Meta, Struct
from msgspec.structs import replace

from kd_edge.model.family import Family, PositiveInt, Share, Task, require_steps, widths


class ConvStage(Struct, frozen=True, forbid_unknown_fields=True):
    """A convolution over time, its activation, and average pooling."""

    filters: PositiveInt
    activation: Literal["relu", "sigmoid"] = "relu"
    kernel_size: PositiveInt = 5
    pool_size: PositiveInt = 3


class LstmChain(Family, frozen=True, forbid_unknown_fields=True):
    """Stages of ``Conv1D`` and ``AveragePooling1D``, LSTMs, batch normalisation, dropout, logits.

    ``padding="same"`` is the published form; ``"valid"`` reads only frames inside the window, which lets a device
    compute only what is new at each hop.
    """

    convolutions: tuple[ConvStage, ...]
    lstm_units: Annotated[tuple[int, ...], Meta(min_length=1)]
    padding: Literal["same", "valid"]
    dropout: Share = 0.2

    def steps(self, window_size: int) -> int:
        """Number of LSTM steps for a window of ``window_size`` frames.

        Raises:
            TrainingError: if nothing is left of the window.
        """
        steps = window_size
        for stage in self.convolutions:
            if self.padding == "valid":
                steps -= stage.kernel_size - 1
            steps //= stage.pool_size
        return require_steps(steps, self.name, window_size)

    @property
    def frame_stride(self) -> int | None:
        """See :class:`~kd_edge.model.family.Family`."""
        return prod(stage.pool_size for stage in self.convolutions) if self.padding == "valid" else None

    def scaled(self, factor: float) -> LstmChain:
        """The same network with ``factor`` times as many filters and units in every layer, at least one."""
        filters = widths(tuple(stage.filters for stage in self.convolutions), factor)
        stages = tuple(replace(stage, filters=n) for stage, n in zip(self.convolutions, filters, strict=True))
        return replace(self, convolutions=stages, lstm_units=widths(self.lstm_units, factor))

    def build(self, task: Task) -> keras.Model:
        """An untrained model of these sizes."""
        self.steps(task.window_size)
        layers: list[keras.layers.Layer] = [task.frames()]
        for index, stage in enumerate(self.convolutions, start=1):
            layers += self._convolution(stage, index, task)
        for index, units in enumerate(self.lstm_units, start=1):
            layers.append(_lstm(units, index, index < len(self.lstm_units), task))
        layers += [keras.layers.BatchNormalization(name="batch_norm"), *task.head(self.dropout)]
        return keras.Sequential(layers)

    def _convolution(self, stage: ConvStage, index: int, task: Task) -> list[keras.layers.Layer]:
        convolution = keras.layers.Conv1D(
            stage.filters,
            stage.kernel_size,
            padding=self.padding,
            activation=stage.activation,
            kernel_initializer=task.glorot(),
            name=f"conv_{index}",
        )
        return [convolution, keras.layers.AveragePooling1D(stage.pool_size, name=f"pool_{index}")]


def _lstm(units: int, index: int, return_sequences: bool, task: Task) -> keras.layers.LSTM:
    return keras.layers.LSTM(
        units,
        return_sequences=return_sequences,
        kernel_initializer=task.glorot(),
        recurrent_initializer=keras.initializers.Orthogonal(seed=next(task.seeds)),
        name=f"lstm_{index}",
    )
