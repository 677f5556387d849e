"""Run a plan, as often as it takes: what is complete is kept, what was killed is resumed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from kd_edge.campaign.plan import Job, Plan
from kd_edge.distill import runs
from kd_edge.distill.recipe import Settings
from kd_edge.distill.runs import Run, load_run
from kd_edge.distill.train import OnEpoch, distil_student, resume, train_teacher
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import Dataset


def execute(
    plan: Plan, dataset: Dataset, root: Path, *, dataset_path: str = "", on_epoch: OnEpoch | None = None
) -> Iterator[tuple[Job, Run]]:
    """Train every job of ``plan`` into ``root``, yielding each as it is complete.

    Raises:
        TrainingError: a run of that name was started with other data or settings.
    """
    for job in plan.jobs():
        settings = Settings(
            split=job.split,
            seed=job.seed,
            recipe=plan.teacher_recipe if job.way == "teacher" else plan.student_recipe,
            name=job.name,
            dataset_path=dataset_path,
        )
        yield job, _run(job, plan, dataset, root, settings, on_epoch)


def _run(job: Job, plan: Plan, dataset: Dataset, root: Path, settings: Settings, on_epoch: OnEpoch | None) -> Run:
    folder = root / job.name
    if (folder / runs.CONFIG).is_file():
        started = load_run(folder)
        _check_same(started, dataset, settings)
        return resume(started, dataset, on_epoch=on_epoch)
    if job.way == "teacher":
        return train_teacher(dataset, root, network=job.network, settings=settings, on_epoch=on_epoch)
    teacher = (
        load_run(root / Job(plan.teacher, "teacher", job.split, job.seed).name) if job.way == "distilled" else None
    )
    return distil_student(
        dataset,
        root,
        teacher=teacher,
        network=job.network,
        distillation=plan.distillation,
        settings=settings,
        on_epoch=on_epoch,
    )


def _check_same(run: Run, dataset: Dataset, settings: Settings) -> None:
    config = run.config
    asked = (settings.recipe, settings.augmentation, dataset.signal)
    found = (config.recipe, config.augmentation, replace(config.signal, normalisation=None))
    if asked != found:
        raise TrainingError(
            "A campaign goes on with the settings that it started with",
            found=f"run {config.name!r} of another recipe, augmentation or signal path",
            remedy=f"move {run.folder.parent} away to start the campaign from the beginning",
        )
