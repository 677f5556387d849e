"""The rule of decision against sequences that were worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.decision.gates import NEVER, Gates
from kd_edge.decision.rule import Decider, Decision
from kd_edge.recordings.recording import REST

LABELS = 4
HIGH, LOW = 100, -100


def scores_of(votes: list[int], high: int = HIGH) -> np.ndarray:
    """Scores whose best label is each of ``votes``; REST: none is high."""
    scores = np.full((len(votes), LABELS), LOW, np.int8)
    for index, vote in enumerate(votes):
        if vote != REST:
            scores[index, vote] = high
    return scores


def reported(votes: list[int], gates: Gates) -> list[int]:
    return [index for index, decision in enumerate(Decider(gates).push(scores_of(votes))) if decision.is_new]


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
def test_a_sign_is_reported_once_per_occurrence(votes: list[int], expected: list[int]) -> None:
    assert reported(votes, Gates(26, None, 2)) == expected


def test_one_vote_can_be_enough() -> None:
    assert reported([1, 1, REST, 1, 2], Gates(26, None, 1)) == [0, 3, 4]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([1, 2, 1], [2]),
        ([1, 2, 1, 2], [2, 3]),
        ([1, 2, 3, 1, 1], [4]),
        ([1, 1, REST, 1, 1, REST, 1], [1]),
        ([1, 1, REST, 1, REST, 1], [1, 5]),
    ],
)
def test_a_majority_of_the_newest_votes_is_enough(votes: list[int], expected: list[int]) -> None:
    assert reported(votes, Gates(26, None, 2, among=3)) == expected


@pytest.mark.parametrize(("refractory", "expected"), [(0, [1, 3]), (1, [1, 3]), (2, [1, 4]), (4, [1, 6])])
def test_nothing_is_reported_in_the_refractory_hops(refractory: int, expected: list[int]) -> None:
    assert reported([1, 1, 2, 2, 2, 2, 2], Gates(26, None, 2, refractory=refractory)) == expected


def test_a_window_votes_for_its_best_label_if_it_passes_the_gates() -> None:
    scores = np.array([[25, -128], [26, -128], [-128, 127], [-128, 127]], dtype=np.int8)
    activity = np.array([1, 1, 0.4, 0.5], dtype=np.float32)
    gates = Gates(minimum_score=26, minimum_activity=0.5, votes=2)
    assert [vote for vote, _ in Decider(gates).push(scores, activity)] == [REST, 0, REST, 1]
    open_gates = Gates(minimum_score=26, minimum_activity=None, votes=2)
    assert [vote for vote, _ in Decider(open_gates).push(scores)] == [REST, 0, 1, 1]


def test_scores_are_averaged_over_as_many_windows_as_there_are() -> None:
    """By hand: label 0 has 90, then 90 and 30, then 30 and 30: means 90, 60, 30 against a gate of 60."""
    scores = np.array([[90, -128], [30, -128], [30, -128]], np.int8)
    assert [vote for vote, _ in Decider(Gates(60, None, 1, smoothing=2)).push(scores)] == [0, 0, REST]
    assert [vote for vote, _ in Decider(Gates(61, None, 1, smoothing=2)).push(scores)] == [0, REST, REST]


def test_the_best_label_needs_its_margin_over_the_second() -> None:
    scores = np.array([[60, 40], [60, 41], [60, 60]], np.int8)
    assert [vote for vote, _ in Decider(Gates(0, None, 1, minimum_margin=20)).push(scores)] == [0, REST, REST]


def test_labels_have_gates_of_their_own_and_rest_is_never_reported() -> None:
    gates = Gates(26, None, 1, minimum_scores=(26, 101, NEVER, 100))
    assert [vote for vote, _ in Decider(gates).push(scores_of([0, 1, 2, 3]))] == [0, REST, REST, 3]


def test_a_reported_sign_stays_current_on_weaker_evidence_than_it_needed() -> None:
    """With hysteresis a dip is still the same sign; without it, the sign is reported twice."""
    scores = np.concatenate([scores_of([1, 1]), scores_of([1, 1], high=20), scores_of([1, 1])])
    news = {
        release: [index for index, decision in enumerate(Decider(gates).push(scores)) if decision.is_new]
        for release, gates in ((at, Gates(50, None, 2, release_score=at)) for at in (None, 20, 21))
    }
    assert news == {None: [1, 5], 20: [1], 21: [1, 5]}


def test_movement_ends_lower_than_it_begins() -> None:
    activity = np.array([0.4, 0.5, 0.4, 0.3, 0.29, 0.4, 0.5], np.float32)
    gates = Gates(0, 0.5, 1, release_activity=0.3)
    moved = [vote != REST for vote, _ in Decider(gates).push(scores_of([1] * 7), activity)]
    assert moved == [False, True, True, True, False, False, True]


ANY_GATES = st.builds(
    Gates,
    minimum_score=st.integers(-128, 128),
    minimum_activity=st.none(),
    votes=st.integers(2, 4),
    minimum_margin=st.integers(0, 60),
    smoothing=st.integers(1, 5),
    among=st.sampled_from([0, 4]),
    release_score=st.none() | st.integers(-128, 127),
    refractory=st.integers(0, 5),
)


@given(ANY_GATES, st.lists(st.integers(1, 30), min_size=1, max_size=8), st.integers(0, 2**32 - 1))
def test_decisions_do_not_depend_on_how_windows_arrive(gates: Gates, pieces: list[int], seed: int) -> None:
    scores = np.random.default_rng(seed).integers(-128, 128, (sum(pieces), LABELS), np.int8)
    whole = Decider(gates).push(scores)
    decider, parts = Decider(gates), []
    for piece in np.split(scores, np.cumsum(pieces)[:-1]):
        parts += decider.push(piece)
    assert parts == whole
    decider.reset()
    assert decider.push(scores) == whole
    assert all(isinstance(decision, Decision) for decision in whole)
