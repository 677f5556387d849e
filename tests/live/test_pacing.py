"""A listener rests only while no window can be complete, and only at real time."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.contract import NS_PER_S, SignalSpec, StreamSpec
from kd_edge.live.decision_times import KEPT, DecisionTime, DecisionTimes
from kd_edge.live.pacing import AWAKE_NS, LONGEST_NS, MARGIN_NS, ROUND_NS, Pacing
from kd_edge.source import Samples

MS = 1_000_000
SPEC = SignalSpec(
    streams=(StreamSpec(name="emg", sample_period_ns=5 * MS, channels=("a", "b")),),
    frame_period_ns=10 * MS,
    window_size=20,
    window_increment=10,
)
START = 77 * NS_PER_S


def listened(seconds: float, *, speed: float = 1.0, late_ns: int = 3 * MS) -> tuple[Pacing, int]:
    """A pacing that has heard a packet of 20 ms of signal each time; and the device's time then."""
    pacing = Pacing(SPEC)
    newest = 0
    for newest in range(0, int(seconds * speed * NS_PER_S), 20 * MS):
        samples = Samples("emg", np.zeros((4, 2), np.int16), newest - 15 * MS, newest)
        pacing.arrived([samples], START + int(newest / speed) + late_ns)
    return pacing, newest


@pytest.mark.parametrize("due_ms", [10, 40, 90])
def test_reading_begins_right_before_a_window_can_be_complete(due_ms: int) -> None:
    pacing, newest = listened(6.0)
    now = START + newest + 4 * MS
    assert pacing.rest_until(newest + due_ms * MS, now) == START + newest + (due_ms + 3) * MS - MARGIN_NS


def test_a_rest_is_short_enough_for_the_port() -> None:
    pacing, newest = listened(6.0)
    now = START + newest + 4 * MS
    assert pacing.rest_until(newest + 5000 * MS, now) == now + LONGEST_NS


def test_a_window_that_is_late_or_not_foreseen_is_never_waited_for() -> None:
    pacing, newest = listened(6.0)
    now = START + newest + 4 * MS
    assert pacing.rest_until(newest - 100 * MS, now) == now
    assert pacing.rest_until(None, now) == now


@pytest.mark.parametrize("speed", [0.9, 1.1, 10.0, 500.0])
def test_a_source_at_another_speed_is_read_at_once(speed: float) -> None:
    pacing, newest = listened(6.0, speed=speed)
    now = START + int(newest / speed) + 4 * MS
    assert pacing.rest_until(newest + 90 * MS, now) == now


def test_nothing_rests_before_clocks_are_known_and_while_they_are_compared() -> None:
    for seconds in (0.5, ROUND_NS / NS_PER_S - 0.1, (ROUND_NS + AWAKE_NS / 2) / NS_PER_S):
        pacing, newest = listened(seconds)
        now = START + newest + 4 * MS
        assert pacing.rest_until(newest + 90 * MS, now) == now
    assert Pacing(SPEC).rest_until(90 * MS, START) == START


def test_a_pause_of_the_listener_ends_the_rests_for_a_while() -> None:
    pacing, newest = listened(6.0)
    late = START + newest + 9 * NS_PER_S
    pacing.arrived([Samples("emg", np.zeros((4, 2), np.int16), newest + 5 * MS, newest + 20 * MS)], late)
    assert pacing.rest_until(newest + 110 * MS, late) == late


def test_the_newest_decision_times_are_kept() -> None:
    times = DecisionTimes()
    assert list(times) == []
    for number in range(KEPT + 10):
        times.add(number, -number, 1 << 60)
    assert len(times) == KEPT
    assert list(times) == [DecisionTime(number, -number, 1 << 60) for number in range(10, KEPT + 10)]
