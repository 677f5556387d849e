"""A sound bundle passes; every seeded fault fails the check that is there for it, and no other explains it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kd_edge.bundle import GOLDEN, INT8_MODEL, MANIFEST, open_bundle
from kd_edge.cli import main
from kd_edge.deploy import toolchain
from kd_edge.deploy.emulators import qemu as emulate
from kd_edge.errors import BoardTooSmallError, BundleError, CodegenError, VerificationError
from kd_edge.files import sha256
from kd_edge.render import generated_files
from kd_edge.verify import subject, verify_bundle
from kd_edge.verify.c_array import read_c_array
from kd_edge.verify.checks import CORES
from tests.conftest import make_tiny_dataset
from tests.deploy.conftest import needs_compiler, needs_qemu


@pytest.fixture
def copy(tiny_export, tmp_path):
    """A bundle that a test may damage."""
    return Path(shutil.copytree(tiny_export, tmp_path / "tiny"))


def change(folder: Path, name: str, edit: Callable[[bytes], bytes]) -> None:
    """Edit a file of a bundle and sign it again, as a hand that knows the hashes would."""
    path = folder / name
    path.write_bytes(edit(path.read_bytes()))
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"][name] = sha256(path.read_bytes())
    (folder / MANIFEST).write_text(json.dumps(manifest))


def change_golden(folder: Path, name: str, position: int = 0) -> None:
    """Change the lowest bit of one entry of one golden array."""

    def edit(data: bytes) -> bytes:
        with np.load(folder / GOLDEN) as archive:
            arrays = {key: archive[key].copy() for key in archive.files}
        values = arrays[name].reshape(-1)
        values.view(np.uint8 if values.dtype.itemsize == 1 else f"u{values.dtype.itemsize}")[position] ^= 1
        np.savez_compressed(folder / GOLDEN, allow_pickle=False, **arrays)
        return (folder / GOLDEN).read_bytes()

    change(folder, GOLDEN, edit)


def failures(folder: Path, *, cores: bool = False) -> set[str]:
    return {check.name for check in verify_bundle(folder, cores=cores).failures}


def test_a_sound_bundle_passes(tiny_export, tiny_dataset):
    pytest.importorskip("tflite_micro")
    report = verify_bundle(tiny_export, tiny_dataset)
    assert report.passed
    assert {check.status for check in report.checks} == {"passed", "reported"}
    measured = {check.name: check.measured for check in report.checks}
    assert measured["tflm"] == measured["c-stream"] == measured["signal-path"] == measured["c-array"] == 0
    assert measured["float32-vs-keras"] <= 1e-5


def test_one_weight_byte(copy):
    """Once the weight has changed in every file that is made of the model, only the outputs can tell."""
    pytest.importorskip("tflite_micro")
    model = (copy / INT8_MODEL).read_bytes()
    position = _largest_constant(model)
    damaged = bytearray(model)
    damaged[position] ^= 0x40
    change(copy, INT8_MODEL, lambda _: bytes(damaged))
    assert {"generated-files", "c-array"} < failures(copy)
    bundle = open_bundle(copy)
    for name, text in generated_files(bundle.manifest, bytes(damaged)).items():
        change(copy, name, lambda _, text=text: text.encode())
    assert failures(copy) == {"tflm", "c-engine"}


def _largest_constant(model: bytes) -> int:
    """Position of a byte in the middle of the longest constant."""
    schema = pytest.importorskip("tensorflow.lite.python.schema_py_generated")
    tree = schema.Model.GetRootAs(model, 0)
    constants = [tree.Buffers(index).DataAsNumpy() for index in range(1, tree.BuffersLength())]
    longest = max(constants, key=len)
    return model.index(longest.tobytes()) + len(longest) // 2


def test_one_golden_output(copy):
    pytest.importorskip("tflite_micro")
    change_golden(copy, "logits", position=4)
    assert failures(copy) == {"tflm", "c-engine"}


def test_one_golden_input(copy):
    change_golden(copy, "inputs", position=100)
    assert "quantisation" in failures(copy)


def test_the_last_bit_of_one_frame_value(copy):
    change_golden(copy, "windows", position=1000)
    assert failures(copy) == {"signal-path"}


def test_one_raw_sample(copy):
    with np.load(copy / GOLDEN) as archive:
        raw = archive["raw.emg"].copy()
        arrays = {key: archive[key] for key in archive.files} | {"raw.emg": raw}
    raw[75, 0] += 500  # every filtered sample after it hears of this one
    np.savez_compressed(copy / GOLDEN, **arrays)
    change(copy, GOLDEN, lambda data: data)
    assert "signal-path" in failures(copy)


def test_a_keras_score(copy):
    with np.load(copy / GOLDEN) as archive:
        keras = archive["keras"].copy()
        arrays = {key: archive[key] for key in archive.files} | {"keras": keras}
    keras[0, 0] += 1e-4
    np.savez_compressed(copy / GOLDEN, **arrays)
    change(copy, GOLDEN, lambda data: data)
    assert failures(copy) == {"float32-vs-keras"}


def test_one_c_array_byte(copy):
    def edit(source: bytes) -> bytes:
        position = source.index(b"0x", 2000)
        digit = b"1" if source[position + 3 : position + 4] == b"0" else b"0"
        return source[: position + 3] + digit + source[position + 4 :]

    change(copy, "model_data.cc", edit)
    assert "c-array" in failures(copy)


def test_a_c_array_that_is_not_one(copy):
    change(copy, "model_data.cc", lambda source: source.replace(b"alignas(16)", b""))
    assert "c-array" in failures(copy)


def test_golden_samples_that_do_not_fill_a_window(copy):
    with np.load(copy / GOLDEN) as archive:
        arrays = {key: archive[key] for key in archive.files}
    last = int(arrays["counts.emg"][-1])
    arrays["raw.emg"] = arrays["raw.emg"][: -last // 2]
    arrays["counts.emg"] = np.append(arrays["counts.emg"][:-1], last - last // 2 - 1)
    np.savez_compressed(copy / GOLDEN, **arrays)
    change(copy, GOLDEN, lambda data: data)
    assert "signal-path" in failures(copy)


def test_held_out_windows_of_another_data_set(tiny_export):
    with pytest.raises(VerificationError, match="other recordings"):
        verify_bundle(tiny_export, make_tiny_dataset(repetitions=7))


BAD_BUNDLES = {
    "unknown schema version": (lambda folder: _edit_manifest(folder, schema_version=99), "schema 99"),
    "damaged hash": (lambda folder: _edit_manifest(folder, files={INT8_MODEL: "0" * 64}), INT8_MODEL),
    "damaged file": (lambda folder: (folder / INT8_MODEL).write_bytes(b"TFL3"), INT8_MODEL),
    "missing file": (lambda folder: (folder / GOLDEN).unlink(), GOLDEN),
    "no model": (lambda folder: change(folder, INT8_MODEL, lambda _: b"not a model" * 100), "well-formed TFLite"),
    "no manifest": (lambda folder: (folder / MANIFEST).unlink(), MANIFEST),
}


def _edit_manifest(folder: Path, **fields: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | fields))


@pytest.mark.parametrize(("damage", "named"), BAD_BUNDLES.values(), ids=BAD_BUNDLES)
def test_a_bundle_that_cannot_be_opened_is_one_clear_error(copy, damage, named):
    damage(copy)
    with pytest.raises(BundleError, match=re.escape(named)):
        verify_bundle(copy)


def test_without_tflm_and_tensorflow_the_rest_is_still_checked(tiny_export):
    program = f"""
import sys
for name in ("tensorflow", "keras", "tflite_micro"):
    sys.modules[name] = None
from pathlib import Path
from kd_edge.verify import verify_bundle
report = verify_bundle(Path({str(tiny_export)!r}))
assert report.passed
print([check.name for check in report.checks if check.status == "skipped"])
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "['tflm', 'c-stream']"


def test_without_a_compiler_the_c_engine_is_skipped(tiny_export, tmp_path, monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    monkeypatch.setenv("KD_EDGE_CACHE", str(tmp_path))
    report = verify_bundle(tiny_export)
    assert report.passed
    assert [check.name for check in report.checks if check.status == "skipped"] == ["c-engine", "c-stream"]


@needs_compiler
@needs_qemu
def test_the_emulated_cores(copy):
    """A sound bundle passes on every core; a changed bias in its C file is not even compiled."""
    pytest.importorskip("tflite_micro")
    sound = {check.name: check for check in verify_bundle(copy, cores=True).checks}
    names = {f"{name}-{core}" for name in ("c", "c-stream") for core in CORES}
    assert names < set(sound)
    assert {sound[name].status for name in names} == {"passed"}

    def edit(source: bytes) -> bytes:
        return re.sub(rb"KD_STARTS\(-?\d+", b"KD_STARTS(99999", source)

    change(copy, "kd_model.c", edit)
    assert failures(copy, cores=True) == {"generated-files"} | {f"c-{core}" for core in CORES}


@pytest.mark.parametrize("missing", ["qemu-system-arm", "compiler"])
def test_without_an_emulator_or_a_compiler_the_cores_are_skipped(tiny_export, missing, monkeypatch):
    if missing == "compiler":
        monkeypatch.setattr(toolchain, "available_toolchains", dict)
    else:
        monkeypatch.setattr(emulate, "_QEMU", "no-such-program")
    report = verify_bundle(tiny_export, cores=True)
    assert report.passed
    skipped = {check.name: check.detail for check in report.checks if check.status == "skipped"}
    assert {f"c-{core}" for core in CORES} < set(skipped)
    assert "apt install" in skipped["c-m4"]


def test_a_network_that_is_too_large_for_a_core_is_skipped_and_shown(tiny_export, monkeypatch):
    def refuse(*_, **__):
        raise BoardTooSmallError("A program fits its board", found="3,000 bytes of RAM too many")

    monkeypatch.setattr("kd_edge.deploy.emulators.batch.run_on_core", refuse)
    result = CliRunner().invoke(main, ["verify", str(tiny_export), "--cores"])
    assert result.exit_code == 0, result.output
    skipped = [line for line in result.output.splitlines() if "skipped" in line and "3,000 bytes" in line]
    assert len(skipped) == 2 * len(CORES)
    assert f"{len(skipped)} skipped" in result.output.splitlines()[-1]


def test_a_network_that_cannot_stream_says_so(copy, monkeypatch):
    def refuse(*_):
        raise CodegenError("Streaming wants valid padding", found="SAME")

    monkeypatch.setattr(subject, "generate", refuse)
    (check,) = (check for check in verify_bundle(copy).checks if check.name == "c-stream")
    assert check.status == "skipped"
    assert "valid padding" in check.detail


def test_the_c_array_is_read_as_a_compiler_would():
    assert read_c_array("alignas(16) const unsigned char g_x[] = {\n 0x00, 0xff,\n 0x10,\n};") == b"\x00\xff\x10"


def test_the_command_prints_a_table_and_leaves_with_the_verdict(tiny_export, copy):
    sound = CliRunner().invoke(main, ["verify", str(tiny_export)])
    assert sound.exit_code == 0, sound.output
    assert "signal-path" in sound.output
    change_golden(copy, "windows")
    broken = CliRunner().invoke(main, ["verify", str(copy), "--json"])
    assert broken.exit_code == VerificationError.exit_code
    assert '"passed": false' in broken.output
