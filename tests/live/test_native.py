"""The live classifier in C recognises what the one in Python recognises, bit for bit, however samples arrive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from kd_edge import compiled
from kd_edge.bundle import INT8_MODEL, Bundle, open_bundle
from kd_edge.contract import DecisionSpec, WearerProfile
from kd_edge.engines import open_engine
from kd_edge.errors import EngineError, SignalError
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.classifying import open_classifier
from kd_edge.live.events import Hop
from kd_edge.live.native import NativeClassifier
from kd_edge.live.on_host import HostRecogniser
from kd_edge.outputs.osc import intensity
from kd_edge.play.session import Choice, Session, build_session
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import SMALL
from kd_edge.source import Remark, Samples

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler on this machine")
SURE = DecisionSpec(min_confidence=0.1, votes=1, min_activity=0.1)


def deciding(bundle: Bundle) -> Bundle:
    """The bundle with a decision that reports often, so that there is something to compare."""
    return replace(bundle, manifest=msgspec.structs.replace(bundle.manifest, decision=SURE))


@pytest.fixture(scope="module")
def streamed(tiny_export: Path) -> Bundle:
    """Of a network with valid padding and pools of three frames, which takes one frame at a time at hops of three."""
    bundle = deciding(open_bundle(tiny_export))
    signal = msgspec.structs.replace(bundle.manifest.signal, window_increment=3)
    return replace(bundle, manifest=msgspec.structs.replace(bundle.manifest, signal=signal))


@pytest.fixture(scope="module")
def windowed() -> Bundle:
    """Of a network with same padding, which takes whole windows."""
    return deciding(open_bundle(Path(__file__).resolve().parents[2] / "export" / "reference"))


@pytest.fixture(scope="module")
def rig() -> Dataset:
    return synthesise(replace(SMALL, signs=3, subjects=1, repetitions=2, sensors=2, rest_repetitions=0))


def blocks(session: Session, seconds: float) -> Iterator[Samples]:
    """The session in turns of so many seconds, as a source delivers it."""
    end_s = session.duration_s
    for turn in range(int(end_s / seconds) + 1):
        for stream in session.signal.streams:
            first, last = (round(at * seconds * stream.sample_rate_hz) for at in (turn, turn + 1))
            values = session.samples[stream.name][first:last]
            if len(values):
                start_ns = first * stream.sample_period_ns
                yield Samples(stream.name, values, start_ns, start_ns + (len(values) - 1) * stream.sample_period_ns)


def both(bundle: Bundle, items: list[Samples], wearer: WearerProfile | None = None) -> NativeClassifier:
    """Check that both classifiers make the same of ``items``; returns the one in C."""
    native = NativeClassifier(bundle, wearer)
    plain = LiveClassifier(bundle, open_engine(bundle.read(INT8_MODEL), "c"), wearer)
    seen = []
    for classifier in (native, plain):
        recogniser = HostRecogniser(classifier)
        events = [event for item in items for event in recogniser.take([item], 0)]
        signs = [(event.label, event.time_s, event.confidence) for event in events if not isinstance(event, Remark)]
        counts = (classifier.filled, classifier.skipped, classifier.restarts, classifier.decisions.windows)
        newest = classifier.decisions.scores
        seen.append((signs, counts, None if newest is None else newest.tolist()))
    assert seen[0] == seen[1]
    assert seen[0][0]
    return native


@pytest.mark.parametrize("seconds", [0.02, 0.31, 3.0])
def test_frame_by_frame_equals_windows(streamed: Bundle, tiny_dataset: Dataset, seconds: float) -> None:
    session = build_session(tiny_dataset, Choice(seed=2).recordings(tiny_dataset), pause_s=0.3)
    assert both(streamed, list(blocks(session, seconds))).streams


@pytest.mark.parametrize("gate", [0.0, 0.1])
def test_hops_say_the_same_whatever_computes_them(streamed: Bundle, tiny_dataset: Dataset, gate: float) -> None:
    """Also how much a window moves, which is said only where something depends on it."""
    decision = msgspec.structs.replace(SURE, min_activity=gate)
    bundle = replace(streamed, manifest=msgspec.structs.replace(streamed.manifest, decision=decision))
    items = list(blocks(build_session(tiny_dataset, tiny_dataset.recordings[:3], pause_s=0.3), 0.2))
    plain = LiveClassifier(bundle, open_engine(bundle.read(INT8_MODEL), "c"))
    hops = [
        list(HostRecogniser(classifier, hops=True).take(items, 0)) for classifier in (NativeClassifier(bundle), plain)
    ]
    said = [[event for event in events if isinstance(event, Hop)] for events in hops]
    assert said[0] == said[1]
    assert len(said[0]) > 20
    assert {event.activity is None for event in said[0]} == {gate == 0.0}
    assert [intensity(event, gate) for event in said[0]] == [intensity(event, gate) for event in said[1]]


def test_a_long_rest_between_two_stretches_is_no_error(streamed: Bundle, tiny_dataset: Dataset) -> None:
    """Read at once, as after a pause of the listener: takes, more than a minute without samples, takes again."""
    items = list(blocks(build_session(tiny_dataset, tiny_dataset.recordings[:4], pause_s=0.3), 0.1))
    late_ns = 70_000_000_000
    later = [replace(one, start_ns=one.start_ns + late_ns, newest_ns=one.newest_ns + late_ns) for one in items]
    by_stream = sorted(items + later, key=lambda one: one.stream)
    found = []
    for classifier in (NativeClassifier(streamed), LiveClassifier(streamed, open_engine(streamed.read(INT8_MODEL)))):
        recogniser = HostRecogniser(classifier)
        found.append([(event.label, event.time_s) for event in recogniser.take(by_stream, 0)])
        assert classifier.restarts == 1
    assert found[0] == found[1]
    assert max(time_s for _, time_s in found[0]) > 70


def test_whole_windows_where_the_padding_needs_them(windowed: Bundle, rig: Dataset) -> None:
    session = build_session(rig, rig.recordings, pause_s=0.5)
    assert not both(windowed, list(blocks(session, 0.1))).streams


def test_gaps_are_filled_and_jumps_start_anew(streamed: Bundle, tiny_dataset: Dataset) -> None:
    session = build_session(tiny_dataset, Choice(seed=3, split=None).recordings(tiny_dataset)[:12], pause_s=0.3)
    whole = list(blocks(session, 0.1))
    short = [item for index, item in enumerate(whole) if index not in (40, 41, 90)]  # 0.1 s of one stream or both
    assert both(streamed, short).filled > 50
    second_ns = 1_000_000_000
    jumped = whole[:60] + [
        replace(item, start_ns=item.start_ns + 4 * second_ns, newest_ns=item.newest_ns + 4 * second_ns)
        for item in whole[60:]
    ]
    assert both(streamed, jumped).restarts >= 1
    again = [*whole[:70], *whole]  # the board was reset
    assert both(streamed, again).restarts >= 1


def test_a_wearer_is_brought_into_the_orientation_of_the_population(streamed: Bundle, tiny_dataset: Dataset) -> None:
    signal = streamed.manifest.signal.worn(WearerProfile())
    bundle = replace(streamed, manifest=msgspec.structs.replace(streamed.manifest, signal=signal))
    session = build_session(tiny_dataset, Choice(seed=2).recordings(tiny_dataset), pause_s=0.3)
    items = list(blocks(session, 0.1))
    turned = both(bundle, items, WearerProfile(mirror=True, roll_deg=30.0)).decisions.scores
    plain = both(bundle, items).decisions.scores
    assert turned is not None
    assert plain is not None
    assert (turned != plain).any()


def test_what_python_refuses_c_refuses(streamed: Bundle, tiny_dataset: Dataset) -> None:
    classifier = NativeClassifier(streamed)
    stream = tiny_dataset.signal.streams[0]
    good = np.zeros((5, len(stream.channels)), stream.sample_type)
    for stream_name, samples, start_ns, message in [
        ("nobody", good, 0, "nobody"),
        (stream.name, good[:, :1], 0, "have the shape"),
        (stream.name, good.astype(np.float64), 0, "without loss"),
        (stream.name, good, 1 << 63, "at most 2\\^62"),
    ]:
        with pytest.raises(Exception, match=message):
            classifier.push(stream_name, samples, start_ns)
    classifier.push(stream.name, good, 0)
    other = tiny_dataset.signal.streams[1]
    ten_seconds = np.zeros((1500, len(other.channels)), other.sample_type)
    with pytest.raises(SignalError, match="advance together"):
        classifier.push(other.name, ten_seconds, 0)


def test_samples_that_are_dropped_after_a_window_are_an_error(streamed: Bundle, tiny_dataset: Dataset) -> None:
    """One push completes windows and then overruns the path: the windows come, and the error after them."""
    classifier = NativeClassifier(streamed)
    emg, imu = tiny_dataset.signal.streams
    for _ in range(8):  # half a second of both in turns
        classifier.push(emg.name, np.zeros((555, len(emg.channels)), emg.sample_type))
        classifier.push(imu.name, np.zeros((74, len(imu.channels)), imu.sample_type))
    classifier.push(emg.name, np.zeros((1110, len(emg.channels)), emg.sample_type))
    with pytest.raises(SignalError, match="advance together"):
        classifier.push(imu.name, np.zeros((1500, len(imu.channels)), imu.sample_type))  # 10 s


def test_samples_after_such_an_error_was_not_heard_are_not_held(streamed: Bundle, tiny_dataset: Dataset) -> None:
    """Whoever gave up after the first results hears of the error with the next samples, which C then forgets."""
    classifier = NativeClassifier(streamed)
    emg, imu = tiny_dataset.signal.streams
    for _ in range(8):
        classifier.push(emg.name, np.zeros((555, len(emg.channels)), emg.sample_type))
        classifier.push(imu.name, np.zeros((74, len(imu.channels)), imu.sample_type))
    classifier.push(emg.name, np.zeros((1110, len(emg.channels)), emg.sample_type))
    results = classifier.results(imu.name, np.zeros((1500, len(imu.channels)), imu.sample_type))
    assert len(next(results)) > 0
    row = np.zeros((1, len(emg.channels)), emg.sample_type)
    with pytest.raises(SignalError, match="status -5"):
        classifier.push(emg.name, row)
    assert classifier.push(emg.name, row) == [], "not status -17: the row before is not waiting"


def test_a_later_start_neither_generates_nor_compiles(streamed: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    NativeClassifier(streamed)
    monkeypatch.setattr(compiled.subprocess, "run", None)
    monkeypatch.setattr("kd_edge.live.native.generate_for_host", None)
    assert NativeClassifier(streamed).streams


def test_without_a_compiler_python_takes_over_unless_c_was_asked_for(
    streamed: Bundle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KD_EDGE_CACHE", str(tmp_path))
    monkeypatch.setenv("CC", "no-such-compiler")
    assert isinstance(open_classifier(streamed, "auto"), LiveClassifier)
    with pytest.raises(EngineError):
        open_classifier(streamed, "c")


def test_two_streams_of_one_bundle_do_not_meet(streamed: Bundle, tiny_dataset: Dataset) -> None:
    session = build_session(tiny_dataset, Choice(seed=2).recordings(tiny_dataset), pause_s=0.3)
    alone, first, second = (NativeClassifier(streamed) for _ in range(3))
    expected = [sign for item in blocks(session, 0.1) for sign in alone.push(item.stream, item.values, item.start_ns)]
    found = []
    for item in blocks(session, 0.1):
        found += first.push(item.stream, item.values, item.start_ns)
        second.push(item.stream, item.values[::-1], item.start_ns)
    assert found == expected


def test_the_results_of_turns_are_those_of_a_session(streamed: Bundle, tiny_dataset: Dataset) -> None:
    """What an evaluation of a carried state plays, here without one: the scores are those of windows."""
    from kd_edge.evaluate.material import Played
    from kd_edge.evaluate.traces import _turns, trace_sessions, trace_stateful

    session = build_session(tiny_dataset, Choice(seed=2).recordings(tiny_dataset), pause_s=0.3)
    for name, samples in session.samples.items():
        np.testing.assert_array_equal(np.concatenate([part for at, part, _ in _turns(session) if at == name]), samples)
    played = [Played("signs", "signs", "p", session, None, tiny_dataset.labels)]
    plain = trace_sessions(streamed, open_engine(streamed.read(INT8_MODEL), "c"), played)[0]
    carried = trace_stateful(streamed, played)[0]
    np.testing.assert_array_equal(plain.time_s, carried.time_s)
    np.testing.assert_array_equal(plain.activity, carried.activity)
    assert (plain.scores != carried.scores).any(), "an LSTM that is not reset says something else"


def test_a_session_without_a_window_gives_a_trace_without_one(streamed: Bundle, tiny_dataset: Dataset) -> None:
    from kd_edge.evaluate.material import Played
    from kd_edge.evaluate.traces import decide, trace_sessions, trace_stateful

    whole = build_session(tiny_dataset, tiny_dataset.recordings[:1], pause_s=0.1)
    short = type(whole)(whole.signal, {name: all_[:20] for name, all_ in whole.samples.items()}, whole.start_ns, [])
    played = [Played("rest", "rest", "p", short, None, tiny_dataset.labels)]
    engine = open_engine(streamed.read(INT8_MODEL), "c")
    for trace in (*trace_stateful(streamed, played), *trace_sessions(streamed, engine, played)):
        assert trace.scores.shape == (0, 3)
        assert trace.time_s.shape == trace.activity.shape == (0,)
        assert decide([trace], streamed).alarms["rest"].reports == 0
