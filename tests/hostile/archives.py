"""Archives of recordings: damaged, crafted and absurd."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset, Recording, Stream
from tests.hostile.absurdities import DEEP, ESCAPES, NAMES, NUMBERS, mutated

Arrays = dict[str, Any]


def _dataset() -> Dataset:
    signal = SignalSpec(
        streams=(
            StreamSpec(name="emg", sample_period_ns=5_000_000, channels=("a", "b")),
            StreamSpec(name="imu", sample_period_ns=20_000_000, channels=("x",), sample_type="float32"),
        ),
        frame_period_ns=20_000_000,
        window_size=4,
        window_increment=1,
    )
    emg, imu = np.arange(400).reshape(200, 2).astype(np.int16), np.linspace(0, 1, 50, dtype=np.float32)[:, None]
    recordings = [
        Recording({"emg": Stream(emg, 5_000_000), "imu": Stream(imu, 20_000_000)}, label, who, who, take, 5, f"{take}")
        for label in (0, 1)
        for who in ("ann", "bob")
        for take in range(5)
    ]
    return Dataset("victim", recordings, ("UP", "DOWN"), signal, True, "Counts.")


def _archive(folder: Path) -> bytes:
    path = folder / "whole.npz"
    save_dataset(_dataset(), path)
    return path.read_bytes()


def _arrays(folder: Path) -> Arrays:
    with np.load(io.BytesIO(_archive(folder))) as archive:
        return dict(archive)


def damaged_archives(folder: Path) -> Iterator[tuple[str, Path]]:
    """Bytes of a good archive changed at random, and its beginnings."""
    whole = _archive(folder)
    for index in range(50):
        path = folder / f"{index}.npz"
        path.write_bytes(mutated(whole, index))
        yield f"mutation {index}", path
    for share in (0.0, 0.01, 0.3, 0.6, 0.9, 0.99):
        path = folder / f"cut-{share}.npz"
        path.write_bytes(whole[: int(share * len(whole))])
        yield f"the first {share:.0%}", path


CHANGES: Final[dict[str, Callable[[np.ndarray], Any]]] = {
    "bytes": lambda array: array.astype("S"),
    "complex numbers": lambda array: np.full(array.shape, 1j),
    "NaN": lambda array: np.full(array.shape, np.nan),
    "the least integers": lambda array: np.full(array.shape, -(2**63)),
    "the greatest integers": lambda array: np.full(array.shape, 2**64 - 1, np.uint64),
    "no elements": lambda array: array[:0],
    "another axis": lambda array: array[..., None],
    "a scalar": lambda array: array.ravel()[0],
    "dates": lambda array: np.zeros(array.shape, "M8[s]"),
    "records": lambda array: np.zeros(array.shape, "i4,U3"),
}


def crafted_arrays(folder: Path) -> Iterator[tuple[str, Path]]:
    """A good archive with one array of another kind."""
    arrays = _arrays(folder)
    for name in ("label", "subject", "repetitions", "samples.imu", "offsets.emg", "start_ns.imu", "header"):
        for what, change in CHANGES.items():
            with np.errstate(all="ignore"):
                changed = arrays | {
                    name: change(arrays[name]) if name != "header" or what != "bytes" else arrays["label"]
                }
            path = folder / f"{name}-{what}.npz"
            np.savez(path, **changed)
            yield f"{name} of {what}", path
        path = folder / f"{name}-missing.npz"
        np.savez(path, **{other: array for other, array in arrays.items() if other != name})
        yield f"{name} missing", path


def crafted_headers(folder: Path) -> Iterator[tuple[str, Path]]:
    """A good archive with another header."""
    arrays = _arrays(folder)
    text = arrays["header"].tobytes().decode()
    headers = {f"name {name[:20]!r}": json.dumps(json.loads(text) | {"name": name}) for name in NAMES}
    for field in ("sample_period_ns", "frame_period_ns", "window_size", "window_increment", "schema_version"):
        old = text.partition(f'"{field}":')[2].partition(",")[0].rstrip("}")
        for value in NUMBERS:
            headers[f"{field} {value[:20]}"] = text.replace(f'"{field}":{old}', f'"{field}":{value}', 1)
    headers |= {
        "labels with escapes": text.replace('"UP"', json.dumps(ESCAPES)),
        "labels alike": text.replace('"UP"', '"DOWN"'),
        "no streams": text[: text.index('"streams":')] + '"streams":[]' + text[text.index(',"frame_period_ns"') :],
        "deep arrays": text.replace('"UP"', "[" * DEEP),
        "deep objects": '{"a":' * DEEP,
        "half a character": '{"schema_version":1,"name":"\\ud800"',
        "nothing": "",
        "no JSON": "\0\1\2",
    }
    for number, (what, header) in enumerate(headers.items()):
        path = folder / f"{number}.npz"
        np.savez(path, **(arrays | {"header": np.frombuffer(header.encode(), np.uint8)}))
        yield f"header with {what}", path


def _npy(shape: str, descr: str, data: bytes = b"") -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".ljust(245) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + data


def crafted_zips(folder: Path) -> Iterator[tuple[str, Path]]:
    """Zip files that are good for nothing."""
    members: dict[str, bytes] = {
        "2^60 elements": _npy(f"({2**60},)", "'<i8'"),
        "2^70 elements": _npy(f"({2**70},)", "'<i8'"),
        "elements without a size": _npy(f"({10**12},)", "'<U0'"),
        "negative shape": _npy("(-1,)", "'<i8'"),
        "a pickle": _npy("(1,)", "'|O'", b"cos\nsystem\n(S'touch pwned'\ntR."),
        "deep header": b"\x93NUMPY\x01\x00" + (9000).to_bytes(2, "little") + b"(" * 9000,
        "huge header": b"\x93NUMPY\x02\x00" + (2**31).to_bytes(4, "little"),
        "future version": b"\x93NUMPY\x63\x00",
        "nothing": b"",
    }
    for what, content in members.items():
        path = folder / f"{what}.npz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("header.npy", content)
        yield what, path
    bomb = folder / "bomb.npz"
    np.savez_compressed(bomb, header=np.zeros(300_000_000, np.uint8))
    yield "an array that expands a thousandfold", bomb
    many = folder / "many.npz"
    with zipfile.ZipFile(many, "w") as archive:
        for index in range(3000):
            archive.writestr(f"a{index}.npy", _npy("(0,)", "'<i8'"))
    yield "3,000 arrays", many
    for what, method in (("bzip2", zipfile.ZIP_BZIP2), ("LZMA", zipfile.ZIP_LZMA)):
        path = folder / f"{what}.npz"
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr("header.npy", _npy("(3,)", "'|u1'", b"{}\n"))
        yield f"compressed by {what}", path
    encrypted = bytearray((folder / "nothing.npz").read_bytes())
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        encrypted[encrypted.index(signature) + offset] |= 1
    (folder / "encrypted.npz").write_bytes(encrypted)
    yield "an encrypted member", folder / "encrypted.npz"
    outside = folder / "outside.npz"
    with zipfile.ZipFile(outside, "w") as archive:
        archive.writestr("../../outside.npy", _npy("(0,)", "'<i8'"))
    yield "a member that climbs", outside
