"""A place where a bundle can be measured, as the user names it: this host, a board, a phone, an emulator.

What builds programs for others is imported only there, since a host that runs bundles lacks its packages.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from msgspec.structs import replace

from kd_edge.bench.goldens import GOLDENS, endless_session
from kd_edge.bench.on_host.hops import bench_host
from kd_edge.bench.on_host.live import bench_live
from kd_edge.bench.reports.schema import BenchReport, Kind
from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.engines import Engine, open_engine
from kd_edge.link.ports import DEFAULT_BAUD
from kd_edge.live.classifying import open_classifier
from kd_edge.play.session import Choice, Session, build_session
from kd_edge.recordings.archive import load_dataset

if TYPE_CHECKING:
    from kd_edge.deploy.images.network import Runtime

_AT_FULL_SPEED: Final = 10
"""At full speed the recordings are played so often, or there would be little to measure."""

Tell = Callable[[str], None]
"""Is called with a short text about each step."""


class Target(Protocol):
    """A place where a bundle can be measured."""

    def measure(self, bundle: Bundle, tell: Tell = lambda stage: None) -> BenchReport:
        """Measure ``bundle`` there.

        Raises:
            KdEdgeError: as for the function that measures there.
        """
        ...

    def report_name(self, report: BenchReport) -> str:
        """Name of its report file, without a suffix."""
        ...


@dataclass(frozen=True)
class OnHost:
    """This machine.

    Attributes:
        engine: what runs the network, as :func:`~kd_edge.engines.open_engine` takes it.
        data: recordings to feed; None takes the bundle's golden samples.
        count: how many of them.
        live: whether to stream over a pseudo-terminal, too: at full speed, then at real time.
    """

    engine: str = "auto"
    data: Path | None = None
    count: int = 30
    live: bool = False

    def measure(self, bundle: Bundle, tell: Tell = lambda stage: None) -> BenchReport:
        """See :class:`Target`."""
        engine, session = _engine(bundle, self.engine), self._session(bundle)
        tell("hop by hop")
        report = bench_host(bundle, engine, session)
        if not self.live:
            return report
        runs = []
        for speed, pace in ((math.inf, "full speed"), (1.0, f"real time, {session.duration_s:.0f} s")):
            tell(f"live at {pace}")
            played = session if speed == 1.0 else self._session(bundle, _AT_FULL_SPEED)
            runs.append(bench_live(bundle, open_classifier(bundle, self.engine), played, speed=speed))
        return replace(report, live=tuple(runs))

    def report_name(self, report: BenchReport) -> str:
        """See :class:`Target`."""
        return "host"

    def _session(self, bundle: Bundle, times: int = 1) -> Session:
        if self.data is None:
            return endless_session(bundle)
        dataset = load_dataset(self.data)
        return build_session(dataset, Choice(count=self.count).recordings(dataset) * times)


@dataclass(frozen=True)
class OnEmulator:
    """An emulated board.

    Attributes:
        board: its name.
        runtime: what executes the network.
        engine: the host's, with whose decisions the board's are compared.
        goldens: how many golden recordings to run, at most.
        inference: what the board computes at every hop, one of :data:`~kd_edge.codegen.INFERENCE_CHOICES`.
    """

    board: str
    runtime: Runtime = "c"
    engine: str = "auto"
    goldens: int = GOLDENS
    inference: str = "auto"

    def measure(self, bundle: Bundle, tell: Tell = lambda stage: None) -> BenchReport:
        """See :class:`Target`."""
        from kd_edge.bench.on_emulator.measure import bench_emulator
        from kd_edge.deploy.boards import load_board
        from kd_edge.deploy.toolchain import find_toolchain

        board, engine = load_board(self.board), _engine(bundle, self.engine)
        tell(f"instructions on {board.name}")
        return bench_emulator(
            bundle, board, self.runtime, find_toolchain(), engine, inference=self.inference, goldens=self.goldens
        )

    def report_name(self, report: BenchReport) -> str:
        """See :class:`Target`."""
        return "-".join((self.board, self.runtime, *((self.inference,) if self.inference != "auto" else ())))


@dataclass(frozen=True)
class OnDevice:
    """The board behind a port.

    Attributes:
        port: a device, or ``socket://HOST:PORT``.
        baud: for serial devices.
        engine: the host's, with whose decisions the board's are compared.
        goldens: how many golden recordings to send, at most.
    """

    port: str
    baud: int = DEFAULT_BAUD
    engine: str = "auto"
    goldens: int = GOLDENS

    def measure(self, bundle: Bundle, tell: Tell = lambda stage: None) -> BenchReport:
        """See :class:`Target`."""
        from kd_edge.bench.on_device.measure import bench_device
        from kd_edge.deploy.device import Device

        engine, done = _engine(bundle, self.engine), 0

        def advance() -> None:
            nonlocal done
            done += 1
            tell(f"{done} golden recordings sent")

        tell(f"the board on {self.port}")
        with Device(self.port, self.baud) as device:
            return bench_device(device, bundle, engine, goldens=self.goldens, advance=advance)

    def report_name(self, report: BenchReport) -> str:
        """See :class:`Target`."""
        return f"{report.target}-device"


@dataclass(frozen=True)
class OnPhone:
    """A program for 64-bit Arm on the phone that is plugged in, or in an emulator.

    Attributes:
        adb: on a phone, by way of adb; else in QEMU, whose times mean nothing for a phone.
        engine: the host's, with whose decisions the program's are compared.
        inference: what the program computes at every hop.
    """

    adb: bool
    engine: str = "auto"
    inference: str = "auto"

    def measure(self, bundle: Bundle, tell: Tell = lambda stage: None) -> BenchReport:
        """See :class:`Target`."""
        from kd_edge.bench.on_phone.measure import bench_phone
        from kd_edge.bench.on_phone.places import in_qemu, on_phone
        from kd_edge.libraries.native import build_native

        place = on_phone if self.adb else in_qemu
        engine = _engine(bundle, self.engine)
        kind: Kind = "device" if self.adb else "emulator"
        with place() as put, tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
            tell("building the program")
            built = build_native(bundle, "android", Path(name) / "native", self.inference)
            tell("running it")
            return bench_phone(bundle, engine, put(built.program), kind, "phone" if self.adb else "qemu-aarch64")

    def report_name(self, report: BenchReport) -> str:
        """See :class:`Target`."""
        return report.target


def _engine(bundle: Bundle, name: str) -> Engine:
    return open_engine(bundle.read(INT8_MODEL), name)
