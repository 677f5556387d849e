"""The teachers of a run, as far as they still lie beside it."""

from __future__ import annotations

from collections.abc import Iterator

from kd_edge.distill.runs import Run, load_run
from kd_edge.errors import TrainingError


def teachers_of(run: Run) -> Iterator[tuple[str, Run | None]]:
    """The name of each teacher, and its run if that is there and complete."""
    for name in run.config.teachers:
        try:
            teacher = load_run(run.folder.parent / name)
        except TrainingError:
            yield name, None
        else:
            yield name, teacher if teacher.complete else None


def teacher_networks(run: Run) -> str:
    """The networks that taught ``run``, each once, as far as they are there."""
    found = [teacher for _, teacher in teachers_of(run)]
    return ", ".join(
        dict.fromkeys("one no longer there" if teacher is None else teacher.config.network for teacher in found)
    )
