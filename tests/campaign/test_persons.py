"""The campaign over persons: what trains before what, how figures are put together, and a tiny one from end to end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from kd_edge.campaign.persons.enrolment import run_enrolment
from kd_edge.campaign.persons.figures import gains, rows
from kd_edge.campaign.persons.plan import DIRECT, PLAN, TEACHER, Plan
from kd_edge.campaign.persons.run import run_persons
from kd_edge.campaign.persons.train import Entry, introduced_persons
from kd_edge.contract import WearerProfile
from kd_edge.distill.augment import Augmentation
from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.distill.runs import Scores, load_run
from kd_edge.distill.train import train_teacher
from kd_edge.errors import TrainingError
from kd_edge.recordings.archive import load_dataset, save_dataset
from tests.wearer.worn_persons import make_persons


def made_up(way: str, split: str, seed: int, persons: dict[str, float], windows: int = 10) -> Entry:
    accuracy = float(np.mean(list(persons.values())))
    plain = Scores(accuracy / 2, accuracy / 2, {name: value / 2 for name, value in persons.items()})
    return Entry(way, "net", split, seed, 100, Scores(accuracy, accuracy, persons), plain, windows)


def test_teachers_come_before_their_students() -> None:
    for split in PLAN.splits:
        names: list[str] = []
        for job in [*PLAN.jobs(split), *(PLAN.methods() if split == "within" else ())]:
            assert set(job.teachers) <= set(names)
            names.append(job.name)
        assert len(set(names)) == len(names)


def test_each_seed_has_an_ensemble_of_its_own() -> None:
    members = [{job.seed for job in PLAN.ensemble("within", seed)} for seed in range(PLAN.seeds)]
    assert members == [{0, 1, 2}, {1, 2, 3}, {2, 3, 4}]
    trained = [job.seed for job in PLAN.jobs("within") if job.way == TEACHER]
    assert trained == [0, 1, 2, 3, 4]


def test_every_method_of_the_library_is_compared() -> None:
    from kd_edge.distill.methods.settings import KINDS

    ways = {job.way for job in PLAN.methods()}
    assert {*KINDS} - {"hinton"} <= ways
    assert {"chain", "structural"} <= ways


def test_folds_are_pooled_over_windows_and_persons() -> None:
    entries = [
        made_up(DIRECT, "loso-0", 0, {"anna": 1.0, "bert": 0.5}, windows=30),
        made_up(DIRECT, "loso-1", 0, {"carl": 0.25}, windows=10),
    ]
    [row] = rows(entries)
    assert row.accuracy == pytest.approx((0.75 * 30 + 0.25 * 10) / 40)
    assert row.macro_accuracy == pytest.approx((1.0 + 0.5 + 0.25) / 3)
    assert row.plain_accuracy == pytest.approx(row.accuracy / 2)
    assert row.plain_macro_accuracy == pytest.approx(row.macro_accuracy / 2)


def test_the_spread_is_over_seeds() -> None:
    entries = [made_up(DIRECT, "loso-0", seed, {"anna": value}) for seed, value in enumerate((0.5, 0.7, 0.9))]
    [row] = rows(entries)
    assert row.seeds == 3
    assert row.accuracy == pytest.approx(0.7)
    assert row.spread == pytest.approx(0.2)


def test_a_gain_is_paired_and_has_student_s_interval() -> None:
    direct, taught = (0.5, 0.6, 0.7, 0.4), (0.53, 0.61, 0.75, 0.43)
    entries = [made_up(DIRECT, f"loso-{fold}", 0, {"anna": value}) for fold, value in enumerate(direct)]
    entries += [made_up("distilled", f"loso-{fold}", 0, {"anna": value}) for fold, value in enumerate(taught)]
    entries += [made_up(TEACHER, "loso-0", 0, {"anna": 1.0})]
    [gain] = gains(entries)
    assert gain.pairs == 4
    assert gain.gain == pytest.approx(0.03)
    half = 3.182 * np.std([0.03, 0.01, 0.05, 0.03], ddof=1) / 2  # t of 3 degrees of freedom, from a table
    assert gain.low == pytest.approx(0.03 - half, abs=1e-4)
    assert gain.high == pytest.approx(0.03 + half, abs=1e-4)


def test_a_long_training_is_compared_with_a_long_one() -> None:
    ways = {"direct": 0.5, "distilled": 0.625, "direct-long": 0.25, "distilled-long": 0.75}
    entries = [made_up(way, f"loso-{fold}", 0, {"anna": hits}) for way, hits in ways.items() for fold in range(2)]
    assert {gain.way: gain.gain for gain in gains(entries)} == {"distilled": 0.125, "distilled-long": 0.5}


TINY = Plan(
    splits=("loso-0", "loso-0+1"),
    wearer="canonical",
    teacher="pooled-small",
    members=2,
    seeds=1,
    students=("pooled-small*0.5",),
    starved=("pooled-small*0.25",),
    assistant="pooled-small*0.5",
    narrow="pooled-small*0.25",
    teacher_recipe=Recipe(epochs=1, warmup_epochs=0),
    student_recipe=Recipe(epochs=1, warmup_epochs=0),
    long_recipe=Recipe(epochs=2, warmup_epochs=0),
    long_distillation=Distillation(bank=2),
    distillation=Distillation(bank=1),
    distillation_within=Distillation(bank=1, alpha=0.5),
)


@pytest.mark.slow
def test_a_tiny_campaign_goes_on_where_it_was(tmp_path: Path) -> None:
    data = tmp_path / "worn.npz"
    save_dataset(make_persons({"anna": WearerProfile(), "bert": WearerProfile(mirror=True)}, repetitions=5), data)
    result = run_persons(data, tmp_path / "out", plan=TINY, processes=1, methods=False)
    assert sorted((row.protocol, row.way) for row in result.rows) == [
        ("loso", "direct"),
        ("loso", "distilled"),
        ("loso", "teacher"),
        ("loso+1", "direct"),
    ]
    enrolled = {row.way: row.plain_accuracy is not None for row in result.rows if row.protocol == "loso"}
    assert enrolled == {"direct": True, "distilled": True, "teacher": True}
    assert all(row.plain_accuracy is None for row in result.rows if row.protocol == "loso+1")
    models = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("model.keras")}
    assert len(models) == 5
    run = load_run(tmp_path / "out" / "persons" / "runs" / "pooled-small-x0.5-direct-loso-0-and-1-s0")
    assert run.config.favour == introduced_persons(load_dataset(data), "loso-0+1") == ("anna",)
    again = run_persons(data, tmp_path / "out", plan=TINY, processes=1, methods=False)
    assert again.entries == result.entries
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("model.keras")} == models


def test_the_length_of_an_enrolment(tmp_path: Path) -> None:
    """One fold, two draws of a length: windows that enrol are not among those that are judged."""
    data = tmp_path / "worn.npz"
    how = {"anna": WearerProfile(), "bert": WearerProfile(roll_deg=45), "nina": WearerProfile(mirror=True)}
    dataset = make_persons(how, repetitions=5)
    save_dataset(dataset, data)
    settings = Settings(
        split="loso-2",
        recipe=Recipe(epochs=20, warmup_epochs=1, background=0),
        augmentation=Augmentation(ring_shift=0.2, rotation_deg=2, time_shift=0.02),
        wearer="canonical",
    )
    run = train_teacher(dataset, tmp_path, network="pooled-small", settings=settings)
    result = run_enrolment(data, [run.folder], tmp_path, seconds=(3.0,), draws=2)
    assert [length.seconds for length in result.lengths] == [0.0, 3.0]
    nobody, enrolled = result.lengths
    assert enrolled.draws == 2
    assert nobody.accuracy < 0.7 < 0.9 < enrolled.accuracy
    plain = train_teacher(dataset, tmp_path, network="pooled-small", settings=replace(settings, wearer="as-recorded"))
    with pytest.raises(TrainingError, match="in one orientation"):
        run_enrolment(data, [plain.folder], tmp_path)
