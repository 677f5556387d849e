import numpy as np
import pytest

from kd_edge.decision.gates import Gates
from kd_edge.decision.rule import Decider
from kd_edge.recordings.recording import REST


def reported(votes, needed=2):
    decider = Decider(Gates(26, None, needed))
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
    decider = Decider(Gates(minimum_score=26, minimum_activity=0.5, votes=2))
    scores = np.array([[25, -128], [26, -128], [-128, 127], [-128, 127]], dtype=np.int8)
    activity = np.array([1, 1, 0.4, 0.5], dtype=np.float32)
    assert decider.votes(scores, activity).tolist() == [REST, 0, REST, 1]
    assert decider.votes(scores).tolist() == [REST, 0, 1, 1]
