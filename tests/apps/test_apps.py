"""Models for apps: what interpreters, unzip and readers of metadata find in them; the bundle's own stay as they are."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

from kd_edge.apps.write import write_app_files
from kd_edge.bundle import FLOAT_MODEL, INT8_MODEL, MANIFEST, Bundle, open_bundle
from kd_edge.codegen import generate
from kd_edge.codegen.flatbuffer import Table, root_table
from kd_edge.engines import open_engine

REFERENCE = Path(__file__).resolve().parents[2] / "export" / "reference"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return open_bundle(REFERENCE)


@pytest.fixture(scope="module")
def folder(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_app_files(bundle, tmp_path_factory.mktemp("apps") / "app").folder


def without_hash(model: bytes) -> dict[str, str]:
    """The C of a model, without lines that name its hash."""
    return {
        name: "".join(line for line in text.splitlines() if "SHA-256" not in line)
        for name, text in generate(model).files.items()
    }


def classifier(model: bytes) -> tuple[Interpreter, Any]:
    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    return interpreter, interpreter.get_signature_runner("serving_default")


def test_scores_are_those_of_the_bundles_model(bundle: Bundle, folder: Path) -> None:
    model = (folder / INT8_MODEL).read_bytes()
    interpreter, classify = classifier(model)
    scores = []
    for window in bundle.golden.inputs:
        interpreter.reset_all_variables()
        scores.append(classify(window=window[np.newaxis])["scores"][0])
    assert np.array_equal(scores, open_engine(bundle.read(INT8_MODEL), "litert").infer(bundle.golden.inputs))
    # The C of both is the same but for the model's hash, and the oracle takes the file as well.
    assert without_hash(model) == without_hash(bundle.read(INT8_MODEL))
    assert np.array_equal(open_engine(model, "tflm").infer(bundle.golden.inputs), bundle.golden.logits)


def test_a_stock_interpreter_carries_the_state_of_the_lstm_on(bundle: Bundle, folder: Path) -> None:
    """What the docs warn of: without a reset, scores of most windows are others."""
    _, classify = classifier((folder / FLOAT_MODEL).read_bytes())
    carried = [classify(window=window[np.newaxis])["scores"][0] for window in bundle.golden.windows]
    differ = np.abs(np.array(carried) - bundle.golden.keras[: len(carried)]).max(axis=1) > 1e-3
    assert not differ[0]
    assert differ[1:].mean() > 0.5


def test_constants_lie_where_the_schema_wants_them(folder: Path) -> None:
    for name in (INT8_MODEL, FLOAT_MODEL):
        model = (folder / name).read_bytes()
        flat = schema.Model.GetRootAs(model, 0)
        for index in range(flat.BuffersLength()):
            buffer = flat.Buffers(index)
            if buffer.DataLength():
                data = buffer.DataAsNumpy()
                assert (data.__array_interface__["data"][0] - np.frombuffer(model, np.uint8).ctypes.data) % 16 == 0


def test_it_can_be_made_again_byte_for_byte(bundle: Bundle, folder: Path, tmp_path: Path) -> None:
    again = write_app_files(bundle, tmp_path / "again")
    for name, size in again.files.items():
        data = (folder / name).read_bytes()
        assert data == (tmp_path / "again" / name).read_bytes()
        assert len(data) == size
    assert again.added_bytes[INT8_MODEL] == again.files[INT8_MODEL] - len(bundle.read(INT8_MODEL))


def test_metadata_and_files_say_what_the_manifest_says(bundle: Bundle, folder: Path) -> None:
    """Read by the generator's strict reader, which shares nothing with the writer, at the places of the schema."""
    manifest = bundle.manifest
    model = (folder / INT8_MODEL).read_bytes()
    with zipfile.ZipFile(io.BytesIO(model)) as archive:
        assert archive.testzip() is None
        assert archive.read("labels.txt").decode().splitlines() == list(manifest.model.labels)
        assert archive.read("features.txt").decode().splitlines() == list(manifest.signal.features)
        assert archive.read(MANIFEST) == bundle.read(MANIFEST)
    said = root_table(metadata_of(model), b"M001")
    assert said.text(0) == manifest.name
    assert [file.text(0) for file in said.tables(6, "file")] == [MANIFEST]
    assert said.text(7) == "1.0.0"
    (graph,) = said.tables(3, "subgraph")
    (window,), (scores,) = graph.tables(2, "input"), graph.tables(3, "output")
    assert (window.text(0), scores.text(0)) == ("window", "scores")
    assert [file.text(0) for file in (*window.tables(6, "file"), *scores.tables(6, "file"))] == [
        "features.txt",
        "labels.txt",
    ]
    assert {file.integer(2, "<b") for file in scores.tables(6, "file")} == {2}  # TENSOR_AXIS_LABELS
    (unit,) = window.tables(4, "process unit")
    assert unit.integer(0, "<B") == 1  # NormalizationOptions
    options = unit.table(1, "options")
    assert isinstance(options, Table)
    assert manifest.signal.normalisation is not None
    mean, deviation = (options.array(field, "<f4", "numbers") for field in (0, 1))
    np.testing.assert_array_equal(mean, np.array(manifest.signal.normalisation.mean, np.float32))
    np.testing.assert_allclose(1 / deviation, manifest.signal.normalisation.inverse_std, rtol=1e-6)


def metadata_of(model: bytes) -> bytes:
    flat = schema.Model.GetRootAs(model, 0)
    entries = [flat.Metadata(index) for index in range(flat.MetadataLength())]
    (place,) = (entry.Buffer() for entry in entries if entry.Name() == b"TFLITE_METADATA")
    return flat.Buffers(place).DataAsNumpy().tobytes()


@pytest.mark.parametrize("model", [INT8_MODEL, FLOAT_MODEL])
def test_the_example_classifies_golden_windows(folder: Path, model: str) -> None:
    command = [sys.executable, "classify.py", model]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "8 of 8 right"


@pytest.mark.slow
def test_another_reader_finds_the_same(bundle: Bundle, folder: Path, tmp_path: Path) -> None:
    """The package that once wrote such metadata reads ours, in an environment of its own."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path)], check=True)
    python = str(tmp_path / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    subprocess.run([*pip, "tflite-support==0.4.4"], check=True)
    program = (
        "from tensorflow_lite_support.metadata.python.metadata import MetadataDisplayer; import json, sys;"
        "found = MetadataDisplayer.with_model_file(sys.argv[1]);"
        "print(json.dumps([found.get_packed_associated_file_list(), json.loads(found.get_metadata_json())]))"
    )
    said = subprocess.check_output([python, "-c", program, str(folder / INT8_MODEL)], env={})
    files, metadata = json.loads(said)
    assert sorted(files) == sorted(["labels.txt", "features.txt", MANIFEST])
    assert metadata["name"] == bundle.manifest.name
    (graph,) = metadata["subgraph_metadata"]
    (window,), (scores,) = graph["input_tensor_metadata"], graph["output_tensor_metadata"]
    assert window["process_units"][0]["options_type"] == "NormalizationOptions"
    assert len(window["process_units"][0]["options"]["mean"]) == bundle.manifest.signal.feature_count
    assert [(file["name"], file["type"]) for file in scores["associated_files"]] == [
        ("labels.txt", "TENSOR_AXIS_LABELS")
    ]
