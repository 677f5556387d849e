"""Invalid recordings: damaged, crafted and absurd archives and CSV folders.

:func:`cases` makes the same files every time, and for each of them a command that reads it.  Whatever it does,
it must end soon, with a result or one clear error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.hostile import archives, csv_folders, irregular_files

Case = tuple[str, Path, list[str]]
Maker = Callable[[Path], Iterator[tuple[str, Path]]]

MAKERS: Final[tuple[Maker, ...]] = (
    archives.damaged_archives,
    archives.crafted_arrays,
    archives.crafted_headers,
    archives.crafted_zips,
    irregular_files.no_regular_files,
    irregular_files.other_formats,
    csv_folders.descriptions,
    csv_folders.damaged_tables,
    csv_folders.strange_tables,
    csv_folders.strange_names,
)
"""Each fills an empty folder, and returns what it wrote, and where."""


def cases(folder: Path) -> Iterator[Case]:
    """More than 200 hostile inputs below ``folder``: the name of each, its path, and arguments for ``kd-edge``.

    Every second command imports, the others inspect.
    """
    number = 0
    for make in MAKERS:
        inside = folder / make.__name__
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
