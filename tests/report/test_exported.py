"""The int8 file of a run that was exported: the committed bundle, and a run as it would have come from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from kd_edge import contract
from kd_edge.bundle import open_bundle
from kd_edge.distill.runs import Run, load_run
from kd_edge.recordings.recording import Dataset
from kd_edge.report.content import collect
from kd_edge.report.exported import exported
from tests.distill.test_comparison import METRICS_OF_TWO, write_run

BUNDLES = Path(__file__).parents[2] / "export"


@pytest.fixture
def run(tiny_dataset: Dataset, tmp_path: Path) -> Run:
    manifest = open_bundle(BUNDLES / "reference").manifest
    origin = manifest.provenance
    run = write_run(
        tmp_path,
        tiny_dataset,
        "reference",
        role="teacher",  # so that nothing is exported here
        signal=manifest.signal,
        labels=manifest.model.labels,
        dataset_fingerprint=origin.dataset_fingerprint,
        split=origin.split,
        seed=origin.seed,
    )
    metrics = replace(METRICS_OF_TWO, accuracy=float(manifest.metrics["float32_accuracy"]), confusion=None)
    (run.folder / "metrics.json").write_bytes(contract.encode(metrics))
    return load_run(run.folder)


def test_the_bundle_of_a_run_says_its_accuracy_and_packages(run: Run) -> None:
    told = json.loads((BUNDLES / "reference" / "manifest.json").read_bytes())
    [section] = collect([run], BUNDLES).sections
    [int8] = section.int8
    assert (int8.accuracy, int8.file_bytes) == (told["metrics"]["int8_accuracy"], told["metrics"]["int8_bytes"])
    assert int8.calibration == "min-max"
    assert (
        f"exported with ai-edge-litert {told['provenance']['packages']['ai-edge-litert']}"
        in dict(section.origin)["packages"]
    )
    assert collect([run]).sections[0].int8 == ()


def test_a_bundle_of_an_older_run_of_the_same_name_is_no_witness(run: Run) -> None:
    assert exported(run, BUNDLES) is not None
    assert exported(Run(run.folder, replace(run.config, seed=7)), BUNDLES) is None
    (run.folder / "metrics.json").write_bytes(contract.encode(METRICS_OF_TWO))
    assert exported(load_run(run.folder), BUNDLES) is None


def test_a_damaged_bundle_is_complained_about(run: Run, tmp_path: Path) -> None:
    shutil.copytree(BUNDLES / "reference", tmp_path / "bundles" / "reference")
    (tmp_path / "bundles" / "reference" / "model_int8.tflite").write_bytes(b"")
    [section] = collect([run], tmp_path / "bundles").sections
    assert section.int8 == ()
    assert any(reason.startswith("Its bundle: ") for reason in section.missing)
