"""How sensors are worn, found in whole numbers: the search in floating point finds the same."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.learn.ways import GRID, LOG_BITS, SCORE_BITS, STEP_DEG, Ways, information_of, log2, roll_of
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.wearing import apply_profile
from kd_edge.signal.windows import fit_normalisation, window_dataset
from kd_edge.wearer.estimate import mutual_information


@given(st.integers(1, 2**32 - 1))
def test_logarithms(value: int) -> None:
    assert log2(value) / 2**LOG_BITS == pytest.approx(math.log2(value), abs=1e-4)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(2, 12))
def test_information_is_that_of_the_probabilities(seed: int, windows: int, classes: int) -> None:
    shares = np.random.default_rng(seed).dirichlet(np.full(classes, 0.3), windows)
    scores = (np.floor(shares * 256).clip(0, 255) - 128).astype(np.int8)
    bits = mutual_information((scores + 128.0) / 256) / math.log(2) * windows
    # Shares are rounded down, so they add to less than 1; the difference is in both terms alike.
    found = information_of(scores) / 2.0 ** (LOG_BITS + SCORE_BITS)
    assert found == pytest.approx(bits, abs=0.05 * windows)


def test_rolls_go_once_around() -> None:
    rolls = [roll_of(step) for step in range(GRID)]
    assert sorted(rolls) == [-180 + STEP_DEG * step for step in range(GRID)]
    assert rolls[0] == 0


@pytest.fixture(scope="module")
def signal(psl18: Dataset) -> SignalSpec:
    some = range(0, len(psl18.recordings), 60)
    spec = replace(psl18.signal, window_size=80, window_increment=200)
    return spec.normalised(fit_normalisation(psl18, spec, some)).worn(WearerProfile())


def test_gravity_shows_by_how_much_sensors_are_turned(psl18: Dataset, signal: SignalSpec) -> None:
    """Somebody who is the population itself, turned by steps of the grid, is turned back by as many."""
    ways = Ways(signal)
    for step in (0, 1, 17, 36, 71):
        turned = apply_profile(ways.population, signal, ways.profile(0, (-step) % GRID))
        assert ways.gravity_step(turned, 0) == step


def test_gains_bring_envelopes_to_the_population(psl18: Dataset, signal: SignalSpec) -> None:
    ways = Ways(signal)
    weak = ways.population * np.where(ways.envelopes, np.float32(0.5), np.float32(1))
    gain = ways.with_gains(weak, 0, 0).gain
    assert gain is not None
    seen = ways.envelopes & (ways.population > 0)
    np.testing.assert_allclose(np.array(gain)[seen], 2, rtol=1e-6)
    assert set(np.array(gain)[~ways.envelopes]) == {1.0}


def test_the_way_in_which_answers_are_sure_and_varied_is_found(psl18: Dataset, signal: SignalSpec) -> None:
    """A network that knows one person's windows, and is sure of nothing else, finds how they were turned."""
    plain = replace(signal, wearer=None, normalisation=None)
    mine = [i for i, take in enumerate(psl18.recordings) if take.subject == "p07" and take.repetition == 0]
    windows = window_dataset(psl18, plain, mine).frames[:12]
    ways = Ways(signal)
    mean = np.add.accumulate(windows.reshape(-1, windows.shape[-1]), axis=0)[-1] / np.float32(windows[..., 0].size)
    orientation, step, truth = ways.candidates(mean)[ways.offsets.index(4)]
    worn = apply_profile(windows, signal, truth)
    assert signal.normalisation is not None
    inverse = np.array(signal.normalisation.inverse_std, np.float32)
    known = ((worn - ways.population) * inverse).reshape(len(windows), -1)

    def infer(frames: np.ndarray) -> np.ndarray:
        near = -((frames.reshape(len(frames), 1, -1) - known) ** 2).mean(axis=-1)
        shares = np.exp(8 * near) / np.maximum(np.exp(8 * near).sum(axis=1, keepdims=True), 0.5)
        return (np.floor(shares * 255) - 128).astype(np.int8)

    found = ways.find(windows, infer)
    assert (found.orientation, found.step) == (orientation, step)
    assert found.margin > 0.15
