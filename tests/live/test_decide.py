import numpy as np
import pytest

from kd_edge.bundle import Quantisation
from kd_edge.contract import DecisionSpec
from kd_edge.live.decide import Decider
from kd_edge.recordings.recording import REST

SOFTMAX = Quantisation(1 / 256, -128)


def reported(votes, needed=2):
    decider = Decider(DecisionSpec(votes=needed), SOFTMAX)
    return [index for index, vote in enumerate(votes) if decider.push(vote)]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([1], []),
        ([1, 1], [1]),
        ([1, 1, 1, 1], [1]),
        ([1, 2, 1, 2], []),
        ([1, 1, REST, 1, 1], [1]),
        ([1, 1, REST, REST, 1, 1], [1, 5]),
        ([1, 1, 2, 2, 1, 1], [1, 3, 5]),
        ([1, 1, 2, 1, 1], [1]),
        ([REST, REST, 3, 3], [3]),
    ],
)
def test_a_sign_is_reported_once_per_occurrence(votes, expected):
    assert reported(votes) == expected


def test_one_vote_can_be_enough():
    assert reported([1, 1, REST, 1, 2], needed=1) == [0, 3, 4]


def test_a_window_votes_for_its_best_label_if_it_passes_the_gates():
    decider = Decider(DecisionSpec(min_confidence=0.6, min_activity=0.5), SOFTMAX)
    # 0.6 is 153.6 steps: 153 is too little, 154 enough
    scores = np.array([[25, -128], [26, -128], [-128, 127], [-128, 127]], dtype=np.int8)
    activity = np.array([1, 1, 0.4, 0.5], dtype=np.float32)
    assert decider.votes(scores, activity).tolist() == [REST, 0, REST, 1]
    assert decider.votes(scores).tolist() == [REST, 0, 1, 1]


def test_confidence_is_the_dequantised_score():
    assert Decider(DecisionSpec(), SOFTMAX).confidence(26) == 154 / 256
