"""True rates, against times that are made here by hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.contract import NS_PER_S, SignalSpec, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.source import Counters, Ended, Item, Remark, Samples, StreamInfo, Timing
from kd_edge.sources.rate import RateMeter
from kd_edge.sources.resampling import Resampler
from kd_edge.sources.timed import Timed

MS = 1_000_000
PERIOD = 10 * MS
IMU = StreamSpec(name="imu", sample_period_ns=PERIOD, channels=("ax",), sample_type="float32")
SPEC = SignalSpec(streams=(IMU,), frame_period_ns=20 * MS, window_size=10, window_increment=5)


def blocks(seconds: float, step_ns: float, host: float, size: int = 4, seed: int = 0) -> Iterator[tuple[Samples, int]]:
    """Samples every ``step_ns`` of a device whose nanosecond lasts ``host`` here, delivered late by up to 15 ms."""
    rng = np.random.default_rng(seed)
    for first in range(0, int(seconds * NS_PER_S / step_ns), size):
        times = step_ns * np.arange(first, first + size)
        values = np.sin(2 * np.pi * 2 * times / NS_PER_S).astype(np.float32)[:, None]
        samples = Samples("imu", values, round(times[0]), round(times[-1]))
        yield samples, round(7e15 + times[-1] * host + min(rng.exponential(3 * MS), 15 * MS))


@pytest.mark.parametrize("step", [1.0, 0.97, 1.2])
@pytest.mark.parametrize("drift_ppm", [0, 150, -4000])
def test_rate_and_drift_are_what_they_were_made(step: float, drift_ppm: float) -> None:
    meter = RateMeter(PERIOD)
    for samples, arrived_ns in blocks(60, step * PERIOD, 1 / (1 + drift_ppm * 1e-6)):
        meter.add(samples, arrived_ns)
    rate = meter.rate()
    assert rate is not None
    assert rate.step_ns == pytest.approx(step * PERIOD, rel=1e-6)
    assert (1 / rate.slope - 1) * 1e6 == pytest.approx(drift_ppm, abs=40)
    assert abs(rate.slope * (1 + drift_ppm * 1e-6) - 1) < rate.slope_error


def test_lost_blocks_a_pause_of_the_listener_and_a_backlog_move_nothing() -> None:
    meter = RateMeter(PERIOD)
    for number, (samples, arrived_ns) in enumerate(blocks(60, 0.98 * PERIOD, 1.0)):
        if number % 17 in (3, 4):
            continue
        late_ns = 0
        if number < 40:  # all that had waited in a buffer comes at once
            late_ns = (40 - number) * 40 * MS
        if 700 <= number < 800:  # the listener slept for four seconds
            late_ns = (800 - number) * 40 * MS
        meter.add(samples, arrived_ns + late_ns)
    rate = meter.rate()
    assert rate is not None
    assert rate.step_ns == pytest.approx(0.98 * PERIOD, rel=1e-6)
    assert rate.slope == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("drop", [0.05, 0.3, 0.45])
def test_lost_frames_are_no_slower_rate_though_a_receiver_joins_the_others(drop: float) -> None:
    """Frames of 4 samples, five in a read: those that follow each other are joined, so most steps hold a gap."""
    rng = np.random.default_rng(4)
    meter = RateMeter(PERIOD)
    frames = list(blocks(60, PERIOD, 1.0))
    for first in range(0, len(frames), 5):
        read = [each for each in frames[first : first + 5] if rng.random() >= drop]
        while read:
            joined = [read.pop(0)]
            while read and read[0][0].start_ns == joined[-1][0].newest_ns + PERIOD:
                joined.append(read.pop(0))
            values = np.concatenate([samples.values for samples, _ in joined])
            whole = Samples("imu", values, joined[0][0].start_ns, joined[-1][0].newest_ns)
            meter.add(whole, frames[min(first + 5, len(frames)) - 1][1])
    rate = meter.rate()
    assert rate is not None
    assert rate.step_ns == pytest.approx(PERIOD, rel=1e-6)


def test_single_samples_with_jittery_times() -> None:
    rng = np.random.default_rng(6)
    meter = RateMeter(PERIOD)
    for samples, arrived_ns in blocks(60, 1.03 * PERIOD, 1.0, size=1):
        start_ns = samples.start_ns + int(rng.uniform(-0.25, 0.25) * PERIOD)
        if rng.random() > 0.05:
            meter.add(Samples("imu", samples.values, start_ns, start_ns), arrived_ns)
    rate = meter.rate()
    assert rate is not None
    assert rate.step_ns == pytest.approx(1.03 * PERIOD, rel=5e-3)


@pytest.mark.parametrize("step", [1.0, 0.97])
def test_samples_that_get_their_times_late_and_then_all_at_once(step: float) -> None:
    """As a program stamps them that is sometimes stopped for up to 60 ms."""
    rng = np.random.default_rng(6)
    meter = RateMeter(PERIOD)
    free_ns = 0
    for samples, arrived_ns in blocks(40, step * PERIOD, 1.0, size=1):
        if rng.random() < 0.05:
            free_ns = samples.start_ns + int(rng.uniform(0, 60 * MS))
        start_ns = max(samples.start_ns, free_ns)
        meter.add(Samples("imu", samples.values, start_ns, start_ns), max(arrived_ns, int(7e15) + free_ns))
    rate = meter.rate()
    assert rate is not None
    assert rate.step_ns == pytest.approx(step * PERIOD, rel=4e-3)


def test_a_restart_of_the_device_begins_a_new_measurement() -> None:
    meter = RateMeter(PERIOD)
    for samples, arrived_ns in blocks(10, PERIOD, 1.0):
        meter.add(samples, arrived_ns)
    assert meter.rate() is not None
    meter.add(*next(blocks(1, PERIOD, 1.0)))
    assert meter.rate() is None


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 30), st.integers(0, 10**9)), max_size=60))
def test_no_times_break_the_meter(steps: list[tuple[int, int, int]]) -> None:
    meter, start_ns, arrived_ns = RateMeter(PERIOD), 0, 0
    for step_ns, count, wait_ns in steps:
        start_ns, arrived_ns = start_ns + step_ns, arrived_ns + wait_ns
        meter.add(Samples("imu", np.zeros((count, 1)), start_ns, start_ns + (count - 1) * PERIOD), arrived_ns)
        rate = meter.rate()
        assert rate is None or (rate.step_ns > 0 and rate.slope > 0)


# -- a source under watch -----------------------------------------------------


class Made:
    """A source that delivers made blocks, one each read, by a clock that the test moves on."""

    def __init__(self, made: Iterator[tuple[Samples, int]], clock: str) -> None:
        self.clock = clock
        self.arrived_ns = 0
        self.streams = {"imu": StreamInfo.from_spec(IMU)}
        self.counters = Counters()
        self._made = made

    def read(self) -> list[Item]:
        samples, self.arrived_ns = next(self._made)
        return [samples]


def counted(made: Iterator[tuple[Samples, int]]) -> Iterator[tuple[Samples, int]]:
    """The same with times that a host counts."""
    at_ns = 0
    for samples, arrived_ns in made:
        count = len(samples.values)
        yield Samples("imu", samples.values, at_ns, at_ns + (count - 1) * PERIOD), arrived_ns
        at_ns += count * PERIOD


def read_all(source: Timed) -> list[Item]:
    items: list[Item] = []
    try:
        while True:
            items += source.read()
    except StopIteration:
        return items
    except RuntimeError:
        return items


@pytest.mark.parametrize("clock", ["device", "host"])
def test_a_right_rate_passes_unchanged_and_is_told(clock: str) -> None:
    made = list(blocks(30, PERIOD * 1.002, 1.0))
    given = iter(made) if clock == "device" else counted(iter(made))
    items = read_all(Timed(Made(given, clock), SPEC, resample=True))
    values = [item.values for item in items if isinstance(item, Samples)]
    np.testing.assert_array_equal(np.concatenate(values), np.concatenate([samples.values for samples, _ in made]))
    timings = [item for item in items if isinstance(item, Timing)]
    assert 2 <= len(timings) <= 4
    assert timings[-1].rate_hz == pytest.approx(100 / 1.002, rel=3e-4)
    assert timings[-1].clock == clock


@pytest.mark.parametrize("clock", ["device", "host"])
@pytest.mark.parametrize("step", [0.97, 1.6])
def test_a_wrong_rate_is_an_error_that_says_the_rate(clock: str, step: float) -> None:
    made = blocks(60, PERIOD * step, 1.0)
    source = Timed(Made(made if clock == "device" else counted(made), clock), SPEC)
    with pytest.raises(StreamError, match=r"stream 'imu' with .* samples a second instead of 100") as caught:
        read_all(source)
    told = float(str(caught.value.found).split(" with ")[1].split()[0])
    assert told == pytest.approx(100 / step, rel=1e-3)


@pytest.mark.parametrize("clock", ["device", "host"])
@pytest.mark.parametrize("step", [0.9, 1.25])
def test_or_it_is_resampled_and_marked(clock: str, step: float) -> None:
    made = blocks(30, PERIOD * step, 1.0)
    source = Timed(Made(made if clock == "device" else counted(made), clock), SPEC, resample=True)
    items = read_all(source)
    (remark,) = [item for item in items if isinstance(item, Remark)]
    assert float(remark.text.split()[3]) == pytest.approx(100 / step, rel=1e-3)
    samples = [item for item in items if isinstance(item, Samples)]
    for before, after in itertools.pairwise(samples):
        assert after.start_ns - before.newest_ns == PERIOD  # no slot is doubled or left out
    values = np.concatenate([item.values for item in samples])[:, 0]
    assert source.counters.resampled == len(values)
    times = samples[0].start_ns + PERIOD * np.arange(len(values))
    expected = np.sin(2 * np.pi * 2 * times / NS_PER_S)
    assert np.abs(values - expected)[:-50].max() < (0.02 if clock == "device" else 0.15)  # 2 or 12 ms apart


def test_a_rate_that_is_far_off_is_not_resampled() -> None:
    source = Timed(Made(blocks(30, PERIOD * 2.5, 1.0), "device"), SPEC, resample=True)
    with pytest.raises(StreamError, match="at most by a factor of 2"):
        read_all(source)


def test_what_ends_before_its_rate_is_known_is_passed_on() -> None:
    made = list(blocks(1, PERIOD, 1.0))
    source = Made(iter(made), "device")
    watched = Timed(source, SPEC, resample=True)
    assert read_all(watched) == []
    source.read = lambda: [Ended()]  # type: ignore[method-assign]
    items = watched.read()
    assert [type(item) for item in items] == [Remark, *[Samples] * len(made), Ended]


def test_what_waits_for_a_rate_is_bounded() -> None:
    """A device that restarts every second never shows a rate."""
    source = Timed(Made(itertools.cycle(list(blocks(1, PERIOD, 1.0))), "device"), SPEC, resample=True)
    with pytest.raises(StreamError, match="not known after 30 s"):
        read_all(source)


def test_a_device_whose_seconds_are_not_ours_is_remarked_once() -> None:
    items = read_all(Timed(Made(blocks(30, PERIOD, 0.8), "device"), SPEC))
    (remark,) = [item for item in items if isinstance(item, Remark)]
    assert remark.text.startswith("a second of the device is 0.8")


def test_a_gap_is_left_as_it_is() -> None:
    """By hand: samples every 8 ms become samples every 10 ms, and across a second without any nothing is invented."""
    resampler = Resampler(StreamInfo.from_spec(IMU))
    step = 8 * MS
    found = []
    for start in (0, 5 * step, NS_PER_S + 10 * step):
        times = start + step * np.arange(5)
        made = resampler.push(
            Samples("imu", (times / MS).astype(np.float32)[:, None], start, int(times[-1])), step, step
        )
        assert made is not None
        np.testing.assert_allclose(
            made.values[:, 0], (made.start_ns + PERIOD * np.arange(len(made.values))) / MS, atol=1e-3
        )
        found.append((made.start_ns // MS, made.newest_ns // MS))
    assert found == [(0, 30), (40, 70), (1080, 1110)]
