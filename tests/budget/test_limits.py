"""Limits as text, and what they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.budget.cost import NetworkCost
from kd_edge.budget.limits import Limits, parse_bytes, parse_count, require_within
from kd_edge.errors import TrainingError

COST = NetworkCost("net", 100, 1000, 2000, flash_bytes=65_000, ram_bytes=9000, instructions=600_000)


@pytest.mark.parametrize(("text", "size"), [("8k", 8192), ("1.5k", 1536), ("1M", 1 << 20), ("500", 500)])
def test_k_is_1024_bytes(text: str, size: int) -> None:
    assert parse_bytes(text) == size


def test_k_is_a_thousand_of_anything_else() -> None:
    assert parse_count("500k") == 500_000
    assert parse_count("1.5M") == 1_500_000


@given(st.text(max_size=12))
def test_any_text_is_a_positive_number_or_refused(text: str) -> None:
    try:
        assert parse_bytes(text) > 0
    except ValueError:
        assert not text.isascii() or not text.isdigit() or int(text) == 0


@pytest.mark.parametrize("text", ["", "0", "-1", "8 k", "8K", "k", "1e3", "8kB", "0.1", "٣"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="^" + text):
        parse_bytes(text)


def test_what_is_too_large_is_said_with_by_how_much() -> None:
    with pytest.raises(TrainingError) as caught:
        require_within(Limits(ram_bytes=8192, flash_bytes=64 << 10, instructions=500_000), [COST])
    said = "net has 9,000 bytes of RAM, 808 (10%) too many and 600,000 instructions a window, 100,000 (20%) too many"
    assert said in str(caught.value)
    assert "flash" not in str(caught.value)


def test_a_limit_is_kept_by_what_is_just_as_large() -> None:
    require_within(Limits(9000, 65_000, 600_000), [COST])
    assert Limits().broken_by(COST) == []


def test_a_figure_that_is_not_known_breaks_its_limit() -> None:
    unknown = NetworkCost("net", None, 1000, 2000, flash_bytes=None, ram_bytes=9000, instructions=None)
    assert len(Limits(flash_bytes=1 << 30, instructions=1 << 30).broken_by(unknown)) == 2
