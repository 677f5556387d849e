"""Untrained networks: their cost is the same as that of trained ones."""

from __future__ import annotations

import keras
import numpy as np

from kd_edge.export.convert import convert_int8
from kd_edge.model.build import build_model

_WINDOWS = 20


def untrained_int8(preset: str, window_size: int, feature_count: int, class_count: int) -> bytes:
    """The int8 flatbuffer of ``preset`` with random weights; equal arguments give equal bytes.

    Raises:
        TrainingError: an unknown preset, or a window that is too short for it.
    """
    return export_untrained(build_model(preset, window_size, feature_count, class_count, seed=0))


def export_untrained(model: keras.Model) -> bytes:
    """The int8 flatbuffer of ``model`` as it is, with ranges from random windows.

    Raises:
        ExportError: no target runs it.
    """
    windows = np.random.default_rng(0).normal(size=(_WINDOWS, *model.input_shape[1:]))
    return convert_int8(model, windows.astype(np.float32))
