"""Zephyr's and ESP-IDF's forms with the examples' own build files, against stand-ins of the functions that they call.

The real build systems are in no package registry.  The stand-ins do what the functions' documentation says, with the
host's compiler and warnings as errors; so this shows files, names and paths, and not more.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kd_edge.libraries.write import Library
from tests.libraries.cmake import build
from tests.libraries.conftest import printed

pytestmark = pytest.mark.skipif(shutil.which("cmake") is None, reason="no cmake on this machine")

HOME = Path(__file__).parent


def test_zephyr(library: Callable[[str], Library], said: str, tmp_path: Path) -> None:
    folder = library("zephyr").folder
    build(folder / "samples" / "recognise", tmp_path, f"-DZephyr_DIR={HOME / 'zephyr'}")
    done = subprocess.run([tmp_path / "app"], capture_output=True, text=True, check=True)
    assert printed(done.stdout) == said


def test_zephyrs_setting(library: Callable[[str], Library]) -> None:
    kconfiglib = pytest.importorskip("kconfiglib")
    folder = library("zephyr").folder
    settings = kconfiglib.Kconfig(str(folder / "zephyr" / "Kconfig"), warn_to_stderr=False)
    assert settings.syms["KD_RECOGNISER"].str_value == "n"
    settings.load_config(str(folder / "samples" / "recognise" / "prj.conf"))
    assert settings.syms["KD_RECOGNISER"].str_value == "y"
    assert not [warning for warning in settings.warnings if "KD_RECOGNISER" in warning]


def test_esp_idf(library: Callable[[str], Library], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDF_PATH", str(HOME / "esp_idf"))
    build(library("esp-idf").folder / "examples" / "recognise", tmp_path)
    done = subprocess.run([tmp_path / "recognise"], capture_output=True, text=True, check=True)
    assert printed(done.stdout) == said
