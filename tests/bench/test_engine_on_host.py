"""Both engines are timed on the same windows, and the figures are consistent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kd_edge.cli import main


def test_the_command_compares_engines_in_one_run(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("ai_edge_litert")
    model, out = shared / "models" / "student_psl18.tflite", tmp_path / "host.json"
    result = CliRunner().invoke(main, ["bench-engine", str(model), "--host", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "student_psl18" in result.output
    (found,) = json.loads(out.read_text())
    assert found["c"]["count"] == found["litert"]["count"] == 300
    assert found["ratio_p5"] <= found["ratio"] <= found["ratio_p95"]
    assert found["ratio"] == pytest.approx(found["litert"]["p50"] / found["c"]["p50"], rel=0.5)
    assert found["ratio"] > 1, "compiled for one network, the C engine is faster than an interpreter"
