"""A whole sweep: the trials of a space that are not there yet are done, and all are gathered in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from kd_edge import contract
from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.errors import TrainingError
from kd_edge.files import write_bytes
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.sweep.check import check_trials
from kd_edge.sweep.folders import SUMMARY, check_folder, folder_of, is_complete
from kd_edge.sweep.outcome import Outcome, load_outcome
from kd_edge.sweep.schedule import Workers, run_tasks
from kd_edge.sweep.task import Task
from kd_edge.sweep.trial import Trial, with_everything_before


class Done(Struct, frozen=True):
    """A complete trial: the name of its folder, what was asked, and what was measured."""

    name: str
    trial: Trial
    outcome: Outcome


class Failed(Struct, frozen=True):
    """A trial that failed, and its error."""

    name: str
    trial: Trial
    error: str


class Sweep(Struct, frozen=True):
    """Everything in ``sweep.json``.

    Attributes:
        origin: which recordings, and which code gathered the table.
        done: the trials of the space that are complete.
        failed: trials that failed, also those that only others build on.
    """

    origin: Origin
    done: tuple[Done, ...]
    failed: tuple[Failed, ...]


OnDone = Callable[[Task], None]
Begin = Callable[[int, int], OnDone]
"""Called with the number of trials and how many of them are complete; returns what is called after each further one."""


def _quiet(trials: int, complete: int) -> OnDone:
    return lambda task: None


def run_sweep(
    data: Path,
    trials: Sequence[Trial],
    out: Path,
    workers: Workers,
    *,
    instructions: bool = False,
    begin: Begin = _quiet,
) -> Sweep:
    """Do ``trials`` and those that they build on, except those that are complete in ``out``; write ``sweep.json``.

    Args:
        data: the recordings.
        trials: what is asked for, as :func:`~kd_edge.sweep.space.read_space` gives them.
        out: the sweep's folder; other sweeps on the same or on other recordings may use it, too.
        workers: who does them.
        instructions: also count the instructions of every exported student on an emulated M4F.
        begin: for progress.

    Raises:
        TrainingError: a network or a pass that kd-edge does not have, before anything is trained.
        RecordingError: unreadable recordings, or a split that they do not allow.
        StorageError: ``out`` is a file, or may not be written to; before anything is trained, too.
        ClusterError: there are no workers, or no longer.
    """
    check_folder(out)
    dataset = load_dataset(data)
    check_trials(with_everything_before(list(trials)), dataset)
    tasks = tasks_of(data, dataset, trials, out, instructions=instructions)

    def is_done(task: Task) -> bool:
        return is_complete(out, task.name) and (not instructions or load_outcome(folder_of(out, task.name)).counted)

    on_done = begin(len(tasks), sum(map(is_done, tasks)))
    failures = run_tasks(tasks, workers, is_done=is_done, on_done=on_done)
    sweep = _gathered(tasks, set(trials), failures, origin_of(dataset))
    write_bytes(out / SUMMARY, contract.encode(sweep))
    return sweep


def tasks_of(data: Path, dataset: Dataset, trials: Sequence[Trial], out: Path, *, instructions: bool) -> list[Task]:
    """What is to be done for ``trials``, no task before one that it builds on."""
    fingerprint, sweep = dataset.fingerprint(), out.absolute()
    return [
        Task(sweep, data.absolute(), fingerprint, trial, instructions) for trial in with_everything_before(list(trials))
    ]


def load_sweep(out: Path) -> Sweep:
    """The table that was gathered last.

    Raises:
        TrainingError: there is none, or it was written by another version.
    """
    path = out / SUMMARY
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TrainingError(
            f"A sweep is a folder with a {SUMMARY}",
            found=f"{path}: {error.strerror}",
            remedy="name a folder that `kd-edge sweep` wrote",
        ) from error
    with contract.raised_as(TrainingError, remedy="run the same sweep again: it only gathers what is there"):
        return contract.decode(data, Sweep, source=str(path))


def _gathered(tasks: Sequence[Task], asked: set[Trial], failures: dict[Task, BaseException], origin: Origin) -> Sweep:
    return Sweep(
        origin=origin,
        done=tuple(
            Done(task.name, task.trial, load_outcome(folder_of(task.sweep, task.name)))
            for task in tasks
            if task.trial in asked and task not in failures
        ),
        failed=tuple(Failed(task.name, task.trial, _told(error)) for task, error in failures.items()),
    )


_MOST: Final = 2000


def _told(error: BaseException) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return (str(error).strip() or type(error).__name__)[:_MOST]
