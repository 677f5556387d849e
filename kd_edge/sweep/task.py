"""What a worker is given, and what it does with it; importing this costs little, wherever the worker runs."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from kd_edge import contract
from kd_edge.determinism import compute_alike
from kd_edge.files import write_bytes
from kd_edge.sweep.folders import TRIAL, Record, at_work
from kd_edge.sweep.trial import Trial


class Task(Struct, frozen=True):
    """A trial to be done.

    Attributes:
        sweep: the sweep's folder, absolute; every machine sees it at this place.
        data: the recordings, absolute; likewise.
        dataset_fingerprint: what they must be.
        trial: the settings.
        instructions: count them, too.
    """

    sweep: Path
    data: Path
    dataset_fingerprint: str
    trial: Trial
    instructions: bool = False

    @property
    def name(self) -> str:
        """The trial's folder."""
        return self.trial.name_for(self.dataset_fingerprint)

    @property
    def before(self) -> tuple[str, ...]:
        """The folders of the trials that this one builds on."""
        return tuple(trial.name_for(self.dataset_fingerprint) for trial in self.trial.before())


Make: TypeAlias = Callable[[Task, Path], None]
"""Writes the files of ``task`` into the new folder ``task.name`` of the folder given."""


def perform(task: Task, make: Make | None = None) -> None:
    """Do ``task`` unless it is done: the one function that a worker calls.

    Args:
        task: the trial.
        make: another function than :func:`~kd_edge.sweep.execute.make_trial`.

    Raises:
        KdEdgeError: whatever is wrong with the trial.
    """
    compute_alike()
    started = time.monotonic()
    with at_work(task.sweep, task.name) as folder:
        if folder is None:
            if task.instructions and make is None:
                from kd_edge.sweep.execute import count_instructions

                count_instructions(task)
            return
        if make is None:
            from kd_edge.sweep.execute import make_trial

            make = make_trial
        make(task, folder)
        record = Record(task.trial, task.dataset_fingerprint, socket.gethostname(), time.monotonic() - started)
        write_bytes(folder / task.name / TRIAL, contract.encode(record))
