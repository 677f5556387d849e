"""Conversion against Keras and TFLite Micro: the same numbers, no operator too many, the same bytes twice."""

from __future__ import annotations

import struct
from dataclasses import replace

import keras
import numpy as np
import pytest

from kd_edge.engines import dequantise, quantise
from kd_edge.engines.litert import LiteRtFloat
from kd_edge.engines.tflm import Tflm
from kd_edge.errors import ExportError
from kd_edge.export import canonical
from kd_edge.export import convert as convert_module
from kd_edge.export.convert import convert_float32, convert_int8, representative_indices, scores
from kd_edge.network.stages import Network
from tests.export.conftest import CLASSES, FEATURES, STEPS, build

OPERATORS = {
    "reference": {
        "AVERAGE_POOL_2D": 1,
        "CONV_2D": 2,
        "FULLY_CONNECTED": 1,
        "RESHAPE": 2,
        "SOFTMAX": 1,
        "STRIDED_SLICE": 1,
        "UNIDIRECTIONAL_SEQUENCE_LSTM": 2,
    },
    "convolutional": {
        "CONV_2D": 2,
        "DEPTHWISE_CONV_2D": 1,
        "FULLY_CONNECTED": 2,
        "MAX_POOL_2D": 1,
        "MEAN": 1,
        "PAD": 1,
        "RESHAPE": 1,
        "SOFTMAX": 1,
        "TANH": 1,
    },
    "flattened": {"CONV_2D": 1, "FULLY_CONNECTED": 1, "LOGISTIC": 1, "RESHAPE": 2, "SOFTMAX": 1},
    "depthwise": {
        "AVERAGE_POOL_2D": 1,
        "CONV_2D": 1,
        "DEPTHWISE_CONV_2D": 1,
        "RESHAPE": 2,
        "SOFTMAX": 1,
        "STRIDED_SLICE": 1,
        "UNIDIRECTIONAL_SEQUENCE_LSTM": 1,
    },
}


def test_float_file_gives_the_numbers_of_keras(converted, windows):
    _, model, float32, _ = converted
    assert np.abs(LiteRtFloat(float32).infer(windows) - scores(model, windows)).max() <= 1e-5


def test_int8_file_on_tflm_stays_close_to_keras(converted, windows):
    name, model, _, int8 = converted
    inputs, outputs = canonical.quantisations(int8)
    found = dequantise(Tflm(int8).infer(quantise(windows, inputs)), outputs)
    assert np.abs(found - scores(model, windows)).max() < (0.1 if name == "flattened" else 0.03)


def test_operators_are_exactly_those_of_the_layers(converted):
    name, _, float32, int8 = converted
    assert canonical.operators(float32) == OPERATORS[name]
    assert canonical.operators(int8) == OPERATORS[name]


def test_converting_twice_gives_the_same_bytes(converted, windows):
    _, model, float32, int8 = converted
    assert convert_float32(model) == float32
    assert convert_int8(model, windows) == int8


def test_constants_are_aligned(converted):
    int8 = converted[3]
    tree = canonical.schema.Model.GetRootAs(int8, 0)
    buffers = [tree.Buffers(index) for index in range(tree.BuffersLength())]
    vectors = [buffer.DataAsNumpy() for buffer in buffers if buffer.DataLength()]
    assert vectors
    start = np.frombuffer(int8, np.uint8).__array_interface__["data"][0]
    assert all((vector.__array_interface__["data"][0] - start) % canonical.ALIGNMENT == 0 for vector in vectors)


def test_the_file_names_itself_and_no_time(converted):
    float32 = converted[2]
    assert float32[4:8] == b"TFL3"
    assert struct.unpack("<I", float32[:4])[0] < len(float32)
    for leftover in (b"CONVERSION_METADATA", b"serving_default", b"StatefulPartitionedCall"):
        assert leftover not in float32


LAYERS = keras.layers


def test_what_no_target_runs_is_one_clear_error():
    model = keras.Sequential([keras.Input((STEPS, FEATURES)), LAYERS.GRU(4, name="gru"), LAYERS.Dense(CLASSES)])
    with pytest.raises(ExportError, match=r"GRU 'gru' cannot be exported.*Remedy: use an LSTM"):
        convert_float32(model)


def test_a_batch_norm_that_nothing_takes_in_becomes_a_convolution_of_one_tap():
    model = keras.Sequential([keras.Input((STEPS, FEATURES)), LAYERS.Conv1D(4, 3, activation="relu")])
    model.add(LAYERS.BatchNormalization(beta_initializer="ones"))
    model.add(LAYERS.Conv1D(4, 3, padding="same"))
    model.add(LAYERS.GlobalMaxPooling1D())
    expected = {"CONV_2D": 2, "DEPTHWISE_CONV_2D": 1, "MAX_POOL_2D": 1, "RESHAPE": 2, "SOFTMAX": 1}
    assert canonical.operators(convert_float32(model)) == expected


def test_two_lstms_of_one_name_stay_two_fused_operators():
    """Nested models may name their layers alike; the converter tells fused functions apart by name."""
    bases = [keras.Sequential([keras.Input((STEPS, FEATURES)), LAYERS.LSTM(3, name="lstm")]) for _ in range(2)]
    window = keras.Input((STEPS, FEATURES))
    model = keras.Model(window, LAYERS.Concatenate()([base(window) for base in bases]))
    assert canonical.operators(convert_float32(model))["UNIDIRECTIONAL_SEQUENCE_LSTM"] == 2


def test_a_file_that_differs_from_the_model_is_never_returned(monkeypatch):
    """The net under everything: whatever went wrong on the way, the numbers of the file itself are compared."""
    model = keras.Sequential([keras.Input((STEPS, FEATURES)), LAYERS.Flatten(), LAYERS.Dense(CLASSES)])
    monkeypatch.setattr(convert_module, "prepare", _prepare_wrongly)
    for conversion in (convert_float32, lambda wrong: convert_int8(wrong, np.ones((2, STEPS, FEATURES), np.float32))):
        with pytest.raises(ExportError, match="within 1e-05"):
            conversion(model)


def _prepare_wrongly(network):
    weights = network.output.stage
    wrong = replace(network.output, stage=replace(weights, kernel=weights.kernel * np.float32(1.01)))
    return Network(network.window, wrong)


@pytest.mark.parametrize(
    "bad",
    [np.empty((0, STEPS, FEATURES), np.float32), np.ones((2, STEPS + 1, FEATURES), np.float32), np.ones((STEPS, 3))],
    ids=["none", "another window size", "one window without its axis"],
)
def test_representative_windows_that_do_not_fit(bad):
    with pytest.raises(ExportError, match="Representative windows"):
        convert_int8(build("flattened"), bad)


def test_representative_windows_are_finite(windows):
    damaged = windows.copy()
    damaged[3, 2, 1] = np.nan
    with pytest.raises(ExportError, match="finite"):
        convert_int8(build("flattened"), damaged)


def test_representative_indices_are_seeded_distinct_and_bounded():
    drawn = representative_indices(1000, count=10, seed=3)
    assert len(set(drawn.tolist())) == 10
    assert drawn.tolist() == representative_indices(1000, count=10, seed=3).tolist()
    assert drawn.tolist() != representative_indices(1000, count=10, seed=4).tolist()
    assert representative_indices(5, count=10).tolist() == [0, 1, 2, 3, 4]
