"""Every example runs as its README says, and prints what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kd_edge.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
REFERENCE = ROOT / "export" / "reference"
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def run(*command: str | Path) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def inside(*arguments: str | Path) -> str:
    """Run a command in this process, which imports TensorFlow once for all of them."""
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return result.output


def test_live_recognises_what_the_wearer_signs() -> None:
    said = run(sys.executable, EXAMPLES / "live.py", REFERENCE)
    signed = re.findall(r"the wearer signs (\S+)", said)
    assert signed
    assert re.findall(r"recognised (\S+)", said) == signed


def test_c_recognises_what_python_does(tmp_path: Path) -> None:
    said = run("make", "-s", "-C", EXAMPLES / "bundle_in_c", f"OUT={tmp_path}", f"BUNDLE={REFERENCE}")
    live = run(sys.executable, EXAMPLES / "live.py", REFERENCE)
    assert re.findall(r"([\d.]+) s  (SIGN\d+)", said) == re.findall(r"([\d.]+) s  recognised (\S+)", live)


def test_a_keras_network_of_ones_own_is_verified(tmp_path: Path) -> None:
    said = run(sys.executable, EXAMPLES / "own_keras_model.py", tmp_path)
    assert re.search(r"^c-engine +passed", said, re.MULTILINE)
    assert "failed" not in said


@pytest.mark.slow
def test_own_csv_files_become_a_verified_bundle(tmp_path: Path) -> None:
    said = run(EXAMPLES / "own_csv" / "run", tmp_path)
    assert "72 recordings of 3 signs" in said
    assert re.search(r"tflm\W+passed", said)
    assert "failed" not in said


@pytest.mark.parametrize("name", [path.name for path in EXAMPLES.iterdir() if path.name != "README.md"])
def test_every_example_is_listed(name: str) -> None:
    assert f"({name}" in (EXAMPLES / "README.md").read_text()


def test_an_export_of_edge_impulse_becomes_live_recognition_in_five_commands(tmp_path: Path) -> None:
    """The tutorial, trained for seconds only: from files to signs in the lines that a board forwards."""
    run(sys.executable, EXAMPLES / "edge_impulse" / "record.py", tmp_path / "recordings")
    for path in (tmp_path / "recordings").rglob("sign0[345].*"):
        path.unlink()
    shared = ("--split", "given", "--hop", "30", "--outliers", "0", "--runs", tmp_path / "runs")
    assert "96 recordings of 3 signs by 1 person can be read" in inside("data", "init", tmp_path / "recordings")
    inside("train", tmp_path / "recordings", "--preset", "pooled", "--epochs", "8", *shared)
    inside("distill", tmp_path / "recordings", "--preset", "pooled", "--epochs", "8", *shared)
    inside("export", "--int8", "--runs", tmp_path / "runs", "--out", tmp_path / "export", "--name", "mine")
    command = Path(sys.executable).parent / "kd-edge"
    forward = [sys.executable, EXAMPLES / "edge_impulse" / "forward.py", tmp_path / "recordings" / "testing"]
    with subprocess.Popen(
        list(map(str, forward)), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as board:
        assert board.stdout is not None
        assert board.stderr is not None
        port = board.stdout.readline().strip()
        said = run(command, "stream", tmp_path / "export" / "mine", "--lines", port, "--count", "3")
        board.kill()
        signed = re.findall(r"the wearer signs (\S+)", board.stderr.read())
    recognised = re.findall(r"^ +[\d.]+ s  (\S+)", said, re.MULTILINE)
    assert len(recognised) == 3
    assert set(recognised) <= {f"sign{number:02}" for number in range(3)}
    assert len(set(recognised) & set(signed)) > 0
