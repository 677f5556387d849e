"""Presets as Keras models, made of layers that the exporter folds into few operators."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import keras

from kd_edge.model.presets import ConvStage, Preset, find_preset


def build_model(
    preset: str | Preset, window_size: int, feature_count: int, class_count: int, seed: int = 0
) -> keras.Model:
    """An untrained model, float32 ``(batch, window_size, feature_count)`` to logits ``(batch, class_count)``.

    Args:
        preset: a name in ``PRESETS``, or layer sizes of your own.
        window_size: frames per window.
        feature_count: features per frame.
        class_count: classes.
        seed: fixes every initial weight and the dropout masks; nothing global is seeded.

    Raises:
        TrainingError: unknown preset, or a window too short for it.
    """
    sizes = find_preset(preset) if isinstance(preset, str) else preset
    sizes.steps(window_size)
    seeds = (seed * 1000 + offset for offset in count())
    layers: list[keras.layers.Layer] = [keras.Input((window_size, feature_count), name="frames")]
    for index, stage in enumerate(sizes.convolutions, start=1):
        layers += _convolution(stage, sizes.padding, index, seeds)
    for index, units in enumerate(sizes.lstm_units, start=1):
        layers.append(_lstm(units, index, index < len(sizes.lstm_units), seeds))
    layers += [
        keras.layers.BatchNormalization(name="batch_norm"),
        keras.layers.Dropout(sizes.dropout, seed=next(seeds), name="dropout"),
        keras.layers.Dense(class_count, kernel_initializer=_glorot(seeds), name="logits"),
    ]
    return keras.Sequential(layers, name=sizes.name.replace("-", "_"))


def _convolution(stage: ConvStage, padding: str, index: int, seeds: Iterator[int]) -> list[keras.layers.Layer]:
    return [
        keras.layers.Conv1D(
            stage.filters,
            stage.kernel_size,
            padding=padding,
            activation=stage.activation,
            kernel_initializer=_glorot(seeds),
            name=f"conv_{index}",
        ),
        keras.layers.AveragePooling1D(stage.pool_size, name=f"pool_{index}"),
    ]


def _lstm(units: int, index: int, return_sequences: bool, seeds: Iterator[int]) -> keras.layers.Layer:
    return keras.layers.LSTM(
        units,
        return_sequences=return_sequences,
        kernel_initializer=_glorot(seeds),
        recurrent_initializer=keras.initializers.Orthogonal(seed=next(seeds)),
        name=f"lstm_{index}",
    )


def _glorot(seeds: Iterator[int]) -> keras.initializers.Initializer:
    return keras.initializers.GlorotUniform(seed=next(seeds))
