"""One schema for every benchmark: hosts, emulators, boards, phones.

A latency says what it is counted in.  Emulators count instructions, silicon
counts cycles, hosts measure microseconds; nothing converts one into another.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np
from msgspec import Struct

from kd_edge import contract
from kd_edge.errors import ContractError
from kd_edge.files import write_bytes

SCHEMA_VERSION: Final = 1

Unit = Literal["us", "cycles", "instructions"]


class Distribution(Struct, frozen=True, forbid_unknown_fields=True):
    """Percentiles of ``count`` measurements in ``unit``."""

    unit: Unit
    count: int
    mean: float
    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, values: Sequence[float], unit: Unit) -> Distribution:
        """Summarise at least one measurement."""
        p50, p95, p99 = np.percentile(values, (50, 95, 99)).round(3).tolist()
        return cls(unit, len(values), round(float(np.mean(values)), 3), p50, p95, p99)


class Artefact(Struct, frozen=True, forbid_unknown_fields=True):
    """Size of one file, as it is and gzipped."""

    name: str
    size_bytes: int
    gzip_bytes: int


class LiveRun(Struct, frozen=True, forbid_unknown_fields=True):
    """A session streamed over a real port and classified.

    Attributes:
        speed: multiple of real time that the board kept; None: as fast as the host read.
        signal_s: seconds of signal.
        elapsed_s: seconds it took.
        cpu_s: processor seconds that the listening process used.
        windows: windows classified.
        read_to_decision: from the return of the read that completed a window, to its decision.
        sample_to_decision: from the moment the newest sample was due, which includes sending it;
            None without a clock to compare with.
        lost_frames: data frames that never came.
        damaged_frames: runs of bytes that were no frame.
    """

    speed: float | None
    signal_s: float
    elapsed_s: float
    cpu_s: float
    windows: int
    read_to_decision: Distribution
    sample_to_decision: Distribution | None
    lost_frames: int
    damaged_frames: int

    @property
    def times_real_time(self) -> float:
        """Seconds of signal per second."""
        return self.signal_s / self.elapsed_s

    @property
    def times_real_time_per_core(self) -> float:
        """Seconds of signal per second that the listening process computed, waiting for the board left out."""
        return self.signal_s / self.cpu_s

    @property
    def core_share(self) -> float:
        """Share of one core that listening took."""
        return self.cpu_s / self.elapsed_s


class Environment(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a benchmark ran."""

    machine: str
    cpu: str
    cores: int
    system: str
    python: str
    packages: dict[str, str]
    git_revision: str


class BenchReport(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything measured of one bundle on one target.

    Attributes:
        target: ``host``, or the name of a board.
        runtime: the engine that ran the network.
        stages: per hop, in the order of the work: signal, inference, decision, total; an emulated
            core runs the inference alone.
        hop_s: seconds of signal per hop.
        memory_bytes: by kind: ``peak_rss`` on a host; ``arena``, other ``variables`` and ``stack`` on a board.
        flash_bytes: by kind: ``code``, ``constants`` with the weights, and ``libraries``; empty on a host.
        mismatches: scores that differ from the golden ones; None if they were not compared.
        live: sessions over a real port.
    """

    schema_version: int
    target: str
    runtime: str
    bundle: str
    bundle_sha256: str
    stages: dict[str, Distribution]
    hop_s: float
    memory_bytes: dict[str, int]
    artefacts: tuple[Artefact, ...]
    parameters: int
    macs: int
    environment: Environment
    live: tuple[LiveRun, ...] = ()
    flash_bytes: dict[str, int] = {}
    mismatches: int | None = None

    @property
    def times_real_time(self) -> float | None:
        """Seconds of signal that one second of work covers; None if time was not measured."""
        total = self.stages.get("total")
        return self.hop_s * 1e6 / total.mean if total is not None and total.unit == "us" else None


def save_report(report: BenchReport, path: Path) -> None:
    """Write ``report`` as JSON."""
    write_bytes(path, contract.encode(report))


def load_report(path: Path) -> BenchReport:
    """Read what :func:`save_report` wrote.

    Raises:
        ContractError: there is no such file, or naming the field that is wrong.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContractError(
            "A report is a file that `kd-edge bench` wrote",
            found=f"{path}: {error.strerror}",
            remedy="run `kd-edge bench` first",
        ) from error
    return contract.decode(data, BenchReport, source=str(path))
