"""What live recognition costs a host: speed, share of a core, delay, start, and memory over an hour of signal.

Everything is measured in processes of their own, as a user starts them; a board in software plays recordings over a
pseudo-terminal.  Processor time is counted, so other load on the machine shows in delays first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from kd_edge import contract
from kd_edge.bench.on_host.live import playing
from kd_edge.bench.reports.schema import LiveRun, load_report
from kd_edge.bundle import open_bundle
from kd_edge.campaign.serve import cpu_seconds
from kd_edge.errors import StreamError
from kd_edge.files import write_bytes
from kd_edge.link.board_port import PtyPort
from kd_edge.play.session import Choice, Session, build_session
from kd_edge.provenance import git_revision
from kd_edge.recordings.archive import load_dataset

_KD_EDGE: Final = (sys.executable, "-c", "from kd_edge.cli import main; main()")
_STARTS: Final = 5
_START_TIMEOUT_S: Final = 60.0
_LOOKS: Final = 12
"""How often the memory is looked at."""

_SHARE: Final = 0.98
"""The last look is before the session's end."""

_SETTLING: Final = 1 / 6
"""Share of the session after which memory is to be constant: buffers have been filled once."""


class HostFigures(Struct, frozen=True):
    """What a bundle costs while it is live.

    Attributes:
        bundle: its name.
        full_speed: as fast as the listener reads.
        real_time: at the board's own pace.
        start_s: from the start of `kd-edge stream` until it asks the board for samples; median.
        start_cpu_s: processor time of that.
        speed: multiple of real time at which memory was watched.
        memory: seconds of signal, and bytes that were resident then.
    """

    bundle: str
    full_speed: LiveRun
    real_time: LiveRun
    start_s: float
    start_cpu_s: float
    speed: float
    memory: tuple[tuple[float, int], ...]

    @property
    def settled_bytes(self) -> int:
        """Resident once all buffers have been filled."""
        end_s = self.memory[-1][0]
        return next(size for at_s, size in self.memory if at_s >= end_s * _SETTLING)


class HostRun(Struct, frozen=True):
    """The figures of several bundles; ``load`` of the machine is the mean over a minute at the end."""

    git_revision: str
    figures: tuple[HostFigures, ...]
    load: float


def run_host(
    subjects: list[tuple[Path, Path]], seconds: float, speed: float, out: Path, tell: Callable[[str], None]
) -> HostRun:
    """Measure bundles; the result is also written to ``live.json`` under ``out``.

    Args:
        subjects: bundles, each with recordings that fit it.
        seconds: of signal for which memory is watched.
        speed: multiple of real time for that.
        out: folder for results.
        tell: is called with a short text about each step.

    Raises:
        KdEdgeError: a bundle or recordings that cannot be read, or a session that fails.
    """
    run = HostRun(
        git_revision=git_revision(),
        figures=tuple(_figures(bundle, data, seconds, speed, out, tell) for bundle, data in subjects),
        load=round(os.getloadavg()[0], 1),
    )
    write_bytes(out / "live.json", contract.encode(run))
    return run


def _figures(
    folder: Path, data: Path, seconds: float, speed: float, out: Path, tell: Callable[[str], None]
) -> HostFigures:
    name = open_bundle(folder).manifest.name
    tell(f"{name}: full speed, then real time")
    report = out / "live" / f"{name}.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    _check(["bench", str(folder), "--data", str(data), "--live", "--out", str(report)])
    full_speed, real_time = load_report(report).live
    tell(f"{name}: start")
    starts = sorted(_start_s(folder) for _ in range(_STARTS))
    tell(f"{name}: memory over {seconds / 60:.0f} minutes of signal at {speed:g} x real time")
    memory = _memory(folder, _session(data, seconds), speed)
    start_s, start_cpu_s = starts[_STARTS // 2]
    return HostFigures(name, full_speed, real_time, round(start_s, 3), round(start_cpu_s, 3), speed, memory)


def _check(arguments: list[str]) -> None:
    done = subprocess.run([*_KD_EDGE, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise _failed(arguments[0], done.stderr)


def _failed(command: str, said: str) -> StreamError:
    return StreamError(
        f"`kd-edge {command}` works with the bundle and its recordings",
        found=said.strip()[-500:] or "no word",
        remedy="run it alone, and mend what it names",
    )


def _start_s(folder: Path) -> tuple[float, float]:
    """Seconds, and of its processor time, until `kd-edge stream` sends its first byte to a board."""
    port = PtyPort()
    began = time.monotonic()
    listening = subprocess.Popen(
        [*_KD_EDGE, "stream", str(folder), "--port", port.path, "--json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _heard(port):
            if time.monotonic() - began > _START_TIMEOUT_S or listening.poll() is not None:
                raise _failed("stream", "it never asked the board to start")
        return time.monotonic() - began, cpu_seconds(listening.pid)
    finally:
        listening.kill()
        listening.wait()
        port.close()


def _heard(port: PtyPort) -> bool:
    """Whether a byte has come; a terminal that nobody has opened yet is silent, too."""
    try:
        return bool(port.read())
    except StreamError:
        time.sleep(0.001)
        return False


def _session(data: Path, seconds: float) -> Session:
    """The recordings of ``data`` again and again, for ``seconds``."""
    dataset = load_dataset(data)
    recordings = Choice(split=None).recordings(dataset)
    once = build_session(dataset, recordings)
    times = int(seconds / once.duration_s) + 1
    all_of_them = (recordings * times)[: max(1, round(len(recordings) * seconds / once.duration_s))]
    return build_session(dataset, all_of_them)


def _memory(folder: Path, session: Session, speed: float) -> tuple[tuple[float, int], ...]:
    """Seconds of signal and resident bytes of `kd-edge stream`, at equal steps through ``session``."""
    seen = []
    with playing(session, speed) as (port, _):
        listening = subprocess.Popen(
            [*_KD_EDGE, "stream", str(folder), "--port", port, "--json"], stdout=subprocess.DEVNULL
        )
        began = time.monotonic()
        try:
            for look in range(1, _LOOKS + 1):
                due_s = _SHARE * session.duration_s * look / _LOOKS
                time.sleep(max(0.0, began + due_s / speed - time.monotonic()))
                if listening.poll() is not None:
                    raise _failed("stream", f"it ended after {due_s:.0f} s of signal")
                seen.append((round(due_s, 1), _resident_bytes(listening.pid)))
        finally:
            listening.kill()
            listening.wait()
    return tuple(seen)


def _resident_bytes(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
