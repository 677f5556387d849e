"""Residual convolutions over time (He et al., CVPR 2016), whole or depthwise-separable (Chollet, CVPR 2017)."""

from __future__ import annotations

from typing import Annotated, Literal

import keras
from msgspec import Meta
from msgspec.structs import replace

from kd_edge.model.family import Family, PositiveInt, Share, Task, Tensor, require_steps, widths


class Residual(Family, frozen=True, forbid_unknown_fields=True):
    """A first convolution and residual blocks; the mean and the maximum over time go to the logits.

    Every convolution is followed by batch normalisation, which the exporter folds into it.  A block has two, and adds
    what it read, through a convolution of one tap where the width changes.  Between blocks the average of two steps
    halves the sequence.

    Attributes:
        blocks: filters of each block; the first convolution has those of the first block.
        kernel_size: taps of every convolution but the first.
        first_kernel_size: taps of the first.
        first_pool_size: steps that are averaged behind the first convolution; 1 for none.
        separable: whether a block's convolutions are a depthwise one and one of a single tap.
        spatial_dropout: share of channels that training leaves out behind each block.
        dropout: share of values that training leaves out before the logits.
        padding: ``"valid"`` reads only frames inside the window; what a block adds is then cut at both ends.
    """

    blocks: Annotated[tuple[PositiveInt, ...], Meta(min_length=1)]
    kernel_size: PositiveInt = 5
    first_kernel_size: PositiveInt = 5
    first_pool_size: PositiveInt = 1
    separable: bool = False
    spatial_dropout: Share = 0.1
    dropout: Share = 0.3
    padding: Literal["same", "valid"] = "same"

    def steps(self, window_size: int) -> int:
        """Steps that the last block gives for a window of ``window_size`` frames.

        Raises:
            TrainingError: if nothing is left of the window.
        """
        lost = 0 if self.padding == "same" else 1
        steps = (window_size - lost * (self.first_kernel_size - 1)) // self.first_pool_size
        for index in range(len(self.blocks)):
            steps = (steps if index == 0 else steps // 2) - lost * 2 * (self.kernel_size - 1)
        return require_steps(steps, self.name, window_size)

    @property
    def frame_stride(self) -> int | None:
        """See :class:`~kd_edge.model.family.Family`."""
        return self.first_pool_size * 2 ** (len(self.blocks) - 1) if self.padding == "valid" else None

    def scaled(self, factor: float) -> Residual:
        """The same network with ``factor`` times as many filters in every layer, at least one."""
        return replace(self, blocks=widths(self.blocks, factor))

    def build(self, task: Task) -> keras.Model:
        """An untrained model of these sizes."""
        self.steps(task.window_size)
        frames = task.frames()
        x = self._convolution(frames, self.blocks[0], self.first_kernel_size, task, "first", separable=False)
        x = keras.layers.ReLU(name="first_relu")(x)
        if self.first_pool_size > 1:
            x = keras.layers.AveragePooling1D(self.first_pool_size, name="first_pool")(x)
        for index, filters in enumerate(self.blocks, start=1):
            if index > 1:
                x = keras.layers.AveragePooling1D(2, name=f"pool_{index}")(x)
            x = self._block(x, filters, task, f"block_{index}")
        return keras.Model(frames, task.logits(mean_and_maximum(x), self.dropout))

    def _block(self, x: Tensor, filters: int, task: Task, name: str) -> Tensor:
        y = self._convolution(x, filters, self.kernel_size, task, f"{name}_a", separable=self.separable)
        y = keras.layers.ReLU(name=f"{name}_a_relu")(y)
        y = self._convolution(y, filters, self.kernel_size, task, f"{name}_b", separable=self.separable)
        if self.padding == "valid":
            x = keras.layers.Cropping1D(self.kernel_size - 1, name=f"{name}_cut")(x)
        if x.shape[-1] != filters:
            x = keras.layers.Conv1D(filters, 1, kernel_initializer=task.glorot(), name=f"{name}_skip")(x)
        y = keras.layers.ReLU(name=f"{name}_relu")(keras.layers.Add(name=f"{name}_sum")([x, y]))
        return keras.layers.SpatialDropout1D(self.spatial_dropout, seed=next(task.seeds), name=f"{name}_dropout")(y)

    def _convolution(self, x: Tensor, filters: int, taps: int, task: Task, name: str, *, separable: bool) -> Tensor:
        """A convolution and its batch normalisation."""
        if separable:
            x = keras.layers.SeparableConv1D(
                filters,
                taps,
                padding=self.padding,
                use_bias=False,
                depthwise_initializer=task.glorot(),
                pointwise_initializer=task.glorot(),
                name=name,
            )(x)
        else:
            x = keras.layers.Conv1D(
                filters, taps, padding=self.padding, use_bias=False, kernel_initializer=task.glorot(), name=name
            )(x)
        return keras.layers.BatchNormalization(name=f"{name}_norm")(x)


def mean_and_maximum(x: Tensor, prefix: str = "") -> Tensor:
    """Mean and maximum over time of ``x`` ``(batch, steps, channels)``, side by side ``(batch, 2 * channels)``."""
    mean = keras.layers.GlobalAveragePooling1D(name=f"{prefix}mean")(x)
    maximum = keras.layers.GlobalMaxPooling1D(name=f"{prefix}maximum")(x)
    return keras.layers.Concatenate(name=f"{prefix}mean_and_maximum")([mean, maximum])
