"""Campaigns: what they train, that they go on after a crash, and how figures are averaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from kd_edge.campaign.execute import execute
from kd_edge.campaign.measure import Deployed
from kd_edge.campaign.plan import PLANS, Job, Plan
from kd_edge.campaign.summary import Entry, summarise
from kd_edge.distill.recipe import Distillation, Recipe
from kd_edge.distill.runs import Metrics
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import Dataset

TINY = Plan(
    teacher="compact",
    students=(),
    seeds=1,
    folds=0,
    teacher_recipe=Recipe(epochs=1),
    student_recipe=Recipe(epochs=1),
    distillation=Distillation(bank=1),
)


def made_up(job: Job, accuracy: float, persons: dict[str, float], windows: int) -> Entry:
    metrics = Metrics(accuracy, sum(persons.values()) / len(persons), persons, 1.0, 10, windows, 1.0)
    return Entry(job, 100, 1000, metrics, Deployed(accuracy - 0.1, 0.5, 1.0, 10, 40, 5, 20))


@pytest.mark.parametrize("name", PLANS)
def test_a_teacher_is_trained_before_its_students(name: str) -> None:
    jobs = list(PLANS[name].jobs())
    assert len({job.name for job in jobs}) == len(jobs)
    for position, job in enumerate(jobs):
        if job.way == "distilled":
            assert Job(PLANS[name].teacher, "teacher", job.split, job.seed) in jobs[:position]


def test_psl18_has_three_seeds_and_five_folds() -> None:
    jobs = list(PLANS["psl18"].jobs())
    assert sum(job.way == "teacher" and job.split == "within" for job in jobs) == 3
    assert len({job.split for job in jobs} - {"within"}) == 5


def test_a_complete_job_is_kept_and_other_settings_are_refused(tiny_dataset: Dataset, tmp_path: Path) -> None:
    [(job, run)] = execute(TINY, tiny_dataset, tmp_path)
    written = (run.folder / "model.keras").stat().st_mtime_ns
    [(again, same)] = execute(TINY, tiny_dataset, tmp_path)
    assert again == job
    assert (same.folder / "model.keras").stat().st_mtime_ns == written
    with pytest.raises(TrainingError, match="another recipe"):
        list(execute(replace(TINY, teacher_recipe=Recipe(epochs=2)), tiny_dataset, tmp_path))


def test_seeds_are_averaged_with_their_spread() -> None:
    job = Job("compact", "direct", "within", 0)
    rows = summarise([made_up(job, 0.9, {"a": 0.9}, 10), made_up(replace(job, seed=1), 0.8, {"a": 0.8}, 10)])
    assert len(rows) == 1
    assert rows[0].accuracy == pytest.approx(0.85)
    assert rows[0].spread == pytest.approx(0.1)
    assert rows[0].int8_accuracy == pytest.approx(0.75)


def test_folds_are_pooled_over_windows_and_averaged_over_persons() -> None:
    first = made_up(Job("compact", "distilled", "loso-0", 0), 0.5, {"a": 0.4, "b": 0.6}, 30)
    second = made_up(Job("compact", "distilled", "loso-1", 0), 1.0, {"c": 1.0}, 10)
    [row] = summarise([first, second])
    assert row.protocol == "loso"
    assert row.accuracy == pytest.approx((0.5 * 30 + 1.0 * 10) / 40)
    assert row.macro_accuracy == pytest.approx((0.4 + 0.6 + 1.0) / 3)
    assert row.spread is None
