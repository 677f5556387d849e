"""What a column of times shows: every injected fault is found at its row, and jitter is not a fault."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.recordings.clock import Shift, first_backward_step, read_clock

PERIODS_NS = st.sampled_from([500_000, 900_000, 1_000_000, 5_000_000, 6_700_000, 16_000_000, 20_000_000])


def regular(count: int, period_ns: float) -> np.ndarray:
    return np.arange(count) * period_ns


@st.composite
def gaps(draw: st.DrawFn) -> tuple[int, dict[int, int]]:
    """How many rows there should be, and at which of them how many are missing; the first and last always exist."""
    count = draw(st.integers(40, 400))
    rows = draw(st.sets(st.integers(1, count - 1), max_size=min(5, count // 60)))
    return count, {row: draw(st.integers(1, 40)) for row in rows}


@given(
    gaps=gaps(), period_ns=PERIODS_NS, seed=st.integers(0, 999), jitter=st.floats(0, 0.24), start=st.floats(-1e6, 1e18)
)
def test_every_gap_is_found_at_its_row_whatever_the_jitter(
    gaps: tuple[int, dict[int, int]], period_ns: int, seed: int, jitter: float, start: float
) -> None:
    count, missing = gaps
    slots = np.arange(count) + np.cumsum([missing.get(row, 0) for row in range(count)])
    # The ends are exact, so that the mean rate is.
    moved = np.random.default_rng(seed).uniform(-jitter, jitter, count) * (np.arange(count) % (count - 1) > 0)
    reading = read_clock(np.rint(start) + np.rint((slots + moved) * period_ns), period_ns)
    assert reading.shifts == tuple(Shift(row, rows) for row, rows in sorted(missing.items()))
    assert reading.late == 0
    assert reading.period_ns == pytest.approx(period_ns, rel=1e-4)


@given(count=st.integers(20, 300), row=st.integers(1, 299), period_ns=PERIODS_NS)
def test_a_repeated_row_is_found(count: int, row: int, period_ns: int) -> None:
    row = min(row, count - 1)
    times_ns = np.insert(regular(count, period_ns), row, regular(count, period_ns)[row - 1])
    assert read_clock(times_ns, period_ns).shifts == (Shift(row, -1),)


@given(between=st.integers(0, 30), period_ns=PERIODS_NS)
def test_a_repeated_row_and_a_gap_behind_it_do_not_cancel_out(between: int, period_ns: int) -> None:
    slots = [*range(50), 49, *range(50, 51 + between), *range(52 + between, 200)]
    found = (Shift(50, -1), Shift(52 + between, 1))
    assert read_clock(np.array(slots) * float(period_ns), period_ns).shifts == found


@given(count=st.integers(2, 300), row=st.integers(1, 299), period_ns=PERIODS_NS)
def test_a_swap_is_found(count: int, row: int, period_ns: int) -> None:
    times_ns = regular(count, period_ns)
    assert first_backward_step(times_ns) is None
    row = min(row, count - 1)
    times_ns[[row - 1, row]] = times_ns[[row, row - 1]]
    assert first_backward_step(times_ns) == row


@given(stall=st.integers(2, 60), row=st.integers(20, 200), period_ns=PERIODS_NS)
def test_rows_that_are_late_and_caught_up_are_no_gap(stall: int, row: int, period_ns: int) -> None:
    times_ns = regular(400, period_ns)
    times_ns[row : row + stall] = times_ns[row + stall]
    reading = read_clock(times_ns, period_ns)
    assert reading.shifts == ()
    assert reading.late >= stall - 1


@given(factor=st.one_of(st.floats(0.3, 0.95), st.floats(1.05, 4)), count=st.integers(20, 500), period_ns=PERIODS_NS)
def test_the_rate_is_measured(factor: float, count: int, period_ns: int) -> None:
    reading = read_clock(regular(count, period_ns * factor), period_ns)
    assert reading.period_ns == pytest.approx(period_ns * factor)


@given(gaps=gaps(), drift=st.floats(-0.009, 0.009))
def test_a_clock_that_runs_a_little_fast_loses_nothing(gaps: tuple[int, dict[int, int]], drift: float) -> None:
    count, missing = gaps
    slots = np.arange(20 * count) + np.cumsum([missing.get(row, 0) for row in range(20 * count)])
    reading = read_clock(slots * 5_000_000 * (1 + drift), 5_000_000)
    # A gap of hundreds of rows is itself measured with the drift.
    assert [shift.row for shift in reading.shifts] == sorted(missing)
    assert reading.period_ns == pytest.approx(5_000_000 * (1 + drift), rel=2e-3)


@pytest.mark.parametrize("packet", [2, 3, 16])
def test_rows_of_a_packet_share_one_time(packet: int) -> None:
    times_ns = np.repeat(regular(50, packet * 5_000_000), packet)
    whole = read_clock(times_ns, 5_000_000)
    assert (whole.packet, whole.shifts, whole.period_ns) == (packet, (), 5_000_000)
    lost = read_clock(np.delete(times_ns, slice(20 * packet, 22 * packet)), 5_000_000)
    assert lost.shifts == (Shift(20 * packet, 2 * packet),)
    cut = read_clock(times_ns[:-1], 5_000_000)
    assert (cut.packet, cut.shifts) == (packet, ())


@pytest.mark.parametrize("start_s", [0, 1_764_115_200.123])
def test_a_coarse_clock_says_what_it_cannot_tell(start_s: float) -> None:
    """A stream of 900 us stamped in whole milliseconds, perhaps of the day: neighbours may share a stamp."""
    times_ns = (start_s + np.rint(regular(2000, 0.9)) / 1e3) * 1e9
    reading = read_clock(times_ns, 900_000)
    assert (reading.shifts, reading.packet) == ((), 1)
    seen = read_clock(np.delete(times_ns, slice(700, 700 + reading.unseen + 1)), 900_000)
    assert [shift.row for shift in seen.shifts] == [700]
    assert read_clock(regular(2000, 1e6), 1_000_000).unseen == 0


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_rows_tell_little(count: int) -> None:
    reading = read_clock(regular(count, 5e6), 5_000_000)
    assert (reading.shifts, reading.late) == ((), 0)
    assert reading.period_ns == (None if count == 1 else 5_000_000)
