"""Presets as Keras models."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import keras

from kd_edge.model.family import Family, Task
from kd_edge.model.presets import find_preset
from kd_edge.model.streams import StreamShape


def build_model(
    preset: str | Family,
    window_size: int,
    feature_count: int,
    class_count: int,
    seed: int = 0,
    *,
    streams: Sequence[StreamShape] | None = None,
) -> keras.Model:
    """An untrained model, float32 ``(batch, window_size, feature_count)`` to logits ``(batch, class_count)``.

    Args:
        preset: a name in ``PRESETS``, also with a factor (``resnet*0.5``), or layer sizes of your own.
        window_size: frames per window.
        feature_count: features per frame.
        class_count: classes.
        seed: fixes every initial weight and the dropout masks; nothing global is seeded.
        streams: what a frame consists of, for networks with a branch for every stream; one stream by default.

    Raises:
        TrainingError: unknown preset, or a window too short for it.
    """
    sizes = find_preset(preset) if isinstance(preset, str) else preset
    parts = tuple(streams or [StreamShape(feature_count)])
    task = Task(window_size, parts, class_count, count(seed * 1000))
    if task.features != feature_count:
        raise ValueError(f"streams of {task.features} features in frames of {feature_count}")
    model = sizes.build(task)
    model.name = "".join(letter if letter.isalnum() else "_" for letter in sizes.name)
    return model
