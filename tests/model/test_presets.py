"""Presets against parameter and MAC counts worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.errors import TrainingError
from kd_edge.model.build import build_model
from kd_edge.model.presets import PRESETS, ConvStage, Preset
from kd_edge.network.macs import macs
from kd_edge.network.reading import read_network


def conv(taps: int, inputs: int, filters: int) -> int:
    return taps * inputs * filters + filters


def lstm(inputs: int, units: int) -> int:
    return 4 * units * (inputs + units + 1)


def head(units: int, classes: int) -> int:
    return 4 * units + units * classes + classes


REFERENCE = (150, 42, 50)  # frames, features, classes of the reference rig
PSL18 = (96, 14, 18)


@pytest.mark.parametrize(
    ("preset", "shape", "expected"),
    [
        ("isl-teacher", REFERENCE, conv(5, 42, 32) + conv(5, 32, 64) + lstm(64, 100) + lstm(100, 100) + head(100, 50)),
        ("isl-teacher", REFERENCE, 168_906),
        ("isl-student", REFERENCE, conv(5, 42, 2) + conv(5, 2, 4) + lstm(4, 50) + lstm(50, 50) + head(50, 50)),
        ("isl-student", REFERENCE, 34_416),
        ("isl-student-valid", REFERENCE, 34_416),
        ("compact", PSL18, conv(5, 14, 24) + conv(5, 24, 32) + lstm(32, 32) + head(32, 18)),
    ],
)
def test_parameter_counts(preset: str, shape: tuple[int, int, int], expected: int) -> None:
    assert build_model(preset, *shape).count_params() == expected


def test_compact_keeps_within_15k_parameters_and_one_lstm() -> None:
    assert build_model("compact", *PSL18).count_params() <= 15_000
    assert len(PRESETS["compact"].lstm_units) == 1
    assert PRESETS["compact"].padding == "valid"


def test_macs_of_the_reference_student_are_the_published_ones() -> None:
    assert macs(read_network(build_model("isl-student", *REFERENCE))) == 560_300


def test_macs_of_valid_padding_count_the_positions_that_exist() -> None:
    model = build_model(Preset("tiny", "student", (ConvStage(2, kernel_size=3, pool_size=2),), (3,), "valid"), 10, 4, 5)
    positions, steps = 8, 4
    assert macs(read_network(model)) == positions * 3 * 4 * 2 + steps * 4 * 3 * (2 + 3) + 3 * 5


@pytest.mark.parametrize("preset", PRESETS)
def test_a_model_gives_one_logit_per_class(preset: str) -> None:
    model = build_model(preset, *PSL18)
    logits = model.predict_on_batch(np.random.default_rng(0).normal(size=(2, 96, 14)).astype(np.float32))
    assert logits.shape == (2, 18)
    assert not np.allclose(logits.sum(axis=1), 1)


@pytest.mark.parametrize("preset", PRESETS)
def test_steps_agree_with_keras(preset: str) -> None:
    model = build_model(preset, *PSL18)
    assert model.get_layer("lstm_1").input.shape[1] == PRESETS[preset].steps(96)


def test_a_seed_fixes_every_initial_weight() -> None:
    first, again, other = (build_model("compact", *PSL18, seed=seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_no_two_layers_start_from_the_same_numbers() -> None:
    model = build_model(Preset("twins", "student", (), (6, 6), "valid"), 5, 6, 6)
    assert not np.array_equal(model.get_layer("lstm_1").get_weights()[0], model.get_layer("lstm_2").get_weights()[0])


@pytest.mark.parametrize(("preset", "window_size"), [("no-such", 96), ("compact", 15)])
def test_what_cannot_be_built_is_one_clear_error(preset: str, window_size: int) -> None:
    with pytest.raises(TrainingError, match="Remedy"):
        build_model(preset, window_size, 14, 18)
