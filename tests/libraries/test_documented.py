"""docs/libraries.md, followed by somebody who has nothing else: a fresh folder, its blocks as files, its commands."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.libraries.ecosystem import ecosystems
from kd_edge.libraries.write import Library

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "libraries.md").read_text()


def block(language: str) -> str:
    """The first block in ``language``."""
    text, *_ = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(text)


def session(first_word: str) -> tuple[str, list[str]]:
    """The first command shown that begins with ``first_word``, and the lines that it prints."""
    (command, output), *_ = re.findall(rf"^    \$ ({first_word} .*)\n((?:    (?!\$).*\n)*)", PAGE, re.MULTILINE)
    return command, [line.removeprefix("    ") for line in output.splitlines()]


def test_it_names_every_target() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| `", PAGE, re.MULTILINE)
    assert sorted(rows) == ecosystems()


@pytest.mark.skipif(shutil.which("cmake") is None, reason="no cmake on this machine")
def test_a_fresh_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert block("cmake").count("\n") <= 5
    assert block("c").count("\n") <= 30
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "export" / "reference", tmp_path / "export" / "reference")
    command, shown = session("kd-edge")
    done = CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False)
    assert done.output.splitlines() == shown
    (tmp_path / "CMakeLists.txt").write_text(block("cmake"))
    (tmp_path / "main.c").write_text(block("c"))
    command, shown = session("cmake")
    built = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert built.stdout.splitlines()[-len(shown) :] == shown


def test_its_program_is_the_librarys_example(library: Callable[[str], Library]) -> None:
    assert (library("cmake").folder / "examples" / "recognise" / "main.c").read_text() == block("c")
