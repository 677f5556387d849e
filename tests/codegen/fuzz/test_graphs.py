"""Random graphs equal TFLite Micro, and a fault that was there once is found by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kd_edge.codegen import plan
from tests.codegen.fuzz.campaign import Tally, run_seeds

pytest.importorskip("tflite_micro", reason="the oracle extra is not installed")

GRAPHS = 100


def test_random_graphs_equal_tflite_micro(tmp_path: Path) -> None:
    tally = run_seeds(range(GRAPHS), tmp_path)
    assert not tally.wrong
    assert not tally.died
    assert tally.telling > GRAPHS * 0.7, "outputs that never change prove nothing"
    assert (tally.graphs, tally.invalid) == (GRAPHS, 0)
    assert not [rule for rule in tally.refused if rule.startswith("window")]
    assert tally.streams > GRAPHS * 0.85


def first_wrong(folder: Path) -> Tally:
    """The tally of the first graphs, some at a time, of which one is wrong."""
    tally = Tally()
    for start in range(0, 2 * GRAPHS, 25):
        tally = run_seeds(range(start, start + 25), folder)
        if tally.wrong or tally.died:
            break
    return tally


def test_writing_over_a_broadcast_operand_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(plan, "_is_read_otherwise", lambda step, source: False)
    assert first_wrong(tmp_path).wrong
