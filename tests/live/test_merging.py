"""Streams in any turns come out in the order of device time: the same samples in the same order, whatever the turns."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kd_edge.bundle import Bundle
from kd_edge.contract import NS_PER_S, SignalSpec, StreamSpec
from kd_edge.engines import Engine
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.merging import HELD_LIMIT_NS, Merger
from kd_edge.live.on_host import PATIENCE_NS, HostRecogniser
from kd_edge.live.silence import LONGEST_NS
from kd_edge.source import Counters, Item, Remark, Samples

MS = 1_000_000
FAST = StreamSpec(name="fast", sample_period_ns=2 * MS, channels=("a",))
SLOW = StreamSpec(name="slow", sample_period_ns=5 * MS, channels=("b",))
SPEC = SignalSpec(streams=(FAST, SLOW), frame_period_ns=10 * MS, window_size=10, window_increment=5)
PERIODS = {"fast": 2 * MS, "slow": 5 * MS}


def block(stream: str, start_ms: int, count: int) -> Samples:
    """Samples whose values are their times in ms."""
    times_ns = start_ms * MS + PERIODS[stream] * np.arange(count)
    return Samples(stream, (times_ns // MS).astype(np.int32)[:, None], start_ms * MS, int(times_ns[-1]))


def put(merger: Merger, *blocks: Samples) -> list[tuple[str, list[int]]]:
    for samples in blocks:
        merger.add(samples)
    return [(piece.stream, piece.values[:, 0].tolist()) for piece in merger.take()]


def test_samples_wait_until_every_stream_has_come_as_far() -> None:
    merger = Merger(SPEC)
    assert put(merger, block("fast", 0, 3)) == []
    assert put(merger, block("slow", 0, 1)) == [("fast", [0, 2, 4]), ("slow", [0])]
    assert put(merger, block("fast", 6, 5)) == []
    assert put(merger, block("slow", 5, 1)) == [("fast", [6, 8]), ("slow", [5])]
    assert merger.held_ns == 3 * 2 * MS


def test_before_a_gaps_end_comes_what_the_other_stream_has_from_before() -> None:
    merger = Merger(SPEC)
    merged = put(merger, block("fast", 0, 2), block("fast", 600, 2), block("slow", 0, 122))
    assert merged == [
        ("fast", [0, 2]),
        ("slow", list(range(0, 600, 5))),
        ("fast", [600, 602]),
        ("slow", [600]),
    ]


def test_the_stream_whose_gap_ends_goes_first() -> None:
    merger = Merger(SPEC)
    merged = put(merger, block("fast", 0, 402), block("slow", 0, 1), block("slow", 800, 1))
    assert merged == [
        ("fast", list(range(0, 800, 2))),
        ("slow", [0]),
        ("slow", [800]),
        ("fast", [800, 802]),
    ]


def test_a_step_back_begins_a_new_timeline() -> None:
    merger = Merger(SPEC)
    put(merger, block("fast", 1000, 10), block("slow", 1000, 1))
    assert put(merger, block("fast", 0, 3)) == [("fast", [1006, 1008, 1010, 1012, 1014, 1016, 1018])]
    assert put(merger, block("slow", 0, 1)) == [("fast", [0, 2, 4]), ("slow", [0])]


def test_what_waits_is_bounded() -> None:
    merger = Merger(SPEC)
    for start_ms in range(0, 10 * HELD_LIMIT_NS // MS, 1000):
        assert put(merger, block("fast", start_ms, 500)) == []
        assert merger.held_ns <= HELD_LIMIT_NS
    assert merger.given_up > 9 * HELD_LIMIT_NS // (2 * MS)


@pytest.mark.parametrize("rest_ms", [0, 1_000, 59_000, 61_000, 3_600_000])
def test_streams_take_turns_however_long_they_rested(rest_ms: int) -> None:
    """A listener that was paused reads everything at once: two stretches of 2 s with a long rest between them."""
    merger, turn_ms = Merger(SPEC, 250 * MS), 250
    again_ms = 2_000 + rest_ms
    stretches = [block("fast", 0, 1000), block("fast", again_ms, 1000), block("slow", 0, 400)]
    pieces = put(merger, *stretches, block("slow", again_ms, 400))
    assert sum(len(values) for stream, values in pieces if stream == "fast") == 2000
    assert sum(len(values) for stream, values in pieces if stream == "slow") == 800
    reached = {"fast": 0, "slow": 0}
    for stream, values in pieces:
        assert values[-1] - values[0] < turn_ms
        reached[stream] = values[-1]
        if stream == "slow":
            assert abs(reached["fast"] - reached["slow"]) < 2 * turn_ms
    assert len(pieces) <= 2 * 2 * (2_000 // turn_ms + 1)


def test_other_streams_are_dropped() -> None:
    assert put(Merger(SPEC), Samples("battery", np.zeros((3, 1), np.int16), 0, 0)) == []


stretches = st.lists(st.tuples(st.integers(1, 60), st.sampled_from([0, 0, 4, 30, 700])), min_size=1, max_size=6)


def laid_out(stream: str, parts: list[tuple[int, int]]) -> list[Samples]:
    """Stretches of single samples with gaps of so many samples between them."""
    found, at = [], 0
    for count, gap in parts:
        found += [block(stream, (at + index) * PERIODS[stream] // MS, 1) for index in range(count)]
        at += count + gap
    return found


@given(stretches, stretches, st.randoms(use_true_random=False))
@example([(1, 4), (50, 30), (4, 0)], [(1, 0), (29, 4), (2, 0)], Random(1))  # gaps of both that end at 170 ms
def test_any_turns_and_reads_give_the_same(fast, slow, random) -> None:
    """The order of every sample against the order by hand: by time, at a gap's end that stream first."""
    lanes = {"fast": laid_out("fast", fast), "slow": laid_out("slow", slow)}
    results = []
    for _ in range(2):
        merger, left, pieces = Merger(SPEC), {name: list(blocks) for name, blocks in lanes.items()}, []
        while any(left.values()):
            name = random.choice([name for name in left if left[name]])
            for _ in range(random.randint(1, 40)):
                if left[name]:
                    merger.add(left[name].pop(0))
            if random.random() < 0.5:
                pieces += merger.take()
        pieces += merger.take()
        results.append(merged_order(pieces))
    assert results[0] == results[1]
    ends = [blocks[-1].newest_ns + PERIODS[name] for name, blocks in lanes.items()]
    every = [(s.start_ns, name) for name, blocks in lanes.items() for s in blocks if s.start_ns < min(ends)]
    assert sorted(results[0]) == sorted(every)
    for name in lanes:
        times = [time_ns for time_ns, stream in results[0] if stream == name]
        assert times == sorted(times)


def merged_order(pieces: list[Samples]) -> list[tuple[int, str]]:
    """Every sample's time and stream, those between two gaps' ends in the order of time: the path does not mind.

    Gaps of both streams that end at the same time are one end.
    """
    order: list[tuple[int, str]] = []
    segment: list[tuple[int, str]] = []
    newest, since_ns = dict.fromkeys(PERIODS, 0), 0
    for piece in pieces:
        if piece.start_ns != newest[piece.stream] and piece.start_ns != since_ns:
            order += sorted(segment)
            segment, since_ns = [], piece.start_ns
        newest[piece.stream] = piece.newest_ns + PERIODS[piece.stream]
        segment += [
            (piece.start_ns + index * PERIODS[piece.stream], piece.stream) for index in range(len(piece.values))
        ]
    return order + sorted(segment)


# -- and so do recognisers ----------------------------------------------------


def feed(recogniser: HostRecogniser, reads: list[list[Item]], step_ns: int = MS) -> list[object]:
    """Signs and remarks of reads that return every ``step_ns``."""
    return [
        event if isinstance(event, Remark) else (event.label, event.time_s, event.confidence)
        for number, items in enumerate(reads)
        for event in recogniser.take(items, number * step_ns)
    ]


def session_of(bundle: Bundle, seconds: float, gap: tuple[float, float] | None = None) -> dict[str, list[Samples]]:
    """Noise of both streams in blocks of 50 ms; between the two times of ``gap`` the first stream has none."""
    rng = np.random.default_rng(8)
    found: dict[str, list[Samples]] = {}
    for spec in bundle.manifest.signal.streams:
        size = NS_PER_S // 20 // spec.sample_period_ns
        period_ns = spec.sample_period_ns
        for first in range(0, int(seconds * NS_PER_S / period_ns), size):
            values = rng.integers(-500, 500, (size, len(spec.channels))).astype(np.int16)
            start_ns = first * period_ns
            if gap and spec.name == "emg" and gap[0] <= start_ns / NS_PER_S < gap[1]:
                continue
            samples = Samples(spec.name, values, start_ns, start_ns + (size - 1) * period_ns)
            found.setdefault(spec.name, []).append(samples)
    return found


@pytest.fixture
def recogniser(tiny_bundle: Bundle, linear_engine: Engine) -> HostRecogniser:
    return HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))


@pytest.mark.parametrize("gap", [None, (7.0, 7.3), (7.0, 9.0)])
def test_a_stream_that_comes_seconds_before_the_other_loses_nothing(
    tiny_bundle: Bundle, linear_engine: Engine, recogniser: HostRecogniser, gap: tuple[float, float] | None
) -> None:
    """As a listener reads that was stopped for 20 s: everything at once, one stream after the other."""
    lanes = session_of(tiny_bundle, 20.0, gap)
    in_turns = sorted([s for blocks in lanes.values() for s in blocks], key=lambda s: s.newest_ns)
    expected = feed(recogniser, [[samples] for samples in in_turns])
    for reads in ([lanes["emg"] + lanes["imu"]], [lanes["imu"], lanes["emg"]], [lanes["emg"], lanes["imu"]]):
        other = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))
        assert feed(other, reads, step_ns=LONGEST_NS) == expected
        assert other.windows == recogniser.windows > 100
    assert len(expected) > 5


@given(st.randoms(use_true_random=False))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_turns_recognise_the_same(tiny_bundle: Bundle, linear_engine: Engine, random) -> None:
    lanes = session_of(tiny_bundle, 12.0, (4.0, 6.0))
    in_turns = sorted([s for blocks in lanes.values() for s in blocks], key=lambda s: s.newest_ns)
    first = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))
    expected = feed(first, [[samples] for samples in in_turns])
    left, reads = {name: list(blocks) for name, blocks in lanes.items()}, []
    while any(left.values()):
        name = random.choice([name for name in left if left[name]])
        count = random.randint(1, 60)
        reads.append(left[name][:count])
        del left[name][:count]
    second = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))
    assert feed(second, reads) == expected
    assert second.windows == first.windows


def test_a_stream_that_is_truly_silent_is_named_and_nothing_piles_up(
    tiny_bundle: Bundle, recogniser: HostRecogniser
) -> None:
    """The movement sensor dies at 5 s and revives at 30 s."""
    lanes = session_of(tiny_bundle, 40.0)
    lanes["imu"] = [s for s in lanes["imu"] if not 5 <= s.start_ns / NS_PER_S < 30]
    in_turns = sorted([s for blocks in lanes.values() for s in blocks], key=lambda s: s.newest_ns)
    said: list[object] = []
    before = 0
    for samples in in_turns:
        said += [e for e in recogniser.take([samples], samples.newest_ns) if isinstance(e, Remark)]
        before = before or (recogniser.windows if samples.newest_ns > 29 * NS_PER_S else 0)
    assert said[0] == Remark("no samples of imu for 5 s; nothing is recognised without them")
    assert len(said) == 4  # every 5 s
    assert recogniser.windows > before + 50
    assert recogniser.completed(Counters()).restarts == 1


def test_our_own_pause_is_nobodys_silence(tiny_bundle: Bundle, recogniser: HostRecogniser) -> None:
    """After a pause of 100 s, one read brings 8 s of one stream; the next, of the other."""
    lanes = session_of(tiny_bundle, 8.0)
    assert list(recogniser.take([], 0)) == []
    list(recogniser.take(lanes["emg"], 100 * NS_PER_S))
    list(recogniser.take(lanes["imu"], 100 * NS_PER_S + LONGEST_NS))
    assert recogniser.windows > 50
    assert 8 * NS_PER_S > PATIENCE_NS
