"""How much sooner a sweep ends with more workers: the same trials on one worker, then on two, each a process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from kd_edge import contract
from kd_edge.determinism import compute_alike
from kd_edge.errors import ClusterError
from kd_edge.files import write_bytes
from kd_edge.sweep.cluster import DaskWorkers
from kd_edge.sweep.sweep import Sweep, run_sweep
from kd_edge.sweep.trial import Trial

_START_S: Final = 60.0
_END_S: Final = 10.0


class Scaling(Struct, frozen=True):
    """Everything in ``scaling.json``.

    Attributes:
        trials: how many were done each time, with those that they build on.
        seconds: wall-clock time by number of workers, from their start until all trials are done.
        ratio: of the first to the last of ``seconds``.
        same: whether every figure came out the same.
    """

    trials: int
    seconds: dict[int, float]
    ratio: float
    same: bool


def compare_workers(
    data: Path,
    trials: Sequence[Trial],
    out: Path,
    counts: Sequence[int] = (1, 2),
    tell: Callable[[str], None] = lambda line: None,
) -> Scaling:
    """Do ``trials`` once for each of ``counts`` with so many `dask worker`s on this machine, and time them.

    Args:
        data: the recordings.
        trials: what is done.
        out: a new folder; takes a sweep for each count, and ``scaling.json``.
        counts: numbers of workers.
        tell: is called with a line after each.

    Raises:
        ClusterError: the folder has trials already, a trial fails, or scheduler or worker do not start.
        MissingExtraError: dask.distributed is not installed.
    """
    folders = {count: (out / f"workers-{count}").absolute() for count in counts}
    for folder in folders.values():
        if folder.exists():
            raise ClusterError(
                "Trials are timed from the first on",
                found=f"{folder} exists",
                remedy="choose another folder with --out",
            )
    seconds: dict[int, float] = {}
    sweeps: list[Sweep] = []
    for count, folder in folders.items():
        folder.mkdir(parents=True)
        started = time.monotonic()
        with cluster(folder, count) as address:
            sweep = run_sweep(data, trials, folder, DaskWorkers(address, folder))
        if sweep.failed:
            raise ClusterError(
                "All timed trials succeed", found=sweep.failed[0].error, remedy="correct the space and start again"
            )
        seconds[count] = time.monotonic() - started
        sweeps.append(sweep)
        tell(f"{count} workers: {seconds[count]:.1f} s")
    first, last = seconds[counts[0]], seconds[counts[-1]]
    done = len([path for path in (folders[counts[0]] / "trials").iterdir() if not path.name.startswith(".")])
    result = Scaling(done, seconds, first / last, all(sweep.done == sweeps[0].done for sweep in sweeps))
    write_bytes(out / "scaling.json", contract.encode(result))
    return result


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler and workers on this machine, reachable from it alone; yield the address; what they say is logged.

    Raises:
        ClusterError: the scheduler does not start.
    """
    compute_alike()  # workers inherit it
    place = folder / "scheduler.json"
    with ExitStack() as stack:
        log = stack.enter_context((folder / "dask.log").open("a"))

        def start(*arguments: str) -> None:
            command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
            process = subprocess.Popen(command, stdout=log, stderr=log)
            stack.callback(_end, process)

        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(place))
        address = _address(place)
        for _ in range(workers):
            start("worker", address, "--nthreads", "1", "--local-directory", str(folder / "dask"))
        yield address


def _address(place: Path) -> str:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        try:
            return str(msgspec.json.decode(place.read_bytes())["address"])
        except (OSError, msgspec.DecodeError):  # not there yet, or half written
            time.sleep(0.05)
    raise ClusterError(
        f"A dask scheduler starts within {_START_S:.0f} s", found="none", remedy=f"see {place.parent / 'dask.log'}"
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
