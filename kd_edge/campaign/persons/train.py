"""One split of the plan: its networks trained and measured, one after another; what is complete is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from scipy.special import log_softmax, softmax

from kd_edge import contract
from kd_edge.campaign.measure import Deployed, measure_deployed
from kd_edge.campaign.persons.plan import TEACHER, Job, Plan
from kd_edge.distill import runs
from kd_edge.distill.evaluate import accuracy
from kd_edge.distill.loop import predict_logits
from kd_edge.distill.opinions import Opinions
from kd_edge.distill.recipe import Settings
from kd_edge.distill.runs import Run, Scores, load_run
from kd_edge.distill.train import distil_student, resume, train_teacher
from kd_edge.distill.wearers import RunData, enrol, run_data
from kd_edge.errors import TrainingError
from kd_edge.files import write_bytes
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import named_split
from kd_edge.signal.windows import window_dataset


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """Figures of one network, or of one ensemble, whose ``parameters`` are those of all members.

    ``scores`` are of the int8 file of a student, and of the float32 network of a teacher; ``float32`` is a student's
    before conversion.  ``as_recorded`` is without profiles of new persons, None where nobody was enrolled.
    """

    way: str
    network: str
    split: str
    seed: int
    parameters: int
    scores: Scores
    as_recorded: Scores | None
    test_windows: int
    float32: Scores | None = None
    deployed: Deployed | None = None


def train_split(plan: Plan, jobs: Sequence[Job], dataset: Dataset, root: Path, dataset_path: str) -> list[Entry]:
    """Train every one of ``jobs`` into ``root``, and measure students and ensembles.

    Raises:
        TrainingError: a run of that name was started with other data or settings.
    """
    entries, opinions = [], Opinions()
    for job in jobs:
        run = _run(plan, job, dataset, root, dataset_path, opinions)
        if job.way != TEACHER:
            entries.append(_student(job, run, dataset))
        elif job.seed >= plan.members - 1:
            entries.append(_ensemble(plan, job.split, job.seed - plan.members + 1, dataset, root))
    return entries


def _run(plan: Plan, job: Job, dataset: Dataset, root: Path, dataset_path: str, opinions: Opinions) -> Run:
    folder = root / job.name
    settings = Settings(
        split=job.split,
        seed=job.seed,
        recipe=job.recipe,
        name=job.name,
        dataset_path=dataset_path,
        wearer=plan.wearer,
        favour=introduced_persons(dataset, job.split),
    )
    if (folder / runs.CONFIG).is_file():
        started = load_run(folder)
        if (started.config.recipe, started.config.distillation) != (job.recipe, job.distillation):
            raise TrainingError(
                "A campaign goes on with the settings that it started with",
                found=f"run {job.name!r} of another recipe or distillation",
                remedy=f"move {root} away to start the campaign from the beginning",
            )
        return resume(started, dataset)
    if job.way == TEACHER:
        return train_teacher(dataset, root, network=job.network, settings=settings)
    teachers = [load_run(root / name) for name in job.teachers] or None
    if job.distillation is None:
        return distil_student(dataset, root, teacher=None, network=job.network, settings=settings)
    return distil_student(
        dataset,
        root,
        teacher=teachers,
        network=job.network,
        distillation=job.distillation,
        settings=settings,
        opinions=opinions,
    )


def introduced_persons(dataset: Dataset, split: str) -> tuple[str, ...]:
    """New persons of ``split`` who show a few takes of each sign; nobody in a split without such."""
    if "+" not in split:
        return ()
    return tuple(sorted({dataset.recordings[index].subject for index in named_split(dataset, split).test}))


def _student(job: Job, run: Run, dataset: Dataset) -> Entry:
    deployed, metrics = measure_deployed(run, dataset), run.metrics
    return Entry(
        way=job.way,
        network=job.network,
        split=job.split,
        seed=job.seed,
        parameters=run.config.parameters,
        scores=Scores(deployed.accuracy, deployed.macro_accuracy, deployed.per_subject),
        as_recorded=deployed.as_recorded,
        test_windows=metrics.test_windows,
        float32=Scores(metrics.accuracy, metrics.macro_accuracy, metrics.per_subject),
        deployed=deployed,
    )


def _ensemble(plan: Plan, split: str, seed: int, dataset: Dataset, root: Path) -> Entry:
    """The mean of the members' log probabilities; new persons are enrolled with the mean of their probabilities."""
    path = root / f"ensemble-{split}-s{seed}.json"
    if path.is_file():
        return contract.decode(path.read_bytes(), Entry, source=str(path))
    members = [load_run(root / job.name) for job in plan.ensemble(split, seed)]
    models = [member.load_model() for member in members]
    config = replace(members[0].config, seed=seed)
    data = run_data(config, dataset)

    def answers(frames: np.ndarray) -> np.ndarray:
        return np.asarray(np.mean([softmax(predict_logits(model, frames), axis=-1) for model in models], axis=0))

    def scores(seen: RunData) -> Scores:
        test = window_dataset(seen.dataset, config.signal, seen.split.test)
        logits = np.mean([log_softmax(predict_logits(model, test.frames), axis=-1) for model in models], axis=0)
        judged = accuracy(logits, test.labels, test.subjects)
        return Scores(judged.pooled, judged.macro, judged.per_subject)

    enrolled = enrol(data, config, answers)
    entry = Entry(
        way=TEACHER,
        network=plan.teacher,
        split=split,
        seed=seed,
        parameters=sum(member.config.parameters for member in members),
        scores=scores(data.enrolled(enrolled)),
        as_recorded=scores(data) if enrolled else None,
        test_windows=len(window_dataset(data.dataset, config.signal, data.split.test)),
    )
    write_bytes(path, contract.encode(entry))
    return entry
