"""A library gives the scores of Python's live path at every hop, in every byte, and an error for each mistake."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kd_edge.libraries.write import write_library
from tests.libraries.conftest import hops

HOME = Path(__file__).parent
OPTIONS = ("-std=c99", "-O1", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsanitize=address,undefined")
MISTAKES = ["count -2", "busy -17", "stream -1", "after 0"]


def run(folder: Path, program: Path) -> list[str]:
    sources = [HOME / "every_hop.c", *sorted((folder / "src").glob("*.c"))]
    includes = f"-I{folder / 'src'}"
    subprocess.run(["gcc", *OPTIONS, "-fno-sanitize-recover=all", includes, *sources, "-o", program], check=True)
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()


def expect_something_else(data: Path) -> None:
    """Make one golden score and one window's sum wrong, both of which the check shall see."""
    head, scores = data.read_text().split("kd_golden_scores", 1)
    first = re.search(r"\{(-?\d+),", scores)
    assert first is not None
    another = int(first[1]) ^ 1
    head = head.replace("UINT32_C(0x", "1u ^ UINT32_C(0x", 1)
    data.write_text(f"{head}kd_golden_scores{scores[: first.start(1)]}{another}{scores[first.end(1) :]}")


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc on this machine")
@pytest.mark.parametrize(
    ("name", "inference"),
    [("reference", "windows"), pytest.param("odd", "streaming", marks=pytest.mark.slow)],
)
def test_every_hop(name: str, inference: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    bundle = request.getfixturevalue(name)
    library = write_library(bundle, "cmake", tmp_path / "kd_recogniser")
    assert library.network.inference == inference
    expect_something_else(library.folder / "src" / "kd_golden_data.h")
    *found, wrong = run(library.folder, tmp_path / "every_hop")
    assert found[:4] == MISTAKES
    expected = hops(bundle)
    assert len(expected) > 5
    assert found[4:] == expected
    assert wrong == "wrong 2"
