"""Presets against parameter and MAC counts worked out by hand."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import TrainingError
from kd_edge.model.build import build_model
from kd_edge.model.families.lstm_chain import ConvStage, LstmChain
from kd_edge.model.families.residual import Residual
from kd_edge.model.presets import PRESETS, find_preset
from kd_edge.model.streams import StreamShape, stream_shapes
from kd_edge.network.macs import macs
from kd_edge.network.reading import read_network


def conv(taps: int, inputs: int, filters: int) -> int:
    return taps * inputs * filters + filters


def lstm(inputs: int, units: int) -> int:
    return 4 * units * (inputs + units + 1)


def head(units: int, classes: int) -> int:
    return 4 * units + units * classes + classes


def normalised(taps: int, inputs: int, filters: int) -> int:
    """A convolution without bias, and the four numbers of each filter's batch normalisation."""
    return taps * inputs * filters + 4 * filters


def separable(taps: int, inputs: int, filters: int) -> int:
    return taps * inputs + inputs * filters + 4 * filters


def block(taps: int, inputs: int, filters: int) -> int:
    skip = conv(1, inputs, filters) if inputs != filters else 0
    return normalised(taps, inputs, filters) + normalised(taps, filters, filters) + skip


def gru(inputs: int, units: int) -> int:
    """Keras's GRU has two biases for each of its three gates."""
    return 3 * units * (inputs + units + 2)


def separable_block(inputs: int, filters: int) -> int:
    skip = conv(1, inputs, filters) if inputs != filters else 0
    return separable(5, inputs, filters) + separable(5, filters, filters) + skip


SEPARABLE_BLOCKS = separable_block(12, 12) + separable_block(12, 16) + separable_block(16, 24)
REFERENCE = (150, 42, 50)  # frames, features, classes of the reference rig
PSL18 = (98, 14, 18)


@pytest.mark.parametrize(
    ("preset", "shape", "expected"),
    [
        ("isl-teacher", REFERENCE, conv(5, 42, 32) + conv(5, 32, 64) + lstm(64, 100) + lstm(100, 100) + head(100, 50)),
        ("isl-teacher", REFERENCE, 168_906),
        ("isl-student", REFERENCE, conv(5, 42, 2) + conv(5, 2, 4) + lstm(4, 50) + lstm(50, 50) + head(50, 50)),
        ("isl-student", REFERENCE, 34_416),
        ("isl-student-valid", REFERENCE, 34_416),
        ("compact", PSL18, conv(5, 14, 24) + conv(5, 24, 32) + lstm(32, 32) + head(32, 18)),
        (
            "resnet",
            PSL18,
            normalised(5, 14, 32)
            + block(5, 32, 32)
            + block(5, 32, 48)
            + block(5, 48, 64)
            + block(5, 64, 80)
            + (2 * 80 * 18 + 18),
        ),
        ("resnet", PSL18, 139_858),
        (
            "conv-bigru",
            PSL18,
            normalised(5, 14, 48) + normalised(5, 48, 64) + 2 * gru(64, 64) + 2 * gru(128, 64) + (2 * 128 * 18 + 18),
        ),
        ("separable-small", PSL18, normalised(5, 14, 12) + SEPARABLE_BLOCKS + (2 * 24 * 18 + 18)),
        ("pooled", PSL18, normalised(4, 14, 24) + normalised(4, 24, 36) + normalised(4, 36, 52) + (2 * 52 * 18 + 18)),
    ],
)
def test_parameter_counts(preset: str, shape: tuple[int, int, int], expected: int) -> None:
    assert build_model(preset, *shape).count_params() == expected


@pytest.mark.parametrize(("suffix", "most"), [("-small", 5_000), ("", 15_000), ("-large", 34_000)])
@pytest.mark.parametrize("family", ["compact", "separable", "pooled"])
def test_students_come_in_three_sizes(family: str, suffix: str, most: int) -> None:
    assert build_model(family + suffix, *PSL18).count_params() <= most


def test_compact_keeps_within_15k_parameters_and_one_lstm() -> None:
    compact = PRESETS["compact"]
    assert build_model("compact", *PSL18).count_params() <= 15_000
    assert isinstance(compact, LstmChain)
    assert len(compact.lstm_units) == 1
    assert compact.padding == "valid"


def test_macs_of_the_reference_student_are_the_published_ones() -> None:
    assert macs(read_network(build_model("isl-student", *REFERENCE))) == 560_300


def test_macs_of_valid_padding_count_the_positions_that_exist() -> None:
    tiny = LstmChain("tiny", "student", (ConvStage(2, kernel_size=3, pool_size=2),), (3,), "valid")
    positions, steps = 8, 4
    assert macs(read_network(build_model(tiny, 10, 4, 5))) == positions * 3 * 4 * 2 + steps * 4 * 3 * (2 + 3) + 3 * 5


@pytest.mark.parametrize("preset", PRESETS)
def test_a_model_gives_one_logit_per_class(preset: str) -> None:
    model = build_model(preset, *PSL18)
    logits = model.predict_on_batch(np.random.default_rng(0).normal(size=(2, 98, 14)).astype(np.float32))
    assert logits.shape == (2, 18)
    assert not np.allclose(logits.sum(axis=1), 1)


def test_steps_agree_with_keras() -> None:
    for name, preset in PRESETS.items():
        model = build_model(name, *PSL18)
        if isinstance(preset, LstmChain):
            assert model.get_layer("lstm_1").input.shape[1] == preset.steps(98)
        elif isinstance(preset, Residual):
            assert model.get_layer("mean").input.shape[1] == preset.steps(98)


@pytest.mark.parametrize("preset", ["compact", "resnet", "conv-bigru"])
def test_a_seed_fixes_every_initial_weight(preset: str) -> None:
    first, again, other = (build_model(preset, *PSL18, seed=seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_no_two_layers_start_from_the_same_numbers() -> None:
    model = build_model(LstmChain("twins", "student", (), (6, 6), "valid"), 5, 6, 6)
    assert not np.array_equal(model.get_layer("lstm_1").get_weights()[0], model.get_layer("lstm_2").get_weights()[0])
    model = build_model("conv-bigru", *PSL18)
    halves = model.get_layer("gru_1").get_weights()
    assert not np.array_equal(halves[0], halves[3])


@pytest.mark.parametrize(
    ("preset", "window_size"),
    [
        ("no-such", 98),
        ("compact", 15),
        ("conv-bigru", 3),
        ("resnet*", 98),
        ("resnet*0", 98),
        ("resnet*nan", 98),
        ("resnet*half", 98),
    ],
)
def test_what_cannot_be_built_is_one_clear_error(preset: str, window_size: int) -> None:
    with pytest.raises(TrainingError, match="Remedy"):
        build_model(preset, window_size, 14, 18)


def test_a_factor_multiplies_the_width_of_every_layer() -> None:
    half = build_model("resnet*0.5", *PSL18)
    for layer in build_model("resnet", *PSL18).layers:
        if hasattr(layer, "filters"):
            assert half.get_layer(layer.name).filters == layer.filters / 2
            assert half.get_layer(layer.name).kernel_size == layer.kernel_size
    double = build_model("compact*2", *PSL18)
    assert [double.get_layer(name).filters for name in ("conv_1", "conv_2")] == [48, 64]
    assert double.get_layer("lstm_1").units == 64


@pytest.mark.parametrize("preset", PRESETS)
def test_a_factor_of_one_changes_nothing_and_a_small_one_leaves_something(preset: str) -> None:
    assert PRESETS[preset].scaled(1) == PRESETS[preset]
    assert 0 < build_model(f"{preset}*0.01", *PSL18).count_params() < build_model(preset, *PSL18).count_params()
    assert find_preset(f"{preset}*0.5").name == f"{preset}*0.5"


RATES = {"fast": 2_500_000, "slow": 40_000_000}
SLOW_AND_FAST = (StreamShape(8, frames_per_sample=1), StreamShape(6, frames_per_sample=2))


def test_a_branch_reads_its_own_stream_at_its_own_rate() -> None:
    model = build_model("branches", *PSL18, streams=SLOW_AND_FAST)
    branches = keras.Model(model.inputs, [model.get_layer(f"stream_{n}_mean_and_maximum").output for n in (1, 2)])
    window = np.random.default_rng(0).normal(size=(1, 98, 14)).astype(np.float32)
    other = window.copy()
    other[:, :, 8:] += 1
    first, second = zip(branches(window), branches(other), strict=True)
    assert np.array_equal(*first)
    assert not np.allclose(*second)
    assert model.get_layer("stream_2_conv_1").input.shape[1:] == (49, 6)


def test_streams_of_a_signal_say_how_many_frames_show_a_sample() -> None:
    fast, slow = (StreamSpec(name=name, sample_period_ns=period, channels=("x",)) for name, period in RATES.items())
    signal = SignalSpec((fast, slow), frame_period_ns=10_000_000, window_size=8, window_increment=4)
    assert stream_shapes(signal) == (StreamShape(1, 1), StreamShape(1, 4))


def test_streams_that_are_not_the_frame_are_refused() -> None:
    with pytest.raises(ValueError, match="14 features in frames of 13"):
        build_model("branches", 98, 13, 18, streams=SLOW_AND_FAST)
