"""Sequence numbers against a count by hand."""

from __future__ import annotations

import pytest

from kd_edge.link.numbering import Numbering

LAST = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ([0, 1, 2], [0, 0, 0]),
        ([7, 8, 11], [0, 0, 2]),
        ([5, 5, 4, 6], [0, None, None, 0]),
        ([LAST, 0, 2], [0, 0, 1]),
        ([0, 0x7FFFFFFF, LAST], [0, 0x7FFFFFFE, 0x7FFFFFFF]),
    ],
)
def test_what_is_missing_before_each_number(numbers: list[int], missing: list[int | None]) -> None:
    counted = Numbering()
    assert [counted.take(number) for number in numbers] == missing
    assert not counted.fresh


def test_only_a_fresh_numbering_starts_anew() -> None:
    counted = Numbering()
    counted.take(100)
    assert counted.take(0) is None
    counted.fresh = True
    assert (counted.take(0), counted.restarted) == (0, True)
    assert (counted.take(1), counted.restarted) == (0, False)


def test_a_fresh_numbering_that_goes_on_counts_what_is_missing() -> None:
    counted = Numbering()
    counted.take(100)
    counted.fresh = True
    assert (counted.take(103), counted.restarted) == (2, False)
