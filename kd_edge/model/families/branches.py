"""A branch for every stream, each at the rate of its own sensor; they meet before the logits."""

from __future__ import annotations

from typing import Annotated

import keras
from msgspec import Meta
from msgspec.structs import replace

from kd_edge.model.families.residual import mean_and_maximum
from kd_edge.model.family import Family, PositiveInt, Share, Task, Tensor, require_steps, widths


class Branches(Family, frozen=True, forbid_unknown_fields=True):
    """For every stream its own convolutions; mean and maximum over time of all branches go to the logits.

    For sensors of different kinds, such as muscles and movements, between which no filter is shared.  A stream slower
    than the frames, whose samples appear in several frames each, is first brought back to its own rate, and so costs
    less.  Padding is valid: a device computes only what is new at each hop.

    Attributes:
        filters: of each convolution of a branch; batch normalisation, ReLU and an average of two steps follow each.
        kernel_size: taps of each convolution.
        dropout: share of values that training leaves out before the logits.
    """

    filters: Annotated[tuple[PositiveInt, ...], Meta(min_length=1)]
    kernel_size: PositiveInt = 5
    dropout: Share = 0.2

    def scaled(self, factor: float) -> Branches:
        """The same network with ``factor`` times as many filters in every layer, at least one."""
        return replace(self, filters=widths(self.filters, factor))

    def build(self, task: Task) -> keras.Model:
        """An untrained model of these sizes."""
        frames, first, ends = task.frames(), 0, []
        for index, stream in enumerate(task.streams, start=1):
            x = frames
            if len(task.streams) > 1:
                x = frames[:, :, first : first + stream.features]
            if stream.frames_per_sample > 1:
                x = keras.layers.AveragePooling1D(stream.frames_per_sample, name=f"stream_{index}_rate")(x)
            ends.append(self._branch(x, task, f"stream_{index}"))
            first += stream.features
        joined = ends[0] if len(ends) == 1 else keras.layers.Concatenate(name="streams")(ends)
        return keras.Model(frames, task.logits(joined, self.dropout))

    def _branch(self, x: Tensor, task: Task, name: str) -> Tensor:
        """Mean and maximum over time of what a stream's convolutions give."""
        for index, filters in enumerate(self.filters, start=1):
            if index > 1:
                require_steps(x.shape[1] // 2, self.name, task.window_size)
                x = keras.layers.AveragePooling1D(2, name=f"{name}_pool_{index}")(x)
            require_steps(x.shape[1] - self.kernel_size + 1, self.name, task.window_size)
            x = keras.layers.Conv1D(
                filters, self.kernel_size, use_bias=False, kernel_initializer=task.glorot(), name=f"{name}_conv_{index}"
            )(x)
            x = keras.layers.BatchNormalization(name=f"{name}_norm_{index}")(x)
            x = keras.layers.ReLU(name=f"{name}_relu_{index}")(x)
        return mean_and_maximum(x, f"{name}_")
