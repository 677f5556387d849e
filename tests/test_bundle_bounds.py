"""Bundles of strangers: contradictions, numbers without bounds, archives that expand, files that are none."""

from __future__ import annotations

import io
import json
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kd_edge.bundle import FLOAT_MODEL, GOLDEN, INT8_MODEL, MANIFEST, newest_bundle, open_bundle
from kd_edge.errors import BundleError
from kd_edge.files import sha256


@pytest.fixture
def copy(tiny_export, tmp_path) -> Path:
    return Path(shutil.copytree(tiny_export, tmp_path / "tiny"))


def edit(folder: Path, *path: str | int, to: Any) -> None:
    """Set one value of the manifest."""
    manifest = json.loads((folder / MANIFEST).read_text())
    place = manifest
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    (folder / MANIFEST).write_text(json.dumps(manifest))


def replace(folder: Path, name: str, data: bytes) -> None:
    """Put another file in, and its hash."""
    (folder / name).write_bytes(data)
    edit(folder, "files", name, to=sha256(data))


CONTRADICTIONS: dict[str, tuple[tuple[str | int, ...], Any, str]] = {
    "a name that is a path": (("name",), "../../escaped", "letters, digits, spaces"),
    "two labels": (("model", "labels"), ["a", "b"], "number of labels"),
    "a thousand labels": (("model", "labels"), [str(i) for i in range(1000)], "number of labels"),
    "feature count": (("model", "feature_count"), 3, "window of the ModelSpec"),
    "window of the model": (("model", "window_size"), 44, "window of the ModelSpec"),
    "window of the signal": (("signal", "window_size"), 44, "agree on the window"),
    "output scale 0": (("output_quantisation", "scale"), 0, "scale"),
    "input scale 0": (("input_quantisation", "scale"), 0.0, "scale"),
    "another input scale": (("input_quantisation", "scale"), 0.5, "input's quantisation"),
    "zero point 10^6": (("output_quantisation", "zero_point"), 10**6, "zero_point"),
    "another zero point": (("output_quantisation", "zero_point"), 3, "output's quantisation"),
    "arena -1": (("tflm_arena_bytes",), -1, "tflm_arena_bytes"),
    "arena 2^40": (("tflm_arena_bytes",), 2**40, "tflm_arena_bytes"),
    "another operator": (("operators",), ["CONV_2D"], "operators"),
    "an operator that is code": (("operators",), ["x()); system("], "operators"),
    "a frame every nanosecond": (("signal", "frame_period_ns"), 1, "frame_period_ns"),
    "frame period 2^63": (("signal", "frame_period_ns"), 2**63, "frame_period_ns"),
    "frame period 2^200": (("signal", "frame_period_ns"), 2**200, "well-formed"),
    "a sample every nanosecond": (("signal", "streams", 0, "sample_period_ns"), 1, "sample_period_ns"),
    "window 10^8": (("signal", "window_size"), 10**8, "window_size"),
    "increment 0": (("signal", "window_increment"), 0, "window_increment"),
    "votes 10^9": (("decision", "votes"), 10**9, "votes"),
    "mean 1e300": (("signal", "normalisation", "mean", 0), 1e300, "mean"),
    "a label with an escape": (("model", "labels", 0), "\x1b[2J", "labels"),
    "a stream name that goes on": (("signal", "streams", 0, "name"), "emg\n", "name"),
    "a name with a line end": (("name",), "a\nb", "name"),
    "an empty name": (("name",), "", "name"),
    "a file with NUL": (("files", "a\0b"), "0" * 64, "directly in its folder"),
    "a file elsewhere": (("files", "/etc/passwd"), "0" * 64, "directly in its folder"),
    "a hash that is none": (("files", GOLDEN), "0", "files"),
}


@pytest.mark.parametrize(("path", "value", "named"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_manifest_that_says_what_cannot_be(copy: Path, path, value, named: str) -> None:
    edit(copy, *path, to=value)
    with pytest.raises(BundleError, match=named) as caught:
        open_bundle(copy)
    assert str(caught.value).isprintable()


def test_the_float_model_in_place_of_the_int8_one(copy: Path) -> None:
    replace(copy, INT8_MODEL, (copy / FLOAT_MODEL).read_bytes())
    with pytest.raises(BundleError, match="type of input and output"):
        open_bundle(copy)


def test_deep_json(copy: Path) -> None:
    (copy / MANIFEST).write_text("[" * 100_000)
    with pytest.raises(BundleError, match="JSON"):
        open_bundle(copy)


def npz(arrays: dict[str, np.ndarray]) -> bytes:
    written = io.BytesIO()
    np.savez_compressed(written, **arrays)  # type: ignore[arg-type]
    return written.getvalue()


def archive_with(header: bytes, body: bytes) -> bytes:
    """An archive whose array ``inputs`` has this header and body."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inputs.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + body)
    return written.getvalue()


def changed(data: bytes, name: str, change: Callable[[np.ndarray], np.ndarray | None]) -> bytes:
    """A golden archive with one array changed, or left out."""
    with np.load(io.BytesIO(data)) as archive:
        arrays = {key: archive[key] for key in archive.files}
    found = change(arrays.pop(name))
    return npz(arrays | ({} if found is None else {name: found}))


ARCHIVES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "truncated": lambda data: data[: len(data) // 2],
    "no directory": lambda data: data[:-30],
    "bad checksum": lambda data: data[:2000] + bytes(byte ^ 1 for byte in data[2000:2010]) + data[2010:],
    "expands": lambda data: npz({"inputs": np.zeros(300_000_000, np.int8)}),
    "a header that promises": lambda _: archive_with(
        b"{'descr': '|i1', 'fortran_order': False, 'shape': (1099511627776,), }\n", b"12"
    ),
    "objects": lambda _: archive_with(b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", b"12"),
    "negative shape": lambda _: archive_with(b"{'descr': '|i1', 'fortran_order': False, 'shape': (-5,), }\n", b"12345"),
    "a header that is none": lambda _: archive_with(b"(" * 5000, b""),
    "no inputs": lambda data: changed(data, "inputs", lambda _: None),
    "flat inputs": lambda data: changed(data, "inputs", np.ravel),
    "float inputs": lambda data: changed(data, "inputs", lambda array: array.astype(np.float32)),
    "a scalar": lambda data: changed(data, "windows", lambda _: np.float32(1)),
    "other classes": lambda data: changed(data, "logits", lambda array: array[:, :2]),
    "no windows": lambda data: changed(data, "windows", lambda array: array[:0]),
    "labels beyond": lambda data: changed(data, "labels", lambda array: array + 100),
    "labels below": lambda data: changed(data, "labels", lambda array: array - 100),
    "labels as text": lambda data: changed(data, "labels", lambda array: array.astype(str)),
    "negative counts": lambda data: changed(data, "counts.emg", np.negative),
    "counts beyond": lambda data: changed(data, "counts.emg", lambda array: array + 2**40),
    "times beyond": lambda data: changed(data, "start_ns.emg", lambda array: array - (2**63 - 1)),
    "no raw samples": lambda data: changed(data, "raw.emg", lambda _: None),
    "raw samples of one channel": lambda data: changed(data, "raw.emg", lambda array: array[:, :1]),
}


@pytest.mark.parametrize("make", ARCHIVES.values(), ids=ARCHIVES)
def test_goldens_that_are_none(copy: Path, make: Callable[[bytes], bytes]) -> None:
    replace(copy, GOLDEN, make((copy / GOLDEN).read_bytes()))
    bundle = open_bundle(copy)
    with pytest.raises(BundleError, match=r"golden\.npz|npz archive"):
        _ = bundle.golden


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_sparse_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 << 30)


STRANGE: dict[str, Callable[[Path], object]] = {
    "a pipe": a_pipe,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": Path.mkdir,
    "a sparse file": a_sparse_file,
    "a loop": lambda path: path.symlink_to(path.name),
    "nothing": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("name", [MANIFEST, INT8_MODEL, GOLDEN, "kd_model.c"])
@pytest.mark.parametrize("make", STRANGE.values(), ids=STRANGE)
def test_what_is_no_regular_file(copy: Path, name: str, make: Callable[[Path], object]) -> None:
    (copy / name).unlink()
    make(copy / name)
    with pytest.raises(BundleError, match=r"regular file|folder with a manifest"):
        open_bundle(copy)


def test_a_hidden_folder_is_never_the_newest_bundle(copy: Path) -> None:
    shutil.copytree(copy, copy.parent / ".tiny-abcdefgh.partial")
    os.utime(copy.parent / ".tiny-abcdefgh.partial" / MANIFEST, (2**31, 2**31))
    assert newest_bundle(copy.parent) == copy


def test_a_bundle_that_is_replaced_while_it_is_read(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest is the old one, the files are the new ones; a second look finds one and the same bundle."""
    from kd_edge.bundle import opening

    other = copy.parent / "other"
    shutil.copytree(copy, other)
    replace(other, "kd_model.c", b"other")
    read, replaced = opening.read_bounded, []

    def meanwhile(path: Path, *rest: Any) -> bytes:
        data = read(path, *rest)
        if path.name == MANIFEST and not replaced:
            replaced.append(copy.rename(copy.parent / "gone"))
            other.rename(copy)
        return data

    monkeypatch.setattr(opening, "read_bounded", meanwhile)
    assert open_bundle(copy).read("kd_model.c") == b"other"
