"""Recordings that nobody should have to read: damaged, crafted and absurd archives and CSV folders.

:func:`cases` makes the same files every time, and for each of them a command that reads it.  Whatever it does,
it must end soon, with a result or one clear error.
"""

from __future__ import annotations

import bz2
import io
import json
import os
import socket
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset, Recording, Stream
from tests.recordings.folders import describe, write

Case = tuple[str, Path, list[str]]
Arrays = dict[str, Any]

SPARSE_BYTES: Final = 50_000_000_000
ESCAPES: Final = "\x1b[31mred\x1b]0;title\x07"
NAMES: Final = ["../../escaped", "/etc/passwd", "", ".", "..", ".hidden", "a\n", "a\0b", ESCAPES, "x" * 5000, "a/b"]
NUMBERS: Final = ["0", "-1", "1e400", "-0.0", "9" * 40, "9" * 5000, "18446744073709551616", "0.1", '"7"', "[7]", "true"]
DEEP: Final = 100_000


def cases(folder: Path) -> Iterator[Case]:
    """More than 200 hostile inputs below ``folder``: the name of each, its path, and arguments for ``kd-edge``.

    Every second command imports, the others inspect.
    """
    makers = (_damaged_archives, _crafted_arrays, _crafted_headers, _crafted_zips, _no_regular_files)
    makers += (_other_formats, _descriptions, _damaged_tables, _strange_tables, _strange_names)
    number = 0
    for make in makers:
        inside = folder / make.__name__.strip("_")
        inside.mkdir(parents=True)
        for name, path in make(inside):
            number += 1
            out = folder / f"out-{number}.npz"
            argv = (
                ["data", "inspect", str(path), "--json"]
                if number % 2
                else ["data", "import", str(path), "--out", str(out)]
            )
            yield f"{inside.name}: {name}", path, argv


# -- archives -----------------------------------------------------------------


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


def _damaged_archives(folder: Path) -> Iterator[tuple[str, Path]]:
    whole = _archive(folder)
    for index in range(50):
        rng = np.random.default_rng(index)
        path = folder / f"{index}.npz"
        path.write_bytes(_mutated(whole, rng))
        yield f"mutation {index}", path
    for share in (0.0, 0.01, 0.3, 0.6, 0.9, 0.99):
        path = folder / f"cut-{share}.npz"
        path.write_bytes(whole[: int(share * len(whole))])
        yield f"the first {share:.0%}", path


def _mutated(data: bytes, rng: np.random.Generator) -> bytes:
    mutant = bytearray(data)
    for _ in range(int(rng.integers(1, 8))):
        start, length = int(rng.integers(len(mutant))), int(rng.integers(1, 60))
        match int(rng.integers(4)):
            case 0:
                mutant[start] = int(rng.integers(256))
            case 1:
                del mutant[start : start + length]
            case 2:
                mutant[start:start] = mutant[start : start + length]
            case _:
                mutant[start : start + 4] = bytes([255] * 4)
        mutant = mutant or bytearray(b"\0")
    return bytes(mutant)


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


def _crafted_arrays(folder: Path) -> Iterator[tuple[str, Path]]:
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


def _crafted_headers(folder: Path) -> Iterator[tuple[str, Path]]:
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


def _crafted_zips(folder: Path) -> Iterator[tuple[str, Path]]:
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


# -- what is no regular file --------------------------------------------------


def _no_regular_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Each as an archive, as a CSV file, and as a description."""
    for what, make in STRANGE_FILES.items():
        archive = folder / f"{what}.npz"
        make(archive)
        yield f"{what} as an archive", archive
        for victim in ("ann_UP_1.csv", "dataset.toml"):
            inside = folder / f"{what} as {victim}"
            inside.mkdir()
            describe(inside)
            (inside / "ann_UP_1.csv").write_text("x\n1\n2\n")
            (inside / victim).unlink()
            make(inside / victim)
            yield f"{what} as {victim}", inside


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, SPARSE_BYTES)


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is short
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


STRANGE_FILES: Final[dict[str, Callable[[Path], object]]] = {
    "pipe": os.mkfifo,
    "link to zeros": lambda path: path.symlink_to("/dev/zero"),
    "link to nothing": lambda path: path.symlink_to("nowhere"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "folder": lambda path: path.mkdir(),
    "socket": _socket,
    "sparse": _sparse,
    "empty": lambda path: path.touch(),
}


def _other_formats(folder: Path) -> Iterator[tuple[str, Path]]:
    contents = {
        "x.npy": _npy("(1,)", "'<i8'", bytes(8)),
        "x.mat": b"MATLAB 5.0 MAT-file",
        "x.json": b"[" * DEEP,
        "x.csv": b"x\n1\n",
        "x.pkl": b"cos\nsystem\n(S'touch pwned'\ntR.",
        "x.npz": b"cos\nsystem\n(S'touch pwned'\ntR.",
        "x.bz2": bz2.compress(bytes(1000)),
        "x": b"\x7fELF",
        "x.toml": b"name = 1",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        yield name, folder / name
    yield "nowhere", folder / "nowhere.npz"
    yield "a name that is too long", folder / ("x" * 300)


# -- folders of CSV files -----------------------------------------------------


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    describe(folder)
    write(folder / "ann_UP_1.csv", np.arange(60) * 0.005)
    return folder


def _descriptions(parent: Path) -> Iterator[tuple[str, Path]]:
    whole = (_folder(parent, "whole") / "dataset.toml").read_text()
    texts: dict[str, str | bytes] = {f"name {name[:20]!r}": whole.replace('"mine"', json.dumps(name)) for name in NAMES}
    texts |= {f"window_size {value[:20]}": whole.replace("size = 4", f"size = {value}") for value in NUMBERS}
    texts |= {f"sample period {value[:20]}": whole.replace("ns = 5000000", f"ns = {value}") for value in NUMBERS}
    template = "{subject}_{label}_{repetition}.csv"
    for files in (
        "{",
        "{}",
        "{{label}}",
        "{label}{label}",
        "../{subject}{label}.csv",
        "/{subject}{label}",
        "",
        ".",
        "\0",
    ):
        texts[f"files {files!r}"] = whole.replace(json.dumps(template), json.dumps(files))
    texts |= {
        "deep arrays": "name = " + "[" * DEEP,
        "deep tables": "[" + ".".join(["a"] * DEEP) + "]",
        "a date for a number": whole.replace("size = 4", "size = 1979-05-27T07:32:00Z"),
        "labels with escapes": whole.replace('"UP"', json.dumps(ESCAPES)),
        "labels alike": whole.replace('"UP"', '"DOWN"'),
        "an empty label": whole.replace('"UP"', '""'),
        "no channels": whole.replace('["x"]', "[]"),
        "no UTF-8": b"\xff\xfe" + whole.encode(),
        "a NUL": whole + "\0",
        "half of it": whole[: len(whole) // 2],
        "two megabytes": whole + "#" * 2_000_000,
        "an absurd gap": whole + "\n[timing]\nlongest_gap_ms = 1e300\n",
        "an unknown clock": whole + '\n[timing]\ncolumn = "none"\n',
    }
    for number, (what, text) in enumerate(texts.items()):
        folder = _folder(parent, str(number))
        (folder / "dataset.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        yield what, folder


def _damaged_tables(parent: Path) -> Iterator[tuple[str, Path]]:
    for index in range(40):
        folder = _folder(parent, str(index))
        table = folder / "ann_UP_1.csv"
        table.write_bytes(_mutated(table.read_bytes(), np.random.default_rng(1000 + index)))
        yield f"mutation {index}", folder


def _strange_tables(parent: Path) -> Iterator[tuple[str, Path]]:
    texts: dict[str, str | bytes] = {
        "an endless line": "x," * 500_000,
        "an endless cell": "x\n" + "1" * 200_000,
        "an open quote": 'x\n"' + "1\n" * 50_000,
        "absurd numbers": "time_s,x\n1e308,1\n-1e308,2\n",
        "infinite times": "time_s,x\ninf,1\ninf,2\n",
        "NaN": "x\nnan\n",
        "times that stand still": "time_s,x\n" + "0,1\n" * 1000,
        "times that run back": "time_s,x\n" + "".join(f"{-row * 0.005:.3f},1\n" for row in range(100)),
        "a gap of years": "time_s,x\n" + "".join(f"{row * 0.005 + (row > 50) * 1e9:.3f},1\n" for row in range(100)),
        "words": "x\none\ntwo\n",
        "underscores": "x\n1_000\n",
        "figures of another script": "x\n\u0661\n",
        "NULs": b"x\n\0\0\0\n",
        "UTF-16": "x\n1\n2\n".encode("utf-16"),
        "only names": "x\n",
        "only line ends": "\n\r\n\r" * 1000,
        "names alike": "x,x\n1,2\n",
        "escapes for names": f"{ESCAPES}\n1\n",
        "old line ends": "x\r1\r2\r",
        "ragged": "x,y\n1,2\n1\n",
        "more cells than names": "x\n1,2\n",
        "a line of separators": "x;y\n;\n",
    }
    for number, (what, text) in enumerate(texts.items()):
        folder = _folder(parent, str(number))
        (folder / "ann_UP_1.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        yield what, folder


def _strange_names(parent: Path) -> Iterator[tuple[str, Path]]:
    names: list[bytes] = [
        b"a\nb_UP_1.csv",
        b"\x1b[31m_UP_1.csv",
        b"\xff\xfe_UP_1.csv",
        b"a\xff.csv",
        b"ann_UP_2.CSV",
        b"ann_SIDEWAYS_1.csv",
        b"ann_UP_1_UP_1.csv",
        b"_" * 200 + b"_UP_1.csv",
        b"ann_UP_" + b"9" * 200 + b".csv",
        "ann_UP_\u0661.csv".encode(),
        b"ann_UP_01.csv",
        b"ann_UP_1.csv.csv",
    ]
    for number, name in enumerate(names):
        folder = _folder(parent, str(number))
        (folder / "ann_UP_1.csv").rename(folder / os.fsdecode(name))
        if name == b"ann_UP_01.csv":
            write(folder / "ann_UP_1.csv", np.arange(60) * 0.005)
        yield f"a file called {name[:30]!r}", folder
    deep = _folder(parent, "deep")
    inside = deep
    for _ in range(200):
        inside /= "d"
        inside.mkdir()
    (inside / "ann_UP_2.csv").write_text("x\n1\n")
    yield "200 folders deep", deep
    circle = _folder(parent, "circle")
    (circle / "again").symlink_to(circle)
    yield "a folder that contains itself", circle
