"""The stopwatch takes a core's cycle counter only if that counts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kd_edge.deploy.boards import boards_root

MODEL = Path(__file__).with_name("registers")
TICKS = 777  # of the board, which never move in the model


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    common = boards_root() / "common"
    built = tmp_path_factory.mktemp("stopwatch") / "stopwatch"
    places = (f"-I{place}" for place in (MODEL, boards_root(), common))
    sources = (str(common / "kd_stopwatch.c"), str(MODEL / "cycle_counter.c"))
    options = ("-std=gnu99", "-Wall", "-Werror", "-include", "model.h")
    subprocess.run([compiler, *options, *places, *sources, "-o", str(built)], check=True)
    return built


@pytest.mark.parametrize(("counter", "is_cycles", "elapsed"), [("still", 0, 0), ("plain", 1, 5), ("locked", 1, 5)])
def test_a_cycle_counter_that_counts_is_used(program: Path, counter: str, is_cycles: int, elapsed: int) -> None:
    said = subprocess.run([str(program), counter], capture_output=True, text=True, check=True).stdout
    assert tuple(map(int, said.split())) == (TICKS, is_cycles, elapsed)
