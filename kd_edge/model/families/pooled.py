"""Convolutions and pools; the mean and the maximum over time go to the logits.  One branch, or one for every stream."""

from __future__ import annotations

from typing import Annotated

import keras
from msgspec import Meta
from msgspec.structs import replace

from kd_edge.model.families.residual import mean_and_maximum
from kd_edge.model.family import Family, PositiveInt, Share, Task, Tensor, require_steps, widths


class Pooled(Family, frozen=True, forbid_unknown_fields=True):
    """Convolutions with batch normalisation, ReLU and average pools; mean and maximum over time; logits.

    Few operators, so little besides the weights is in the int8 file.  Padding is valid: a device computes only what
    is new at each hop.

    With ``by_stream``, every stream has convolutions of its own, for sensors of different kinds, such as muscles and
    movements, between which no filter is shared.  A stream slower than the frames, whose samples appear in several
    frames each, is first brought back to its own rate, and so costs less.

    Attributes:
        filters: of each convolution of a branch; batch normalisation, ReLU and an average of two steps follow each.
        by_stream: whether every stream has a branch of its own, and not all features one together.
        kernel_size: taps of each convolution.
        dropout: share of values that training leaves out before the logits.
    """

    filters: Annotated[tuple[PositiveInt, ...], Meta(min_length=1)]
    by_stream: bool = False
    kernel_size: PositiveInt = 5
    dropout: Share = 0.2

    def scaled(self, factor: float) -> Pooled:
        """The same network with ``factor`` times as many filters in every layer, at least one."""
        return replace(self, filters=widths(self.filters, factor))

    def build(self, task: Task) -> keras.Model:
        """An untrained model of these sizes."""
        frames = task.frames()
        if not self.by_stream:
            return keras.Model(frames, task.logits(self._branch(frames, task, ""), self.dropout))
        first, ends = 0, []
        for index, stream in enumerate(task.streams, start=1):
            x = frames[:, :, first : first + stream.features] if len(task.streams) > 1 else frames
            if stream.frames_per_sample > 1:
                x = keras.layers.AveragePooling1D(stream.frames_per_sample, name=f"stream_{index}_rate")(x)
            ends.append(self._branch(x, task, f"stream_{index}_"))
            first += stream.features
        joined = keras.layers.Concatenate(name="streams")(ends) if len(ends) > 1 else ends[0]
        return keras.Model(frames, task.logits(joined, self.dropout))

    def _branch(self, x: Tensor, task: Task, prefix: str) -> Tensor:
        """Mean and maximum over time of what the convolutions give."""
        for index, filters in enumerate(self.filters, start=1):
            if index > 1:
                require_steps(x.shape[1] // 2, self.name, task.window_size)
                x = keras.layers.AveragePooling1D(2, name=f"{prefix}pool_{index}")(x)
            require_steps(x.shape[1] - self.kernel_size + 1, self.name, task.window_size)
            x = keras.layers.Conv1D(
                filters,
                self.kernel_size,
                use_bias=False,
                kernel_initializer=task.glorot(),
                name=f"{prefix}conv_{index}",
            )(x)
            x = keras.layers.BatchNormalization(name=f"{prefix}norm_{index}")(x)
            x = keras.layers.ReLU(name=f"{prefix}relu_{index}")(x)
        return mean_and_maximum(x, prefix)
