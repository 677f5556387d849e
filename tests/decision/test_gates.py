"""The gates in the network's own numbers: once computed, the same in Python and in the generated C."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.bundle import Quantisation
from kd_edge.contract import DecisionSpec
from kd_edge.decision.gates import Gates
from kd_edge.render.signal_config import signal_config
from tests.signal.signal_specs import armband

SOFTMAX = Quantisation(1 / 256, -128)


@pytest.mark.parametrize(
    ("confidence", "score"),
    [
        (0.6, 26),  # 153.6 steps: 153 are too few, 154 enough
        (0.5, 0),
        (0.0, -128),
        (1.0, 128),  # softmax in int8 reaches 255 / 256 at most: no sign is ever that sure
    ],
)
def test_the_least_score_by_hand(confidence: float, score: int) -> None:
    assert Gates.of(DecisionSpec(min_confidence=confidence), SOFTMAX).minimum_score == score


@given(st.floats(0, 1), st.floats(1e-4, 1), st.integers(-128, 127))
def test_exactly_the_scores_that_stand_for_enough_confidence_pass(confidence: float, scale: float, zero: int) -> None:
    output = Quantisation(scale, zero)
    minimum = Gates.of(DecisionSpec(min_confidence=confidence), output).minimum_score
    for score in range(-128, 128):
        if abs(output.real(score) - confidence) > 1e-9:
            assert (score >= minimum) == (output.real(score) > confidence)


def test_an_activity_of_zero_is_no_gate() -> None:
    assert Gates.of(DecisionSpec(min_activity=0.0), SOFTMAX).minimum_activity is None
    assert Gates.of(DecisionSpec(min_activity=0.25), SOFTMAX).minimum_activity == 0.25


def test_c_gets_the_same_gates() -> None:
    gates = Gates(minimum_score=-7, minimum_activity=0.3, votes=4)
    text = signal_config(armband(), (SOFTMAX, SOFTMAX), gates, ("A", "B"))
    found = dict(re.findall(r"#define KD_DECISION_(\w+) \(?([^\s)]+)\)?", text))
    assert (int(found["MIN_SCORE"]), int(found["VOTES"]), int(found["USES_ACTIVITY"])) == (-7, 4, 1)
    assert np.float32(float.fromhex(found["MIN_ACTIVITY"].removesuffix("f"))) == np.float32(0.3)
    assert "#define KD_DECISION_USES_ACTIVITY 0\n" in signal_config(
        armband(), (SOFTMAX, SOFTMAX), Gates(-7, None, 4), ("A", "B")
    )
