"""Every trial once, each after the one that it builds on, for as long as there are workers or until new ones come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from kd_edge.errors import TrainingError
from kd_edge.sweep.task import Make, Task, perform

ATTEMPTS: Final = 3
"""How often a trial may lose its worker before the trial is taken for the reason, for example by its need of memory."""


class WorkerLostError(Exception):
    """The process that did a trial has ended without an answer; others go on."""


class Workers(Protocol):
    """Something that does trials."""

    def open(self) -> AbstractContextManager[Executor]:
        """An executor.  One whose workers are all lost cancels what it was given, and is opened again.

        Raises:
            ClusterError: there are no workers, or they cannot do these trials.
        """


@dataclass
class _State:
    """What is still to be done, and what never will be."""

    waiting: dict[str, Task]
    running: dict[Future[None], Task] = field(default_factory=dict)
    losses: Counter[Task] = field(default_factory=Counter)
    failures: dict[Task, BaseException] = field(default_factory=dict)


def run_tasks(
    tasks: Sequence[Task],
    workers: Workers,
    *,
    is_done: Callable[[Task], bool],
    on_done: Callable[[Task], None] = lambda task: None,
    make: Make | None = None,
) -> dict[Task, BaseException]:
    """Do ``tasks``, and go on when workers are lost; what fails is reported at the end and stops nothing else.

    Args:
        tasks: those that a task builds on are among them, or are done.
        workers: who does them.
        is_done: looks on the disk, which alone decides: a worker that was lost may have finished its trial.
        on_done: called after each task that was not done before.
        make: as for :func:`~kd_edge.sweep.task.perform`.

    Returns:
        The error of each task that failed, or that builds on one that did.

    Raises:
        ClusterError: there are no workers, or no longer.
    """
    state = _State({task.name: task for task in tasks if not is_done(task)})
    while state.waiting:
        with workers.open() as executor:
            _drain(state, executor, on_done, make)
        for task in list(state.running.values()):  # those of an executor that has lost its workers
            if is_done(task):
                on_done(task)
            else:
                state.waiting[task.name] = task
        state.running.clear()
    return state.failures


def _drain(state: _State, executor: Executor, on_done: Callable[[Task], None], make: Make | None) -> None:
    """Do everything that is waiting, or return when the executor has lost its workers."""
    while state.waiting or state.running:
        for task in _ready(state):
            state.running[executor.submit(perform, task, make)] = state.waiting.pop(task.name)
        for future in wait(state.running, return_when=FIRST_COMPLETED).done:
            if future.cancelled():
                return
            task = state.running.pop(future)
            error = future.exception()
            if error is None:
                on_done(task)
            elif isinstance(error, WorkerLostError) and state.losses[task] + 1 < ATTEMPTS:
                state.losses[task] += 1
                state.waiting[task.name] = task
            else:
                state.failures[task] = _too_often(error) if isinstance(error, WorkerLostError) else error


def _ready(state: _State) -> list[Task]:
    """The tasks that need not wait for another; those that build on a failed one fail with it."""
    failed = {task.name: error for task, error in state.failures.items()}
    unfinished = {*state.waiting, *(task.name for task in state.running.values())}
    ready = []
    for task in list(state.waiting.values()):
        broken = [before for before in task.before if before in failed]
        if broken:
            del state.waiting[task.name]
            failed[task.name] = state.failures[task] = TrainingError(
                "A trial begins when those that it builds on are complete",
                found=f"{', '.join(broken)} failed",
                remedy="see its error",
            )
        elif unfinished.isdisjoint(task.before):
            ready.append(task)
    return ready


def _too_often(error: WorkerLostError) -> TrainingError:
    return TrainingError(
        "The process of a trial lives until the trial is done",
        found=f"{error}, {ATTEMPTS} times",
        remedy="look for what ends it, such as too little memory for so many at a time",
    )
