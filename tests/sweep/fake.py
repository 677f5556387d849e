"""Trials that take no time to speak of; workers import this file, too."""

from __future__ import annotations

import os
import time
from pathlib import Path

from kd_edge.errors import TrainingError
from kd_edge.sweep.task import Task

SECONDS = "KD_EDGE_TEST_TRIAL_SECONDS"


def make(task: Task, folder: Path) -> None:
    """Write a line when the trial begins and one when it ends; seeds from 900 on go wrong."""
    note(task, "begin")
    time.sleep(float(os.environ.get(SECONDS, "0")))
    if task.trial.seed == 900:
        raise TrainingError("Seeds are below 900", found=task.trial.seed)
    if task.trial.seed == 901:
        os._exit(3)
    for before in task.before:
        assert (task.sweep / "trials" / before).is_dir(), "the trials before this one are complete"
    (folder / task.name).mkdir(exist_ok=True)
    (folder / task.name / "seed").write_text(str(task.trial.seed))
    note(task, "end")


def note(task: Task, what: str) -> None:
    """Append to the log; a short line is written in one step."""
    with (task.sweep / "log").open("a") as log:
        log.write(f"{what} {task.name} {os.getpid()}\n")


def logged(sweep: Path, what: str) -> list[str]:
    """Names of the trials that did ``what``, in order."""
    lines = (sweep / "log").read_text().splitlines() if (sweep / "log").exists() else []
    return [line.split()[1] for line in lines if line.startswith(what)]
