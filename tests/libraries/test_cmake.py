"""The CMake library in a project of somebody else: as a folder, fetched and installed, with warnings as errors."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kd_edge.libraries.write import Library
from tests.libraries.cmake import build, cmake
from tests.libraries.conftest import printed

pytestmark = pytest.mark.skipif(shutil.which("cmake") is None, reason="no cmake on this machine")

WAYS = {
    "fetched": "include(FetchContent)\n"
    "FetchContent_Declare(kd_recogniser SOURCE_DIR {folder})\n"
    "FetchContent_MakeAvailable(kd_recogniser)",
    "installed": "find_package(kd_recogniser 0.1 REQUIRED)",
}


def output(program: Path) -> str:
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("way", WAYS)
def test_a_project_uses_it_as(way: str, library: Callable[[str], Library], said: str, tmp_path: Path) -> None:
    folder = library("cmake").folder
    project, options = tmp_path / "project", []
    if way == "installed":
        build(folder, tmp_path / "library")
        cmake("--install", tmp_path / "library", "--prefix", tmp_path / "prefix")
        options = [f"-DCMAKE_PREFIX_PATH={tmp_path / 'prefix'}"]
    project.mkdir()
    shutil.copy(folder / "examples" / "recognise" / "main.c", project / "main.c")
    (project / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.16)\nproject(somebody C)\n"
        + WAYS[way].format(folder=folder)
        + "\nadd_executable(somebody main.c)\ntarget_link_libraries(somebody PRIVATE kd_recogniser::kd_recogniser)\n"
    )
    build(project, tmp_path / "build", *options)
    assert printed(output(tmp_path / "build" / "somebody")) == said


def test_its_example_adds_it_as_a_folder(library: Callable[[str], Library], said: str, tmp_path: Path) -> None:
    build(library("cmake").folder / "examples" / "recognise", tmp_path / "build")
    assert printed(output(tmp_path / "build" / "recognise")) == said
