"""What the page says of how a run came about, and what tells it from the others."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from kd_edge import contract
from kd_edge.contract import WearerProfile
from kd_edge.distill.methods.settings import Decoupled, Hinton
from kd_edge.distill.recipe import Distillation, Recipe
from kd_edge.recordings.recording import Dataset
from kd_edge.report.apart import told_apart
from kd_edge.report.int8 import Int8, measured_int8
from kd_edge.report.origin import origin
from kd_edge.sweep.folders import Record
from kd_edge.sweep.outcome import Int8 as TrialInt8
from kd_edge.sweep.outcome import Judged, Outcome
from kd_edge.sweep.trial import Trial
from tests.distill.test_comparison import write_run


def test_the_origin_says_every_setting(tiny_dataset: Dataset, tmp_path: Path) -> None:
    write_run(tmp_path, tiny_dataset, "large", role="teacher", network="isl-teacher")
    run = write_run(
        tmp_path,
        tiny_dataset,
        "one",
        teacher=("large", "gone"),
        distillation=Distillation(temperature=2.5, alpha=0.5, bank=7, method=Decoupled(other_weight=4.0)),
        passes=("prune=0.5",),
        parent="before",
        split="all",
        wearers={"anna": WearerProfile(), "bert": WearerProfile(mirror=True)},
    )
    with zipfile.ZipFile(run.folder / "model.keras", "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.1.4"}))
    shown = dict(origin(run, [Int8(0.5, 0.5, {}, 1000, "mse")]))
    assert shown["data"] == f"tiny, synthetic, SHA-256 {'f' * 64}"
    assert shown["teachers, logits averaged"] == "large (isl-teacher, accuracy 0.7500), gone"
    assert shown["method of distillation"] == "decoupled: target weight 1, other weight 4"
    assert (shown["temperature"], shown["bank"].split()[0]) == ("2.5", "7")
    assert shown["alpha"].startswith("0.5, ")
    assert (shown["compression passes"], shown["parent run"]) == ("prune=0.5", "before")
    assert shown["split"] == "all: every take trained it, nothing was held out"
    assert "2 persons trained, of whom 1 wore them on the other arm and 0 the other way round" in shown["sensors"]
    assert shown["augmentation"] == "none"
    assert "epochs 200" in shown["schedule"]
    assert shown["int8 ranges, as measured"] == "mse"
    assert shown["packages"] == "trained with Keras 3.1.4"


def test_a_damaged_model_file_hides_only_its_version(tiny_dataset: Dataset, tmp_path: Path) -> None:
    run = write_run(tmp_path, tiny_dataset, "one")
    assert dict(origin(run, ()))["packages"].startswith("no note")
    (run.folder / "model.keras").write_bytes(b"PK\x03\x04 and no more")
    assert dict(origin(run, ()))["packages"].startswith("no note")


def test_runs_are_told_apart_by_what_was_chosen(tiny_dataset: Dataset, tmp_path: Path) -> None:
    """Not by what follows: without a teacher there is no temperature, and a fine-tuning has a schedule of its own."""
    taught = {"teacher": "large", "distillation": Distillation(method=Hinton())}
    write_run(tmp_path, tiny_dataset, "large", role="teacher", network="isl-teacher")
    runs = [
        write_run(tmp_path, tiny_dataset, "direct"),
        write_run(tmp_path, tiny_dataset, "hinton", **taught),
        write_run(tmp_path, tiny_dataset, "decoupled", teacher="large", distillation=Distillation(method=Decoupled())),
        write_run(tmp_path, tiny_dataset, "pruned", passes=("prune=0.5",), recipe=Recipe(epochs=3), **taught),
    ]
    mse = Int8(0.5, 0.5, {}, 1000, "mse")
    assert told_apart(runs, [(), (), (mse,), ()]) == (
        "",
        "method hinton, teacher isl-teacher",
        "method decoupled, teacher isl-teacher, ranges by mse",
        "method hinton, teacher isl-teacher, passes prune=0.5",
    )


def test_a_trial_says_its_calibration(tiny_dataset: Dataset, tmp_path: Path) -> None:
    run = write_run(tmp_path / "sweep" / "trials", tiny_dataset, "one")
    judged = Judged(0.75, 0.625, {"anna": 0.5}, ((1,),))
    outcome = Outcome(100, judged, TrialInt8(judged, 1000, 500, 2000, 3000), 4)
    (run.folder / "outcome.json").write_bytes(contract.encode(outcome))
    expected = Int8(0.75, 0.625, {"anna": 0.5}, 1000, None, 3000)
    assert measured_int8(run) == (expected,)
    record = Record(Trial(calibration="percentile"), "f" * 64, "here", 1.0)
    (run.folder / "trial.json").write_bytes(contract.encode(record))
    [found] = measured_int8(run)
    assert found.calibration == "percentile"
