"""Benchmark of a bundle on this host: what one hop costs, stage by stage."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bench.reports.describe import new_report
from kd_edge.bench.reports.schema import BenchReport, Distribution
from kd_edge.bundle import Bundle
from kd_edge.engines import Engine
from kd_edge.errors import StreamError
from kd_edge.live.classifier import LiveClassifier
from kd_edge.play.session import Session

WARM_UP_HOPS: Final = 50


def bench_host(bundle: Bundle, engine: Engine, session: Session) -> BenchReport:
    """Feed ``session`` hop by hop, as it would arrive, and time every stage.

    Raises:
        StreamError: the session is too short to measure.
    """
    stages = _time_hops(LiveClassifier(bundle, engine), session)
    memory_bytes = {"peak_rss": peak_rss_bytes()}
    return new_report(bundle, "host", "host", runtime=engine.name, stages=stages, memory_bytes=memory_bytes)


def peak_rss_bytes() -> int:
    """Most memory that this process ever held."""
    import resource  # missing on Windows, where everything except benchmarks works

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _time_hops(classifier: LiveClassifier, session: Session) -> dict[str, Distribution]:
    """Microseconds per hop that completed one window."""
    stages: dict[str, list[float]] = {"signal": [], "inference": [], "decision": [], "total": []}
    times = classifier.times
    for hop, blocks in enumerate(_hops(session)):
        windows = classifier.decisions.windows
        started = time.perf_counter_ns()
        for stream, samples in blocks:
            classifier.push(stream, samples)
        total = time.perf_counter_ns() - started
        if hop < WARM_UP_HOPS or classifier.decisions.windows != windows + 1:
            continue
        inference, decision = times.inference[-1], times.decision[-1]
        for stage, spent in (
            ("signal", total - inference - decision),
            ("inference", inference),
            ("decision", decision),
            ("total", total),
        ):
            stages[stage].append(spent / 1000)
    if not stages["total"]:
        raise StreamError(
            f"A benchmark session is longer than {WARM_UP_HOPS} hops",
            found=f"{session.duration_s:.1f} s",
            remedy="give --data with more recordings",
        )
    return {stage: Distribution.of(spent, "us") for stage, spent in stages.items()}


def _hops(session: Session) -> Iterator[list[tuple[str, NDArray[np.generic]]]]:
    """The samples of each hop, by stream."""
    spec = session.signal
    hop_ns = spec.window_increment * spec.frame_period_ns
    at = dict.fromkeys(session.samples, 0)
    for end_ns in range(hop_ns, session.end_ns + 1, hop_ns):
        blocks = []
        for stream in spec.streams:
            end = -(-(end_ns - session.start_ns[stream.name]) // stream.sample_period_ns)
            blocks.append((stream.name, session.samples[stream.name][at[stream.name] : end]))
            at[stream.name] = max(at[stream.name], end)
        yield blocks
