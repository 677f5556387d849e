"""Estimates for Arm's NPUs by their own compiler, where it is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kd_edge.bundle import INT8_MODEL
from kd_edge.cli import main
from kd_edge.deploy.npu import PROCESSORS, left_to_cpu

REFERENCE = Path(__file__).resolve().parents[2] / "export" / "reference"
VELA = [sys.executable, "-m", "ethosu.vela"]


def vela(*arguments: str) -> str:
    return subprocess.run([*VELA, *arguments], capture_output=True, text=True, check=True).stdout


def estimated(processor: str, out: Path) -> dict[str, object]:
    result = CliRunner().invoke(main, ["export", str(REFERENCE), "--npu", processor, "--out", str(out), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert isinstance(found, dict)
    return found


def test_it_is_called_an_estimate_and_larger_processors_need_fewer_cycles(tmp_path: Path) -> None:
    pytest.importorskip("ethosu")
    small, large = (estimated(name, tmp_path) for name in ("ethos-u55-32", "ethos-u55-256"))
    assert small["estimate"] is large["estimate"] is True
    assert 0 < float(str(large["cycles"])) < float(str(small["cycles"]))
    for found in (small, large):
        assert found["milliseconds"] == pytest.approx(
            1000 * float(str(found["cycles"])) / float(str(found["clock_hz"]))
        )
        assert Path(str(found["model"])).read_bytes()[4:8] == b"TFL3"
        assert found["cpu_operators"] == found["lstm_on_cpu"] == []
    shown = CliRunner().invoke(main, ["export", str(REFERENCE), "--npu", "ethos-u55-32", "--out", str(tmp_path)])
    assert "ESTIMATE" in shown.output


def test_operators_that_stay_on_the_cpu_are_named(tmp_path: Path) -> None:
    """By what Vela itself prints of them, when it is told to leave LSTMs alone."""
    pytest.importorskip("ethosu")
    left = ("--ignore-ops", "UNIDIRECTIONAL_SEQUENCE_LSTM", "--show-cpu-operations", "--output-dir", str(tmp_path))
    (name,) = left_to_cpu(vela("--accelerator-config", "ethos-u55-128", *left, str(REFERENCE / INT8_MODEL)))
    assert "lstm" in name


def test_all_processors_are_those_of_vela() -> None:
    pytest.importorskip("ethosu")
    offered = vela("--help").partition("--accelerator-config {")[2].partition("}")[0]
    assert tuple(offered.split(",")) == PROCESSORS


def test_what_is_missing_or_misspelt_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wrong = CliRunner().invoke(main, ["export", str(REFERENCE), "--npu", "ethos-u55-129"])
    assert (wrong.exit_code, "ethos-u55-128" in wrong.output) == (11, True)
    monkeypatch.setattr("kd_edge.deploy.npu.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = CliRunner().invoke(main, ["export", str(REFERENCE), "--npu", "ethos-u55-128"])
    assert missing.exit_code == 11
    assert "kd-edge[npu]" in missing.output
