"""What boards without sensors play."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge.bundle import Bundle, open_bundle
from kd_edge.play.golden_session import PAUSE_S, golden_session
from kd_edge.play.session import Session

PLENTY = 1 << 30


@pytest.fixture(scope="module")
def reference() -> Bundle:
    return open_bundle(Path(__file__).parents[2] / "export" / "reference")


def labels(session: Session) -> list[int]:
    return [mark.label for mark in session.marks if mark.label >= 0]


def size(session: Session) -> int:
    return sum(samples.nbytes for samples in session.samples.values())


def test_one_golden_of_each_class_is_played_whole(reference: Bundle) -> None:
    session = golden_session(reference, PLENTY)
    assert session is not None
    golden = reference.golden
    assert labels(session) == [0, 2, 3, 4, 5]  # of the labels 0 0 2 3 4 0 3 5
    rest = round(PAUSE_S * 1e9 / 900_000)
    assert not session.samples["emg"][:rest].any()
    first = golden.samples(0)["emg"]
    assert np.array_equal(session.samples["emg"][rest : rest + len(first)], first)


def test_as_many_are_played_as_fit(reference: Bundle) -> None:
    whole = golden_session(reference, PLENTY)
    assert whole is not None
    less = golden_session(reference, size(whole) - 1)
    assert less is not None
    assert labels(less) == labels(whole)[:-1]
    assert golden_session(reference, size(whole)) is not None
    assert golden_session(reference, 10_000) is None


def test_a_bundle_without_goldens_plays_nothing(tiny_bundle: Bundle) -> None:
    assert golden_session(tiny_bundle, PLENTY) is None
