"""What may be found in place of a file of recordings: pipes, devices, sparse files, other formats."""

from __future__ import annotations

import bz2
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.hostile.absurdities import DEEP
from tests.recordings.folders import describe

SPARSE_BYTES: Final = 50_000_000_000


def no_regular_files(folder: Path) -> Iterator[tuple[str, Path]]:
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


def other_formats(folder: Path) -> Iterator[tuple[str, Path]]:
    """Files of other formats, and none at all."""
    contents = {
        "x.npy": b"\x93NUMPY\x01\x00",
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
