"""The gates in the network's own numbers: once computed, the same in Python and in the generated C."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.bundle import Quantisation
from kd_edge.contract import DecisionSpec
from kd_edge.decision.gates import NEVER, Gates
from kd_edge.errors import ContractError
from kd_edge.render.signal_config import signal_config
from tests.signal.signal_specs import armband

SOFTMAX = Quantisation(1 / 256, -128)
LABELS = ("A", "B", "idle")


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
    assert Gates.of(DecisionSpec(min_confidence=confidence), SOFTMAX, LABELS).minimum_score == score


@given(st.floats(0, 1), st.floats(1e-4, 1), st.integers(-128, 127))
def test_exactly_the_scores_that_stand_for_enough_confidence_pass(confidence: float, scale: float, zero: int) -> None:
    output = Quantisation(scale, zero)
    minimum = Gates.of(DecisionSpec(min_confidence=confidence), output, LABELS).minimum_score
    for score in range(-128, 128):
        if abs(output.real(score) - confidence) > 1e-9:
            assert (score >= minimum) == (output.real(score) > confidence)


def test_an_activity_of_zero_is_no_gate() -> None:
    assert Gates.of(DecisionSpec(min_activity=0.0), SOFTMAX, LABELS).minimum_activity is None
    assert Gates.of(DecisionSpec(min_activity=0.25), SOFTMAX, LABELS).minimum_activity == 0.25


def test_c_gets_the_same_gates() -> None:
    gates = Gates(minimum_score=-7, minimum_activity=0.3, votes=4)
    text = signal_config(armband(), (SOFTMAX, SOFTMAX), gates, ("A", "B"))
    found = dict(re.findall(r"#define KD_DECISION_(\w+) \(?([^\s)]+)\)?", text))
    assert (int(found["MIN_SCORE"]), int(found["VOTES"]), int(found["USES_ACTIVITY"])) == (-7, 4, 1)
    assert np.float32(float.fromhex(found["MIN_ACTIVITY"].removesuffix("f"))) == np.float32(0.3)
    assert "#define KD_DECISION_USES_ACTIVITY 0\n" in signal_config(
        armband(), (SOFTMAX, SOFTMAX), Gates(-7, None, 4), ("A", "B")
    )


def test_labels_of_their_own_confidence_and_rest_by_hand() -> None:
    """0.75 of 256 steps from -128 is 64; 0.1 of 256 is 25.6, so a margin of 26 steps."""
    spec = DecisionSpec(min_confidence=0.5, min_confidences=(0.5, 0.75, 0.5), min_margin=0.1, rest=("idle",))
    gates = Gates.of(spec, SOFTMAX, LABELS)
    assert gates.minimum_scores == (0, 64, NEVER)
    assert gates.minimum_margin == 26
    assert Gates.of(DecisionSpec(rest=("idle",)), SOFTMAX, LABELS).minimum_scores == (26, 26, NEVER)
    assert Gates.of(DecisionSpec(), SOFTMAX, LABELS).minimum_scores == ()


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (DecisionSpec(min_confidences=(0.5,)), "for each of 3 labels.*Found: 1"),
        (DecisionSpec(rest=("resting",)), "one of the network's labels.*Found: resting.*A, B, idle"),
    ],
)
def test_gates_of_another_network_are_refused(spec: DecisionSpec, message: str) -> None:
    with pytest.raises(ContractError, match=message):
        Gates.of(spec, SOFTMAX, LABELS)


@pytest.mark.parametrize("among", [1, 4, 9])
def test_a_majority_is_more_than_half(among: int) -> None:
    with pytest.raises(ContractError, match=f"Found: 2 votes among {among}.*set among to 2 to 3"):
        DecisionSpec(votes=2, among=among)


def test_c_gets_only_what_differs_from_the_usual_rule() -> None:
    usual = signal_config(armband(), (SOFTMAX, SOFTMAX), Gates(-7, 0.3, 4), ("A", "B"))
    assert not re.search("SMOOTHING|AMONG|MARGIN|RELEASE|REFRACTORY|PER_LABEL|kd_min_scores", usual)
    gates = Gates(-7, 0.3, 4, (5, NEVER), 9, 3, 6, -20, 0.25, 8)
    text = signal_config(armband(), (SOFTMAX, SOFTMAX), gates, ("A", "B"))
    found = dict(re.findall(r"#define KD_DECISION_(\w+) \(?([^\s)]+)\)?", text))
    wanted = {"MIN_MARGIN": 9, "SMOOTHING": 3, "AMONG": 6, "RELEASE_SCORE": -20, "REFRACTORY": 8, "PER_LABEL": 1}
    assert {name: int(found[name]) for name in wanted} == wanted
    assert np.float32(float.fromhex(found["RELEASE_ACTIVITY"].removesuffix("f"))) == np.float32(0.25)
    assert f"kd_min_scores[KD_LABELS] = {{5, {NEVER}}};" in text
