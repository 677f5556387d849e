"""Accuracy against a count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.distill.evaluate import accuracy


@pytest.mark.parametrize("dtype", [np.int8, np.float32])
def test_pooled_counts_windows_and_macro_counts_persons(dtype: type[np.generic]) -> None:
    scores = np.eye(3, dtype=dtype)[[0, 1, 2, 2]]
    judged = accuracy(scores, np.array([0, 1, 2, 0]), np.array(["ann", "ann", "ann", "bob"]))
    assert judged.pooled == 0.75
    assert judged.per_subject == {"ann": 1.0, "bob": 0.0}
    assert judged.macro == 0.5


def test_a_tie_goes_to_the_first_class() -> None:
    assert accuracy(np.zeros((1, 3)), np.array([0]), np.array(["ann"])).pooled == 1.0
