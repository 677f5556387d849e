"""Filters that are designed and run without SciPy, against SciPy: the same float32 bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal as scipy_signal

from kd_edge.contract import Butterworth, Filter, Notch
from kd_edge.signal.filters import design, group_delay_s
from kd_edge.signal.sections import run_sections

RATES_HZ = (50.0, 62.5, 100.0, 1e9 / 6_700_000, 200.0, 256.0, 500.0, 1000.0, 1e9 / 900_000, 2000.0)
BANDS = ("lowpass", "highpass", "bandpass")


def scipys(stage: Filter, rate_hz: float) -> np.ndarray:
    if isinstance(stage, Notch):
        return np.hstack(scipy_signal.iirnotch(stage.centre_hz, stage.quality, fs=rate_hz))[np.newaxis]
    critical = stage.cutoff_hz if stage.band == "bandpass" else stage.cutoff_hz[0]
    return scipy_signal.butter(stage.order, critical, btype=stage.band, output="sos", fs=rate_hz)


def stages(order: int) -> list[tuple[Filter, float]]:
    """Filters of an order at random frequencies, and band-passes that are symmetric about a quarter of the rate.

    Poles of the latter lie equally near to the unit circle, so that rounding decides their order.
    """
    rng = np.random.default_rng(order)
    found: list[tuple[Filter, float]] = []
    for _ in range(40):
        rate_hz = float(rng.choice(RATES_HZ))
        low, high = (float(hz) for hz in np.sort(rng.uniform(0.05, 0.49, 2)) * rate_hz)
        found += [(Butterworth(band, (low, high) if band == "bandpass" else (low,), order), rate_hz) for band in BANDS]
        found.append((Notch(low, float(rng.uniform(2, 60))), rate_hz))
        edge = round(float(rng.uniform(0.05, 0.24)) * rate_hz, 2)
        found.append((Butterworth("bandpass", (edge, rate_hz / 2 - edge), order), rate_hz))
    return found


@pytest.mark.parametrize("order", range(1, 9))
def test_designs_have_scipys_bits(order: int) -> None:
    for stage, rate_hz in stages(order):
        expected = scipys(stage, rate_hz)
        sections = design(stage, rate_hz)
        settled = scipy_signal.sosfilt_zi(expected)
        assert sections.sos.tobytes() == expected.astype(np.float32).tobytes(), f"{stage} at {rate_hz} Hz"
        assert sections.zi.tobytes() == settled.astype(np.float32).tobytes(), f"{stage} at {rate_hz} Hz"


@pytest.mark.parametrize("stage", [Butterworth("bandpass", (20.0, 200.0), 3), Notch(50.0, 5.0)])
def test_group_delay_is_scipys(stage: Filter) -> None:
    sos = design(stage, 1000.0).sos.astype(np.float64)
    for hz in (1.0, 30.0, 51.0, 180.0):
        expected = sum(scipy_signal.group_delay((row[:3], row[3:]), w=[hz], fs=1000.0)[1][0] for row in sos) / 1000
        assert group_delay_s(stage, 1000.0, hz) == pytest.approx(expected, rel=1e-9)


BLOCKS = st.lists(st.integers(1, 40), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(sections=st.integers(1, 9), channels=st.integers(1, 8), blocks=BLOCKS, seed=st.integers(0, 999))
def test_numpy_runs_sections_with_scipys_bits(sections: int, channels: int, blocks: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    kinds = [Butterworth("bandpass", (20.0, 450.0), 1), Notch(50.0), Butterworth("highpass", (20.0,), 2)]
    sos = np.concatenate([design(kinds[int(rng.integers(3))], 1000.0).sos for _ in range(sections)])
    state = rng.normal(size=(sections, channels, 2)).astype(np.float32)
    before, theirs = state.copy(), state
    for count in blocks:
        block = rng.normal(scale=1000, size=(channels, count)).astype(np.float32)
        expected, theirs = scipy_signal.sosfilt(sos, block, axis=1, zi=theirs)
        filtered, after = run_sections(sos, block, state)
        assert np.array_equal(state, before), "the state that is given stays as it is"
        assert filtered.dtype == after.dtype == np.float32
        assert filtered.tobytes() == expected.tobytes()
        assert after.tobytes() == theirs.tobytes()
        state, before = after, after.copy()
