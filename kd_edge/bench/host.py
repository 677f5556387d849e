"""Benchmark of a bundle on this host: what one hop costs, stage by stage."""

from __future__ import annotations

import gzip
import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bench.schema import SCHEMA_VERSION, Artefact, BenchReport, Distribution, Environment
from kd_edge.bundle import MANIFEST, Bundle
from kd_edge.contract import NS_PER_S
from kd_edge.engines import Engine
from kd_edge.errors import StreamError
from kd_edge.files import sha256
from kd_edge.provenance import git_revision, package_versions
from kd_edge.stream.live import LiveClassifier
from kd_edge.stream.session import Session

WARM_UP_HOPS: Final = 50
_CPU_INFO: Final = Path("/proc/cpuinfo")


def golden_session(bundle: Bundle) -> Session:
    """The bundle's golden raw samples end to end: a session for benchmarks without recordings."""
    samples = dict(bundle.golden.raw)
    return Session(bundle.manifest.signal, samples, dict.fromkeys(samples, 0), ())


def bench_host(bundle: Bundle, engine: Engine, session: Session) -> BenchReport:
    """Feed ``session`` hop by hop, as it would arrive, and time every stage.

    Raises:
        StreamError: the session is too short to measure.
    """
    manifest = bundle.manifest
    signal = manifest.signal
    return BenchReport(
        schema_version=SCHEMA_VERSION,
        target="host",
        runtime=engine.name,
        bundle=manifest.name,
        bundle_sha256=sha256((bundle.folder / MANIFEST).read_bytes()),
        stages=_time_hops(LiveClassifier(bundle, engine), session),
        hop_s=signal.window_increment * signal.frame_period_ns / NS_PER_S,
        memory_bytes={"peak_rss": peak_rss_bytes()},
        artefacts=measure_artefacts(bundle),
        parameters=manifest.model.parameters,
        macs=manifest.model.macs,
        environment=describe_environment(),
    )


def measure_artefacts(bundle: Bundle) -> tuple[Artefact, ...]:
    """Size of every file of ``bundle``, raw and gzipped."""
    return tuple(
        Artefact(name, len(data), len(gzip.compress(data, 9, mtime=0)))
        for name in sorted(bundle.manifest.files)
        for data in [bundle.read(name)]
    )


def describe_environment() -> Environment:
    """This machine, its software and the code that runs."""
    return Environment(
        machine=platform.machine(),
        cpu=_cpu_name(),
        cores=os.cpu_count() or 1,
        system=platform.platform(),
        python=platform.python_version(),
        packages=package_versions(),
        git_revision=git_revision(),
    )


def peak_rss_bytes() -> int:
    """Most memory that this process ever held."""
    import resource  # not on Windows, where all but benchmarks runs

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _time_hops(classifier: LiveClassifier, session: Session) -> dict[str, Distribution]:
    """Microseconds per hop that completed one window."""
    stages: dict[str, list[float]] = {"signal": [], "inference": [], "decision": [], "total": []}
    times = classifier.times
    for hop, blocks in enumerate(_hops(session)):
        windows = classifier.windows
        started = time.perf_counter_ns()
        for stream, samples in blocks:
            classifier.push(stream, samples)
        total = time.perf_counter_ns() - started
        if hop < WARM_UP_HOPS or classifier.windows != windows + 1:
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


def _cpu_name() -> str:
    if _CPU_INFO.is_file():
        for line in _CPU_INFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
