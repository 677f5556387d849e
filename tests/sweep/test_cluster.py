"""A sweep on a real scheduler and real workers, each a process of its own, of which every one is killed once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kd_edge.errors import ClusterError
from kd_edge.sweep.cluster import DaskWorkers
from kd_edge.sweep.schedule import run_tasks
from kd_edge.sweep.trial import Trial
from tests.sweep import fake
from tests.sweep.test_schedule import ROOT, done, tasks_of, wait_until

pytest.importorskip("distributed", reason="needs the extra `sweep`")

TRIALS = 14
CLIENT = f"""
import sys
from pathlib import Path
from kd_edge.sweep.cluster import DaskWorkers
from kd_edge.sweep.schedule import run_tasks
from kd_edge.sweep.trial import Trial
from tests.sweep import fake
from tests.sweep.test_schedule import done, tasks_of
sweep = Path(sys.argv[1])
tasks = tasks_of(sweep, *(Trial(seed=seed) for seed in range({TRIALS})))
failures = run_tasks(tasks, DaskWorkers(sys.argv[2], sweep), is_done=done, make=fake.make)
sys.exit(len(failures))
"""


class Processes:
    """Programs that are started by name and killed with all their children."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, fake.SECONDS: "0.4", "PYTHONPATH": str(ROOT)}
        with (self.folder / "output").open("a") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.folder,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._running.append(process)
        return process

    def scheduler(self) -> subprocess.Popen[bytes]:
        place = ("--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        return self.start("-m", "dask", "scheduler", *place)

    def worker(self, threads: int = 1) -> subprocess.Popen[bytes]:
        return self.start("-m", "dask", "worker", self.address, "--nthreads", str(threads), "--no-dashboard")

    def client(self, sweep: Path) -> subprocess.Popen[bytes]:
        return self.start("-c", CLIENT, str(sweep), self.address)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):  # it has ended
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._running.remove(process)

    def kill_all(self) -> None:
        for process in list(self._running):
            self.kill(process)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    started = Processes(tmp_path)
    yield started
    started.kill_all()


def test_a_worker_the_client_and_the_scheduler_are_killed_and_every_trial_is_done_once(
    processes: Processes, tmp_path: Path
) -> None:
    sweep = tmp_path / "sweep"
    sweep.mkdir()
    tasks = tasks_of(sweep, *(Trial(seed=seed) for seed in range(TRIALS)))

    def wait_for_trials(count: int) -> None:
        wait_until(lambda: sum(map(done, tasks)) >= count, 60)

    scheduler = processes.scheduler()
    doomed, _ = processes.worker(), processes.worker()
    client = processes.client(sweep)
    wait_for_trials(2)
    processes.kill(doomed)
    wait_for_trials(4)
    processes.kill(client)
    client = processes.client(sweep)
    wait_for_trials(7)
    processes.kill(scheduler)
    processes.scheduler()
    processes.worker()
    assert client.wait(60) == 0, (tmp_path / "output").read_text()
    assert all(map(done, tasks))
    assert Counter(fake.logged(sweep, "end")) == Counter(task.name for task in tasks)
    begun = Counter(fake.logged(sweep, "begin"))
    assert sum(begun.values()) <= TRIALS + 3, "only what was interrupted begins again"


def test_workers_that_cannot_do_trials_are_told_so(processes: Processes, tmp_path: Path) -> None:
    processes.scheduler()
    processes.worker(threads=2)
    with pytest.raises(ClusterError, match="--nthreads 1"):
        run_tasks(tasks_of(tmp_path, Trial()), DaskWorkers(processes.address, tmp_path), is_done=done, make=fake.make)


def test_no_scheduler_is_an_error_in_time(processes: Processes, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="dask scheduler"), DaskWorkers(processes.address, tmp_path, 0.5).open():
        pass
    with pytest.raises(ClusterError, match="dask scheduler"), DaskWorkers("nonsense", tmp_path, 0.5).open():
        pass
