"""Windows between signs against ones cut by hand from two signs and a pause."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.distill.background import LEAST_SHIFT, LONGEST_PAUSE, MOST_SHIFT, between_signs

SIZE = 20
# Window w counts 100 * w + 0, 1, 2 ...: every frame says where it comes from.
FRAMES = (100 * np.arange(7)[:, None] + np.arange(SIZE)).astype(np.float32)[..., None]


def test_each_window_is_an_ending_a_pause_and_a_beginning() -> None:
    made = between_signs(FRAMES, 500, np.random.default_rng(0))
    assert made.shape == (500, SIZE, 1)
    assert made.dtype == np.float32
    pauses = set()
    for window in made[..., 0].astype(int):
        sign, shift = divmod(window[0], 100)
        assert LEAST_SHIFT * SIZE <= shift <= MOST_SHIFT * SIZE
        ending = np.arange(shift, SIZE) + 100 * sign
        np.testing.assert_array_equal(window[: len(ending)], ending)
        rest = window[len(ending) :]
        pause = int(np.argmax(rest % 100 == 0)) if (rest % 100 == 0).any() else len(rest)
        assert pause <= LONGEST_PAUSE * SIZE
        assert (rest[:pause] == ending[-1]).all()
        np.testing.assert_array_equal(rest[pause:] % 100, np.arange(len(rest) - pause))
        pauses.add(pause)
    assert len(pauses) > 5


def test_equal_generators_make_equal_windows() -> None:
    first, second = (between_signs(FRAMES, 9, np.random.default_rng(seed)) for seed in (3, 3))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("count", [0, 1])
def test_as_many_as_asked_for(count: int) -> None:
    assert len(between_signs(FRAMES, count, np.random.default_rng(0))) == count
