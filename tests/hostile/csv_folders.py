"""Folders of CSV files: damaged tables, absurd descriptions, strange names."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.hostile.absurdities import DEEP, ESCAPES, NAMES, NUMBERS, mutated
from tests.recordings.folders import describe, write


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    describe(folder)
    write(folder / "ann_UP_1.csv", np.arange(60) * 0.005)
    return folder


def descriptions(parent: Path) -> Iterator[tuple[str, Path]]:
    """Folders whose ``dataset.toml`` is wrong."""
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
        "deep arrays": "name = " + "[" * (DEEP // 2),
        "deep tables": "[" + ".".join(["a"] * (DEEP // 4)) + "]",
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


def damaged_tables(parent: Path) -> Iterator[tuple[str, Path]]:
    """Folders whose only table was changed at random."""
    for index in range(40):
        folder = _folder(parent, str(index))
        table = folder / "ann_UP_1.csv"
        table.write_bytes(mutated(table.read_bytes(), 1000 + index))
        yield f"mutation {index}", folder


def strange_tables(parent: Path) -> Iterator[tuple[str, Path]]:
    """Folders whose only table is no table of numbers."""
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


def strange_names(parent: Path) -> Iterator[tuple[str, Path]]:
    """Folders whose files have strange names."""
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
