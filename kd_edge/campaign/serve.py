"""How many boards one core can serve: boards in software at real time, and `kd-edge serve` held to one core."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import deque
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from kd_edge import contract
from kd_edge.files import write_bytes
from kd_edge.provenance import git_revision

_KD_EDGE = (sys.executable, "-c", "from kd_edge.cli import main; main()")


class ServeRun(Struct, frozen=True):
    """What one core did with several boards.

    Attributes:
        git_revision: of the checkout.
        streams: how many boards.
        seconds: that were served.
        cpu_seconds: of the serving process, from its start to its end, over all of its threads.
        start_seconds: of these before the first board was heard.
        frames: data frames accepted.
        lost: data frames that never came, came damaged or came late, and samples that the boards had to drop.
        windows: classified.
        signs: reported.
        load: of the machine meanwhile, mean over a minute.
    """

    git_revision: str
    streams: int
    seconds: float
    cpu_seconds: float
    start_seconds: float
    frames: int
    lost: int
    windows: int
    signs: int
    load: float

    @property
    def share(self) -> float:
        """Share of a core that the streams took."""
        return (self.cpu_seconds - self.start_seconds) / self.seconds


def run_serve(bundle: Path, data: Path, streams: int, seconds: float, out: Path) -> ServeRun:
    """Serve ``streams`` boards that play ``data`` for ``seconds``; the result is also written under ``out``.

    The serving process may use one core only, the last one that this process may use; the boards use any.

    Args:
        bundle: a bundle that fits the data.
        data: recordings.
        streams: how many boards.
        seconds: how long.
        out: folder for ``serve.json``.
    """
    core = max(os.sched_getaffinity(0))
    with ExitStack() as stack:
        sources: list[str] = []
        for number in range(streams):
            play = ["simulate", str(data), "--all", "--seed", str(number), "--json"]
            board = subprocess.Popen([*_KD_EDGE, *play], stdout=subprocess.PIPE, text=True)
            stack.callback(_end, board)
            assert board.stdout is not None
            sources += ["--source", f"board{number}=port:{json.loads(board.stdout.readline())['port']}"]
        listen = ["serve", str(bundle), *sources, "--http", "127.0.0.1:0", "--duration", str(seconds), "--json"]
        serving = subprocess.Popen([*_KD_EDGE, *listen], stdout=subprocess.PIPE, text=True)
        os.sched_setaffinity(serving.pid, {core})
        stack.callback(_end, serving)
        assert serving.stdout is not None
        serving.stdout.readline()
        start_s, began = cpu_seconds(serving.pid), time.monotonic()
        (last,) = deque(serving.stdout, maxlen=1)
        elapsed_s = time.monotonic() - began
        _, _, usage = os.wait4(serving.pid, 0)
    finished = json.loads(last)["streams"]
    counted = [each["counters"] for each in finished]
    wrong = ("lost", "damaged", "oversized", "malformed", "late", "device_dropped")
    run = ServeRun(
        git_revision=git_revision(),
        streams=streams,
        seconds=round(elapsed_s, 1),
        cpu_seconds=round(usage.ru_utime + usage.ru_stime, 2),
        start_seconds=round(start_s, 2),
        frames=sum(each["frames"] for each in counted),
        lost=sum(each[name] for each in counted for name in wrong),
        windows=sum(each["windows"] for each in finished),
        signs=sum(each["signs"] for each in finished),
        load=round(os.getloadavg()[0], 1),
    )
    write_bytes(out / "serve.json", contract.encode(run))
    return run


def cpu_seconds(process: int) -> float:
    """CPU seconds that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _end(process: subprocess.Popen[str]) -> None:
    if process.returncode is None and process.poll() is None:
        process.kill()
    if process.stdout is not None:
        process.stdout.close()
