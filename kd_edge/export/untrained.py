"""Untrained networks: their cost is the same as that of trained ones."""

from __future__ import annotations

import numpy as np

from kd_edge.export.convert import convert_int8
from kd_edge.model.build import build_model

_WINDOWS = 20


def untrained_int8(preset: str, window_size: int, feature_count: int, class_count: int) -> bytes:
    """The int8 flatbuffer of ``preset`` with random weights; equal arguments give equal bytes.

    Raises:
        TrainingError: an unknown preset, or a window that is too short for it.
    """
    model = build_model(preset, window_size, feature_count, class_count, seed=0)
    windows = np.random.default_rng(0).normal(size=(_WINDOWS, window_size, feature_count))
    return convert_int8(model, windows.astype(np.float32))
