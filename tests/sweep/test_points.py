"""Means over folds and seeds, fronts and s(f), against calculations by hand and by brute force."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.campaign.origin import Origin
from kd_edge.sweep.front import pareto_front, smallest_holding
from kd_edge.sweep.outcome import Int8, Judged, Outcome
from kd_edge.sweep.plot import write_fronts
from kd_edge.sweep.points import Point, points_of
from kd_edge.sweep.sweep import Done, Failed, Sweep
from kd_edge.sweep.trial import Teacher, Trial

ORIGIN = Origin("d", "f" * 64, True, "r", {})


def judged(hits: int, windows: int, **persons: float) -> Judged:
    return Judged(hits / windows, 0.0, persons, ((hits, windows - hits), (0, 0)))


def done(trial: Trial, used: Judged, size: int = 10) -> Done:
    int8 = Int8(judged=used, file_bytes=size, ram_bytes=7, macs=1, instructions=None)
    return Done(
        trial.name_for("f" * 64), trial, Outcome(parameters=3, float32=judged(1, 2, a=0.5), int8=int8, test_windows=2)
    )


def point(cost: int | None, accuracy: float) -> Point:
    return Point("p", (), 1, accuracy, None, accuracy, None, accuracy, 1, cost, None, None)


def test_folds_are_pooled_and_seeds_are_averaged() -> None:
    """Seed 0: 1 of 2 and 9 of 10 windows make 10 of 12, and persons 0.5, 0.8, 1.0 make 2.3 / 3. Seed 1: all right."""
    sweep = Sweep(
        ORIGIN,
        (
            done(Trial(split="loso-0", seed=0), judged(1, 2, a=0.5), size=10),
            done(Trial(split="loso-1", seed=0), judged(9, 10, b=0.8, c=1.0), size=12),
            done(Trial(split="loso-0", seed=1), judged(2, 2, a=1.0)),
            done(Trial(split="loso-1", seed=1), judged(10, 10, b=1.0, c=1.0)),
        ),
        (),
    )
    (found,) = points_of(sweep)
    assert (found.seeds, found.file_bytes, found.instructions, found.label) == (2, 12, None, "all")
    assert found.accuracy == pytest.approx((10 / 12 + 1) / 2)
    assert found.accuracy_sd == pytest.approx((1 - 10 / 12) / 2**0.5)
    assert found.macro_accuracy == pytest.approx((2.3 / 3 + 1) / 2)


def test_a_seed_without_all_of_its_folds_does_not_count() -> None:
    sweep = Sweep(
        ORIGIN,
        (
            done(Trial(split="loso-0", seed=0), judged(1, 2, a=0.5)),
            done(Trial(split="loso-0", seed=1), judged(2, 2, a=1.0)),
            done(Trial(split="loso-1", seed=1), judged(2, 2, b=1.0)),
        ),
        (Failed("x", Trial(split="loso-1", seed=0), "no"),),
    )
    (found,) = points_of(sweep)
    assert (found.seeds, found.accuracy) == (1, 1.0)


def test_persons_who_showed_a_few_takes_are_not_pooled_with_strangers() -> None:
    trials = [Trial(split="loso-0"), Trial(split="loso-1"), Trial(split="loso-0+2"), Trial(split="loso-1+2")]
    parts = [judged(1, 2, a=0.5), judged(1, 2, b=0.5), judged(2, 2, a=1.0), judged(2, 2, b=1.0)]
    found = points_of(Sweep(ORIGIN, tuple(map(done, trials, parts)), ()))
    assert [(point.label, point.accuracy) for point in found] == [("split=loso", 0.5), ("split=loso+2", 1.0)]


def test_labels_say_what_differs_and_nothing_else() -> None:
    right = judged(1, 1, a=1.0)
    teachers = [Teacher(network="resnet"), Teacher(network="conv-bigru")]
    trials = [Trial(teacher=None), *(Trial(teacher=teacher) for teacher in teachers), Trial(passes=("prune=0.5",))]
    labels = [point.label for point in points_of(Sweep(ORIGIN, tuple(done(trial, right) for trial in trials), ()))]
    assert labels == [
        "teacher=none",
        "teacher=yes, teacher.preset=resnet",
        "teacher=yes, teacher.preset=conv-bigru",
        "teacher=none, passes=prune=0.5",
    ]


costs = st.integers(1, 6)
accuracies = st.integers(0, 6).map(lambda sixth: sixth / 6)


@given(st.lists(st.tuples(costs | st.none(), accuracies), max_size=12))
def test_the_front_is_what_no_point_beats(pairs: list[tuple[int | None, float]]) -> None:
    points = [point(cost, accuracy) for cost, accuracy in pairs]
    known = [(cost, accuracy) for cost, accuracy in pairs if cost is not None]
    unbeaten = {
        (cost, accuracy)
        for cost, accuracy in known
        if not any(
            other <= cost and better >= accuracy and (other, better) != (cost, accuracy) for other, better in known
        )
    }
    front = [(one.file_bytes, one.accuracy) for one in pareto_front(points, "file_bytes")]
    assert front == sorted(unbeaten)


@given(st.lists(st.tuples(costs, accuracies), max_size=12), accuracies)
def test_the_smallest_model_that_holds_an_accuracy(pairs: list[tuple[int, float]], floor: float) -> None:
    held = [cost for cost, accuracy in pairs if accuracy >= floor]
    found = smallest_holding([point(*pair) for pair in pairs], "file_bytes", floor)
    assert (found and found.file_bytes) == min(held, default=None)


def test_fronts_are_drawn_where_a_cost_is_known(tmp_path: Path) -> None:
    assert not write_fronts([point(None, 0.5)], tmp_path / "a.png")
    assert write_fronts([point(1000, 0.5), point(3000, 0.7), point(4000, 0.6)], tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
