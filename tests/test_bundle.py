"""Opening a bundle: one clear error for each way it can be wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kd_edge import contract
from kd_edge.bundle import GOLDEN, MANIFEST, SCHEMA_VERSION, Golden, Manifest, Provenance, Quantisation, open_bundle
from kd_edge.contract import DecisionSpec, ModelSpec, SignalSpec, StreamSpec
from kd_edge.errors import BundleError
from kd_edge.files import sha256

GOLDEN_VECTORS = Golden(
    raw={"emg": np.arange(14, dtype=np.int16).reshape(7, 2)},
    counts={"emg": np.array([3, 4])},
    start_ns={"emg": np.array([0, 5])},
    windows=np.zeros((2, 5, 2), np.float32),
    inputs=np.zeros((2, 5, 2), np.int8),
    logits=np.zeros((2, 3), np.int8),
    keras=np.zeros((2, 3), np.float32),
    labels=np.array([0, 2]),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    np.savez(tmp_path / GOLDEN, **GOLDEN_VECTORS.to_arrays())  # type: ignore[arg-type]
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        name="tiny",
        signal=SignalSpec((StreamSpec("emg", 900_000, ("a", "b")),), 20_000_000, 5, 1),
        model=ModelSpec("tiny", 5, 2, ("yes", "no", "maybe"), 12, 30),
        decision=DecisionSpec(),
        input_quantisation=Quantisation(0.1, 0),
        output_quantisation=Quantisation(1 / 256, -128),
        operators=("FULLY_CONNECTED",),
        tflm_arena_bytes=1024,
        files={GOLDEN: sha256((tmp_path / GOLDEN).read_bytes())},
        metrics={},
        provenance=Provenance("tiny", "0" * 64, True, "within", 0, "unknown", {}),
    )
    (tmp_path / MANIFEST).write_bytes(contract.encode(manifest))
    return tmp_path


def edit(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_round_trip(folder: Path) -> None:
    bundle = open_bundle(folder)
    assert bundle.manifest.model.labels == ("yes", "no", "maybe")
    assert len(bundle.golden) == 2
    np.testing.assert_array_equal(bundle.golden.samples(0)["emg"], [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(bundle.golden.samples(1)["emg"], [[6, 7], [8, 9], [10, 11], [12, 13]])


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda folder: (folder / MANIFEST).unlink(), "folder with a manifest"),
    "not json": (lambda folder: (folder / MANIFEST).write_text("{"), "JSON object with a schema_version"),
    "not utf-8": (lambda folder: (folder / MANIFEST).write_bytes(b"\xff\xfe"), "JSON object with a schema_version"),
    "unknown schema": (lambda folder: edit(folder, lambda m: m.update(schema_version=99)), "reads bundle schema 1"),
    "unknown field": (lambda folder: edit(folder, lambda m: m.update(colour="red")), "colour"),
    "missing field": (lambda folder: edit(folder, lambda m: m.pop("model")), "model"),
    "invalid spec": (
        lambda folder: edit(folder, lambda m: m["signal"].update(window_size=0)),  # type: ignore[attr-defined]
        "window_size",
    ),
    "file outside": (
        lambda folder: edit(folder, lambda m: m["files"].update({"../x": "0" * 64})),  # type: ignore[attr-defined]
        "directly in its folder",
    ),
    "missing file": (lambda folder: (folder / GOLDEN).unlink(), "regular file of at most"),
    "damaged file": (lambda folder: (folder / GOLDEN).write_bytes(b"x"), "SHA-256"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_each_fault_has_its_own_error(folder: Path, case: str) -> None:
    damage, expected = BROKEN[case]
    damage(folder)
    with pytest.raises(BundleError, match=expected):
        open_bundle(folder)


def test_a_golden_archive_that_is_none(folder: Path) -> None:
    (folder / GOLDEN).write_bytes(b"not a zip")
    edit(folder, lambda m: m.update(files={GOLDEN: sha256(b"not a zip")}))
    with pytest.raises(BundleError, match="complete npz archive"):
        _ = open_bundle(folder).golden


def test_a_file_that_the_manifest_does_not_list(folder: Path) -> None:
    with pytest.raises(BundleError, match=r"contains kd_model\.c"):
        open_bundle(folder).read("kd_model.c")
