"""int8 ranges: against a hand calculation, a brute-force search, and in the exported file."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from kd_edge.engines import open_engine, quantise
from kd_edge.export import convert as conversion
from kd_edge.export.calibration import Calibration, narrow, squared_error
from kd_edge.export.canonical import quantisations
from kd_edge.export.convert import convert_int8

METHODS: tuple[Calibration, ...] = ("min-max", "percentile", "mse")
RNG = np.random.default_rng(0)


def small_model() -> keras.Model:
    keras.utils.set_random_seed(1)
    layers = keras.layers
    return keras.Sequential(
        [keras.Input((30, 3)), layers.Conv1D(6, 5, activation="relu"), layers.LSTM(8), layers.Dense(3)]
    )


def test_a_range_holds_zero_and_the_percentile_leaves_out_one_in_a_thousand() -> None:
    values = np.arange(1, 10_002, dtype=np.float32)
    assert narrow(values, "min-max") == (0, 10_001)
    assert narrow(values, "percentile") == pytest.approx((0, 1 + 0.9995 * 10_000))
    assert narrow(-values, "percentile") == pytest.approx((-1 - 0.9995 * 10_000, 0))


def test_error_of_a_hand_calculated_range() -> None:
    """Steps of 1 from 0 to 255: 0.25 is stored as 0, 300 as 255."""
    values = np.array([0.25, 7, 300], np.float32)
    assert squared_error(values, 0, 255) == pytest.approx((0.25**2 + 45**2) / 3)


def test_mse_is_the_best_of_all_pairs_of_ends() -> None:
    values = np.concatenate([RNG.normal(size=20_000), [7, -6]]).astype(np.float32)
    low, high = narrow(values, "mse")
    assert -6 < low < 0 < high < 7
    shares = np.linspace(0.3, 1, 25)
    best = min(squared_error(values, -6 * first, 7 * second) for first in shares for second in shares)
    assert squared_error(values, low, high) == pytest.approx(best, rel=0.03)
    assert best < 0.96 * squared_error(values, -6, 7)


def test_evenly_spread_values_keep_their_range_by_mse() -> None:
    values = np.linspace(-1, 3, 4000, dtype=np.float32)
    assert narrow(values, "mse") == pytest.approx((-1, 3), abs=0.03)


def test_two_steps_with_unchanged_ranges_are_the_converters_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = RNG.normal(size=(20, 30, 3)).astype(np.float32)
    expected = convert_int8(small_model(), windows)
    monkeypatch.setattr(conversion, "recalibrate", lambda calibrated, windows, method: calibrated)
    assert convert_int8(small_model(), windows, "mse") == expected


def test_an_outlier_no_longer_costs_the_others_their_steps() -> None:
    windows = RNG.normal(size=(60, 30, 3)).astype(np.float32)
    windows[7, 3, 1] = 60
    model, usual = small_model(), np.delete(windows, 7, axis=0)
    errors, scales = {}, {}
    for name in METHODS:
        int8 = convert_int8(model, windows, name)
        taken, given = quantisations(int8)
        scores = open_engine(int8, "tflm").infer(quantise(usual, taken))
        real = (scores.astype(float) - given.zero_point) * given.scale
        errors[name] = np.abs(real - conversion.scores(model, usual)).mean()
        scales[name] = taken.scale
    assert scales["min-max"] == pytest.approx((60 - windows.min()) / 255, rel=1e-5)
    assert scales["percentile"] == pytest.approx(7 / 255, rel=0.15)  # normal values reach from -3.5 to 3.5
    assert scales["percentile"] < scales["mse"] < scales["min-max"]  # a squared error cannot forget a value of 60
    assert errors["percentile"] < 0.7 * errors["min-max"]
