"""The hostile campaign in parts, and that it would find what it looks for."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from kd_edge.errors import BundleError
from tests.hostile import campaign, judging, mutants

SHARES = {
    "flatbuffers": 100,
    "manifests": 60,
    "golden archives": 20,
    "commands": 5,
    "killed cache writers": 3,
}
"""How many inputs of each part `make test` tries; tests/test_partial.py kills writers of folders."""


@pytest.mark.parametrize("part", SHARES)
def test_nothing_dies_hangs_or_shows_a_traceback(tiny_export: Path, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "cc")
    monkeypatch.setenv("KD_EDGE_CACHE", "")  # parts set both as they need them
    (found,) = campaign.run(tiny_export, {part: (campaign.PARTS[part][0], SHARES[part])})
    assert not found[1].findings
    assert found[1].total == SHARES[part]


def misbehave(how: str) -> str:
    if how == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "hangs":
        time.sleep(60)
    if how == "fails":
        raise IndexError("a traceback")
    if how == "escapes":
        raise BundleError("A rule", found="\x1b[2J")
    if how == "refuses":
        raise BundleError("A rule", found="something else")
    return how


def test_whatever_a_judge_does_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other in one process: what comes after a death or a hang is judged all the same."""
    monkeypatch.setattr(judging, "PATIENCE_S", 1.0)
    monkeypatch.setattr(judging.os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    kinds = ["dies", "hangs", "fails", "escapes", "refuses", "accepted"]
    tally = judging.judged([(kind, kind) for kind in kinds], misbehave, processes=1)
    assert dict(tally.counts) == {"findings": 4, "refused": 1, "accepted": 1}
    found = dict(tally.findings)
    assert found["dies"] == "its process ended with -9"
    assert found["hangs"] == "no end within 1 s"
    assert found["fails"].strip().endswith("IndexError: a traceback")
    assert "control characters" in found["escapes"]


def test_equal_seeds_give_equal_inputs() -> None:
    model = bytes(range(256)) * 40
    assert mutants.flatbuffer(model, 7) == mutants.flatbuffer(model, 7)
    assert len({mutants.flatbuffer(model, seed) for seed in range(200)}) > 190
    assert len(list(mutants.manifests(b'{"a": [1, 2, 3], "b": {"c": 20000000}}'))) > 10


def test_the_campaign_is_as_large_as_it_says() -> None:
    assert campaign.PARTS["flatbuffers"][1] >= 10_000
    assert campaign.PARTS["manifests"][1] >= 500
