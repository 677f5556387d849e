"""Trials on this machine: each once, in order, whatever ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kd_edge.errors import TrainingError
from kd_edge.sweep.folders import at_work, is_complete
from kd_edge.sweep.local import LocalWorkers
from kd_edge.sweep.schedule import ATTEMPTS, run_tasks
from kd_edge.sweep.task import Task, perform
from kd_edge.sweep.trial import Teacher, Trial, with_everything_before
from tests.sweep import fake

ROOT = Path(__file__).resolve().parents[2]


def tasks_of(sweep: Path, *trials: Trial) -> list[Task]:
    return [Task(sweep, Path("/nowhere"), "f" * 64, trial) for trial in with_everything_before(list(trials))]


def done(task: Task) -> bool:
    return is_complete(task.sweep, task.name)


def test_students_wait_for_their_teacher_and_nothing_is_done_twice(tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, *(Trial(seed=seed, teacher=Teacher(seed=7)) for seed in range(2)))
    assert len(tasks) == 3
    finished: list[Task] = []
    for _ in range(2):
        assert not run_tasks(tasks, LocalWorkers(2), is_done=done, on_done=finished.append, make=fake.make)
    assert fake.logged(tmp_path, "end")[0] == tasks[0].name
    assert sorted(fake.logged(tmp_path, "begin")) == sorted(task.name for task in tasks)
    assert len(finished) == 3
    assert not [path for path in (tmp_path / "trials").iterdir() if path.name.startswith(".")]


def test_a_trial_that_fails_or_kills_its_process_stops_only_what_builds_on_it(tmp_path: Path) -> None:
    wrong, deadly, good = Trial(seed=900), Trial(seed=901), Trial(seed=1)
    tasks = tasks_of(tmp_path, Trial(seed=900, passes=("prune=0.5",)), deadly, good)
    failed = run_tasks(tasks, LocalWorkers(1), is_done=done, make=fake.make)
    failures = {task.trial: error for task, error in failed.items()}
    assert isinstance(failures[wrong], TrainingError)
    assert f"exit code 3, {ATTEMPTS} times" in str(failures[deadly])
    assert "failed" in str(failures[Trial(seed=900, passes=("prune=0.5",))])
    assert len(failures) == 3
    names = [task.name for task in tasks if task.trial == deadly]
    assert fake.logged(tmp_path, "begin").count(names[0]) == ATTEMPTS
    assert done(tasks[-1])


SWEEP = """
import sys
from pathlib import Path
from kd_edge.sweep.local import LocalWorkers
from kd_edge.sweep.schedule import run_tasks
from kd_edge.sweep.trial import Trial
from tests.sweep import fake
from tests.sweep.test_schedule import done, tasks_of
if __name__ == "__main__":
    tasks = tasks_of(Path(sys.argv[1]), *(Trial(seed=seed) for seed in range(4)))
    run_tasks(tasks, LocalWorkers(2), is_done=done, make=fake.make)
"""


def test_a_killed_sweep_leaves_no_process_and_is_resumed(tmp_path: Path) -> None:
    environment = {**os.environ, fake.SECONDS: "1", "PYTHONPATH": str(ROOT)}
    program = tmp_path / "sweep.py"
    program.write_text(SWEEP)
    started = subprocess.Popen([sys.executable, program, tmp_path], env=environment)
    wait_until(lambda: len(fake.logged(tmp_path, "end")) >= 1 and len(fake.logged(tmp_path, "begin")) >= 3)
    started.send_signal(signal.SIGKILL)
    started.wait()
    workers = {int(line.split()[2]) for line in (tmp_path / "log").read_text().splitlines()}
    wait_until(lambda: not any(alive(worker) for worker in workers))
    tasks = tasks_of(tmp_path, *(Trial(seed=seed) for seed in range(4)))
    before = {task.name for task in tasks if done(task)}
    assert 1 <= len(before) < 4
    assert not run_tasks(tasks, LocalWorkers(2), is_done=done, make=fake.make)
    assert all(map(done, tasks))
    for name in before:
        assert fake.logged(tmp_path, "begin").count(name) == 1


def wait_until(condition: object, seconds: float = 30) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "in time"
        time.sleep(0.05)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_two_processes_at_one_trial_do_it_once(tmp_path: Path) -> None:
    (task,) = tasks_of(tmp_path, Trial())
    environment = {**os.environ, fake.SECONDS: "0.5", "PYTHONPATH": str(ROOT)}
    program = (
        "import sys; from pathlib import Path; from kd_edge.sweep.task import perform; from tests.sweep import fake\n"
        "from kd_edge.sweep.trial import Trial; from tests.sweep.test_schedule import tasks_of\n"
        "perform(*tasks_of(Path(sys.argv[1]), Trial()), fake.make)"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, tmp_path], env=environment) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert fake.logged(tmp_path, "end") == [task.name]
    perform(task, fake.make)
    assert fake.logged(tmp_path, "begin") == [task.name]


def test_what_a_failed_attempt_wrote_is_there_for_the_next(tmp_path: Path) -> None:
    def fail() -> None:
        with at_work(tmp_path, "a") as folder:
            assert folder is not None
            (folder / "half").touch()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not is_complete(tmp_path, "a")
    with at_work(tmp_path, "a") as folder:
        assert folder is not None
        assert (folder / "half").exists()
        (folder / "a").mkdir()
    assert [path.name for path in (tmp_path / "trials").iterdir()] == ["a"]
