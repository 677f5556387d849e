"""An installed kd-edge has all that a checkout has: data files, firmware sources, types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, away from the checkout."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True)
    (wheel,) = folder.glob("kd_edge-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from kd_edge.cli import main; main(prog_name='kd-edge')"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_says_that_it_is_typed(installed: Path) -> None:
    assert (installed / "kd_edge" / "py.typed").is_file()


def test_it_holds_every_source_of_the_firmware(installed: Path) -> None:
    sources = subprocess.run(["git", "ls-files", "firmware"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    tracked = {Path(line).relative_to("firmware") for line in sources.stdout.splitlines()}
    packed = installed / "kd_edge" / "_firmware"
    assert tracked
    assert not {path for path in tracked if not (packed / path).is_file()}


def test_its_commands_run_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    listed = run(installed, tmp_path, "boards", "--json")
    assert listed.returncode == 0, listed.stderr
    assert "microbit" in [board["name"] for board in json.loads(listed.stdout)["boards"]]
    model = CHECKOUT / "export" / "reference" / "model_int8.tflite"
    generated = run(installed, tmp_path, "codegen", str(model), "--out", "c")
    assert generated.returncode == 0, generated.stderr
    assert (tmp_path / "c" / "kd_model.c").is_file()
