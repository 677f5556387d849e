"""The gates of a decision, set from training windows."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import Quantisation
from kd_edge.contract import DecisionSpec
from kd_edge.engines import Engine, dequantise, quantise
from kd_edge.signal.activity import quantised_activity

ACTIVITY_PERCENTILE: Final = 0.5
"""Percentage of the training windows that may lie below the activity gate."""

CONFIDENCE_PERCENTILE: Final = 10.0
"""Percentage of the correctly recognised training windows whose confidence may lie below the gate."""

CONFIDENCE_RANGE: Final = (0.3, 0.7)
"""A network is more confident on training data than on new recordings, so the gate has an upper limit."""


def calibrate_decision(
    frames: NDArray[np.float32],
    labels: NDArray[np.int64],
    quantisation: tuple[Quantisation, Quantisation],
    engine: Engine,
) -> DecisionSpec:
    """Gates that nearly all training windows pass.

    Args:
        frames: training windows, float32 ``(n, window_size, features)``.
        labels: their labels ``(n,)``.
        quantisation: of the network's input and output.
        engine: runs the int8 network.
    """
    inputs = quantise(frames, quantisation[0])
    scores = dequantise(engine.infer(inputs), quantisation[1])
    sure = scores.max(axis=1)[scores.argmax(axis=1) == labels]
    low, high = CONFIDENCE_RANGE
    confidence = float(np.percentile(sure, CONFIDENCE_PERCENTILE)) if len(sure) else low
    activity = float(np.percentile(quantised_activity(inputs, quantisation[0].scale), ACTIVITY_PERCENTILE))
    return DecisionSpec(
        min_confidence=round(min(max(confidence, low), high), 3),
        min_activity=round(activity, 4),
    )
