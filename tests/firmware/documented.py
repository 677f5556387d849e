"""The board that docs/boards.md adds as its example, in a copy of the firmware and under a name that no board has."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from kd_edge.files import firmware_root

DOCUMENTED = "documented-example"

DOCS = Path(__file__).parents[2] / "docs" / "boards.md"
NAMED_BLOCK = re.compile(
    r"^```\w+\n(.*?firmware/boards/([\w-]+)/(board\.toml|board\.c|memory\.ld)\b.*?)^```", re.M | re.S
)


def documented_files() -> dict[str, str]:
    """Texts of the example's files by name."""
    found = NAMED_BLOCK.findall(DOCS.read_text())
    assert len({board for _, board, _ in found}) == 1
    return {file: text for text, _, file in found}


def copy_firmware(folder: Path) -> Path:
    """A copy of the firmware in ``folder`` that boards may be added to."""
    return shutil.copytree(firmware_root(), folder / "firmware", ignore=shutil.ignore_patterns("tests"))


def add_board(folder: Path, files: dict[str, str]) -> None:
    """A new board in ``folder``."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
