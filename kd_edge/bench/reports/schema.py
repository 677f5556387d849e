"""One schema for every benchmark: hosts, emulators, boards, phones.

A latency says what it is counted in.  Emulators count instructions, silicon counts cycles of its
core or microseconds of its clock, hosts measure microseconds; nothing converts one into another.
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

SCHEMA_VERSION: Final = 2

Unit = Literal["us", "cycles", "instructions", "emulator_us"]
"""``emulator_us`` is what the clock of an emulated board says: the time of the machine that emulates
it, which means nothing for the board."""

Kind = Literal["host", "emulator", "device"]
"""What ran it: this machine, an emulated board, or silicon."""


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
        damaged_frames: runs of bytes that were not a frame.
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


class OperatorCost(Struct, frozen=True, forbid_unknown_fields=True):
    """One operator of one run: its number in the flatbuffer, kind, multiplications and instructions."""

    index: int
    kind: str
    macs: int
    instructions: int


class GoldenCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """A target's results for the bundle's golden recordings, from raw samples on.

    Attributes:
        windows: golden windows that were run.
        right: of them, how many got the true sign.
        scores: scores that were compared with the golden ones; on an emulated board also those of every
            golden window that was given to the network itself, in a browser also those of every hop of all
            recordings as one stream.
        wrong_scores: how many differ.
        decisions: recognised signs that the host's classifier reports on the same samples.
        wrong_decisions: how many the target missed, changed or added.
    """

    windows: int
    right: int
    scores: int
    wrong_scores: int
    decisions: int
    wrong_decisions: int


class LinkRate(Struct, frozen=True, forbid_unknown_fields=True):
    """One direction of a board's link, at the fastest pace that it keeps.

    Attributes:
        frames: frames that were sent.
        bytes: their bytes on the wire, delimiters included.
        elapsed_s: seconds from the first to the last.
        lost_frames: how many did not arrive undamaged.
    """

    frames: int
    bytes: int
    elapsed_s: float
    lost_frames: int

    @property
    def bytes_per_s(self) -> float:
        """Bytes per second."""
        return self.bytes / self.elapsed_s

    @property
    def frames_per_s(self) -> float:
        """Frames per second."""
        return self.frames / self.elapsed_s


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
        kind: what ran it.
        target: ``host``, or the name of a board.
        runtime: the engine that ran the network.
        stages: per hop, in the order of the work: signal, inference, decision, total.
        hop_s: seconds of signal per hop.
        memory_bytes: RAM of everything that ran, by kind: ``peak_rss`` on a host; on a board ``arena``, other
            ``variables``, the ``stack`` that was used, and ``stack_reserved`` for it.
        artefacts: the files of the bundle.
        live: sessions over a real port of a host.
        core_hz: clock of the core that counts ``cycles``.
        flash_bytes: flash of a whole firmware, by component, or ``image`` where components are not known.
        network_bytes: what only the network and its runtime use on a board: flash for ``code``,
            ``constants`` with the weights, and ``libraries``; RAM for ``arena``, ``variables`` and ``stack``.
        operators: cost of each operator, in the order of execution, where an emulator counted it.
        golden: golden recordings, if they were run.
        link: by direction, ``to_board`` and ``from_board``.
    """

    schema_version: int
    kind: Kind
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
    core_hz: int | None = None
    flash_bytes: dict[str, int] = {}
    network_bytes: dict[str, int] = {}
    operators: tuple[OperatorCost, ...] = ()
    golden: GoldenCheck | None = None
    link: dict[str, LinkRate] = {}

    @property
    def times_real_time(self) -> float | None:
        """Seconds of signal that one second of work covers; None if no meaningful time was measured."""
        total = self.stages["total"]
        per_second = {"us": 1_000_000, "cycles": self.core_hz}.get(total.unit)
        return self.hop_s * per_second / total.mean if per_second and total.mean else None


def save_report(report: BenchReport, path: Path) -> None:
    """Write ``report`` as JSON."""
    write_bytes(path, contract.encode(report))


def load_report(path: Path) -> BenchReport:
    """Read what :func:`save_report` wrote.

    Raises:
        ContractError: there is no such file, it follows another version of the schema, or naming the
            field that is wrong.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContractError(
            "A report is a file that `kd-edge bench` wrote",
            found=f"{path}: {error.strerror}",
            remedy="run `kd-edge bench` first",
        ) from error
    return contract.decode_versioned(data, BenchReport, version=SCHEMA_VERSION, schema="benchmark", source=str(path))
