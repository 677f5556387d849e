"""Convolutions, then GRUs (Cho et al., EMNLP 2014), read forwards or in both directions."""

from __future__ import annotations

from typing import Annotated

import keras
from msgspec import Meta
from msgspec.structs import replace

from kd_edge.model.families.residual import mean_and_maximum
from kd_edge.model.family import Family, PositiveInt, Share, Task, Tensor, require_steps, widths


class ConvGru(Family, frozen=True, forbid_unknown_fields=True):
    """Stages of ``Conv1D``, batch normalisation and pooling by two; GRUs; mean and maximum over time; logits.

    No target has a GRU as one operator yet, so such a network trains and teaches but is not exported.

    Attributes:
        convolutions: filters of each stage.
        gru_units: of each GRU; one that reads in both directions has as many for each.
        bidirectional: whether the GRUs read in both directions, which no stream allows.
        kernel_size: taps of each convolution.
        spatial_dropout: share of channels that training leaves out behind each stage.
        dropout: share of values that training leaves out before the logits.
    """

    convolutions: tuple[PositiveInt, ...]
    gru_units: Annotated[tuple[PositiveInt, ...], Meta(min_length=1)]
    bidirectional: bool
    kernel_size: PositiveInt = 5
    spatial_dropout: Share = 0.1
    dropout: Share = 0.3

    def scaled(self, factor: float) -> ConvGru:
        """The same network with ``factor`` times as many filters and units in every layer, at least one."""
        return replace(self, convolutions=widths(self.convolutions, factor), gru_units=widths(self.gru_units, factor))

    def build(self, task: Task) -> keras.Model:
        """An untrained model of these sizes."""
        require_steps(task.window_size // 2 ** len(self.convolutions), self.name, task.window_size)
        x = frames = task.frames()
        for index, filters in enumerate(self.convolutions, start=1):
            x = keras.layers.Conv1D(
                filters,
                self.kernel_size,
                padding="same",
                use_bias=False,
                kernel_initializer=task.glorot(),
                name=f"conv_{index}",
            )(x)
            x = keras.layers.ReLU(name=f"relu_{index}")(keras.layers.BatchNormalization(name=f"norm_{index}")(x))
            x = keras.layers.AveragePooling1D(2, name=f"pool_{index}")(x)
            x = keras.layers.SpatialDropout1D(self.spatial_dropout, seed=next(task.seeds), name=f"dropout_{index}")(x)
        for index, units in enumerate(self.gru_units, start=1):
            x = self._recurrent(x, units, task, index)
        return keras.Model(frames, task.logits(mean_and_maximum(x), self.dropout))

    def _recurrent(self, x: Tensor, units: int, task: Task, index: int) -> Tensor:
        if not self.bidirectional:
            return self._gru(units, task, f"gru_{index}")(x)
        forwards = self._gru(units, task, f"gru_{index}_forwards")
        backwards = self._gru(units, task, f"gru_{index}_backwards", go_backwards=True)
        return keras.layers.Bidirectional(forwards, backward_layer=backwards, name=f"gru_{index}")(x)

    def _gru(self, units: int, task: Task, name: str, *, go_backwards: bool = False) -> keras.layers.GRU:
        return keras.layers.GRU(
            units,
            return_sequences=True,
            go_backwards=go_backwards,
            kernel_initializer=task.glorot(),
            recurrent_initializer=keras.initializers.Orthogonal(seed=next(task.seeds)),
            name=name,
        )
