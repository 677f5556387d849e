"""Scores and activity of every hop of a session: what decisions are made of, computed once for many settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.bundle import Bundle
from kd_edge.contract import NS_PER_S, DecisionSpec, SignalSpec
from kd_edge.decision.gates import Gates
from kd_edge.decision.rule import Decider
from kd_edge.engines import Engine, quantise
from kd_edge.evaluate.figures import Figures, Judged, Kind, figures_of
from kd_edge.evaluate.material import Played
from kd_edge.live.native import NativeClassifier
from kd_edge.live.on_host import TURN_NS
from kd_edge.matching import Report, Take, match
from kd_edge.play.session import Session
from kd_edge.signal.activity import quantised_activity
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import cut_windows

_BATCH: Final = 1024

OnSession = Callable[[int, int], None]
"""Called after each session with its number and the number of sessions."""


@dataclass(frozen=True, eq=False)
class Trace:
    """What the network said at every hop of one session.

    Attributes:
        kind: what was played.
        name: of the movement, for people.
        person: who.
        hours: of the stream.
        takes: what was really signed.
        time_s: end of each hop's window, float64 ``(n,)``.
        scores: int8 ``(n, classes)``.
        activity: float32 ``(n,)``.
    """

    kind: Kind
    name: str
    person: str
    hours: float
    takes: Sequence[Take]
    time_s: NDArray[np.float64]
    scores: NDArray[np.int8]
    activity: NDArray[np.float32]


def trace_sessions(
    bundle: Bundle, engine: Engine, played: Sequence[Played], *, on_session: OnSession | None = None
) -> list[Trace]:
    """Run the bundle's signal path and network over every session.

    Args:
        bundle: whose signal path runs, at the hop of its SignalSpec.
        engine: runs the bundle's int8 network.
        played: the sessions.
        on_session: called after each.
    """
    traces = []
    for number, one in enumerate(played, start=1):
        traces.append(_trace(bundle, engine, one))
        if on_session:
            on_session(number, len(played))
    return traces


def trace_stateful(bundle: Bundle, played: Sequence[Played], *, on_session: OnSession | None = None) -> list[Trace]:
    """The same with an LSTM whose state is carried on from the start of each session, in compiled C.

    Raises:
        EngineError: no compiler, or a network that cannot take one frame at a time.
    """
    traces = []
    for number, one in enumerate(played, start=1):
        spec = _worn(bundle, one)
        classifier = NativeClassifier(bundle, spec.wearer, "stateful")
        found = [results.copy() for piece in _turns(one.session) for results in classifier.results(*piece)]
        results = np.concatenate([classifier.no_results(), *found])
        traces.append(_traced(bundle, one, results["time_ns"] / NS_PER_S, results["scores"], results["activity"]))
        if on_session:
            on_session(number, len(played))
    return traces


def _turns(session: Session) -> Iterator[tuple[str, NDArray[np.generic], int]]:
    """A session in turns of :data:`TURN_NS`: stream, samples, and the time of the first."""
    for begin_ns in range(0, session.end_ns, TURN_NS):
        for stream in session.signal.streams:
            period_ns = stream.sample_period_ns
            first, last = (
                -((session.start_ns[stream.name] - ns) // period_ns) for ns in (begin_ns, begin_ns + TURN_NS)
            )
            values = session.samples[stream.name][max(first, 0) : max(last, 0)]
            if len(values):
                yield stream.name, values, session.start_ns[stream.name] + max(first, 0) * period_ns


def decide(traces: Iterable[Trace], bundle: Bundle, spec: DecisionSpec | None = None) -> Figures:
    """The figures of ``traces`` if signs are reported as ``spec`` says; None: as the bundle does."""
    manifest = bundle.manifest
    labels = manifest.model.labels
    gates = Gates.of(spec or manifest.decision, manifest.output_quantisation, labels)
    sessions = []
    for trace in traces:
        decisions = Decider(gates).push(trace.scores, trace.activity)
        reports = [
            Report(float(time_s), labels[decision.vote])
            for time_s, decision in zip(trace.time_s, decisions, strict=True)
            if decision.is_new
        ]
        sessions.append(Judged(trace.kind, trace.name, trace.person, trace.hours, *match(trace.takes, reports)))
    return figures_of(sessions, labels)


def _trace(bundle: Bundle, engine: Engine, played: Played) -> Trace:
    manifest = bundle.manifest
    spec = _worn(bundle, played)
    frames, first_ns = _frames(SignalPath(spec), played.session)
    count = max(0, (len(frames) - spec.window_size) // spec.window_increment + 1)
    scores = np.empty((count, len(manifest.model.labels)), np.int8)
    activity = np.empty(count, np.float32)
    for start in range(0, count, _BATCH):
        stop = min(count, start + _BATCH)
        part = frames[start * spec.window_increment : (stop - 1) * spec.window_increment + spec.window_size]
        inputs = quantise(cut_windows(part, spec.window_size, spec.window_increment), manifest.input_quantisation)
        scores[start:stop] = engine.infer(inputs)
        activity[start:stop] = quantised_activity(inputs, manifest.input_quantisation.scale)
    ends = np.arange(count) * spec.window_increment + spec.window_size - 1
    return _traced(bundle, played, (first_ns + ends * spec.frame_period_ns) / NS_PER_S, scores, activity)


def _traced(
    bundle: Bundle,
    played: Played,
    time_s: NDArray[np.float64],
    scores: NDArray[np.int8],
    activity: NDArray[np.float32],
) -> Trace:
    return Trace(
        kind=played.kind,
        name=played.name,
        person=played.person,
        hours=played.session.duration_s / 3600,
        takes=played.takes(bundle.manifest.model.labels),
        time_s=time_s,
        scores=scores,
        activity=activity,
    )


def _worn(bundle: Bundle, played: Played) -> SignalSpec:
    """The bundle's signal path for whoever made the takes."""
    spec = bundle.manifest.signal
    if played.wearer is None or spec.wearer is None:
        return spec
    return replace(spec, wearer=played.wearer)


def _frames(path: SignalPath, session: Session) -> tuple[NDArray[np.float32], int]:
    """All frames of a session, and the time of the first."""
    parts = [
        path.push(stream.name, session.samples[stream.name], session.start_ns[stream.name])
        for stream in path.spec.streams
    ]
    frames = np.concatenate(parts)
    assert path.next_frame_ns is not None  # a session has samples of every stream
    return frames, path.next_frame_ns - len(frames) * path.spec.frame_period_ns
