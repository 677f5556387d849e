"""The table of the campaign for single persons: means over persons first, then their spread over seeds."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
pytest.importorskip("tensorflow", reason="the training extra is not installed")

from kd_edge.campaign.persons.personal import BOARD, Entry, table
from kd_edge.personalise.teach import Way


def entry(person: str, seed: int, head: float, chosen: Way | None) -> Entry:
    accuracy = {"unchanged": 0.1, "profile": 0.5, "head": head, "network": 1.0, BOARD: head - 0.1}
    return Entry(person, seed, 2, 50, accuracy, chosen, "network")


def test_a_refusal_counts_as_the_network_that_is_left_alone() -> None:
    entries = [
        entry("a", 0, 0.8, "head"),
        entry("b", 0, 0.9, None),
        entry("a", 1, 0.9, "head"),
        entry("b", 1, 1.0, "head"),
    ]
    _, rows = table(entries)
    found = {way: figure for takes, way, figure in rows if takes == "2"}
    assert found["head"] == "0.9000 ± 0.0707"
    assert found[BOARD] == "0.8000 ± 0.0707"
    assert found["as chosen"] == "0.7000 ± 0.3536"  # seed 0: (0.8 + 0.1) / 2, seed 1: 0.95
    assert found["as chosen, with the run"] == "1.0000 ± 0.0000"
