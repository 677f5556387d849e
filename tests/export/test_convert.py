"""Conversion against Keras and TFLite Micro: the same numbers, no operator too many, the same bytes twice."""

from __future__ import annotations

import struct

import keras
import numpy as np
import pytest

from kd_edge.engines import dequantise, quantise
from kd_edge.engines.litert import LiteRtFloat
from kd_edge.engines.tflm import Tflm
from kd_edge.errors import ExportError
from kd_edge.export import canonical
from kd_edge.export.convert import convert_float32, convert_int8, representative_indices, scores
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
UNSUPPORTED = {
    "a GRU": [LAYERS.GRU(4), LAYERS.Dense(CLASSES)],
    "a bidirectional LSTM": [LAYERS.Bidirectional(LAYERS.LSTM(4)), LAYERS.Dense(CLASSES)],
    "an LSTM that runs backwards": [LAYERS.LSTM(4, go_backwards=True), LAYERS.Dense(CLASSES)],
    "an LSTM with another activation": [LAYERS.LSTM(4, activation="relu"), LAYERS.Dense(CLASSES)],
    "a grouped convolution": [LAYERS.Conv1D(6, 3, groups=3), LAYERS.Flatten(), LAYERS.Dense(CLASSES)],
    "an exotic activation": [LAYERS.Conv1D(6, 3, activation="gelu"), LAYERS.Flatten(), LAYERS.Dense(CLASSES)],
    "a leaky ReLU": [LAYERS.Conv1D(6, 3), LAYERS.ReLU(negative_slope=0.1), LAYERS.Flatten(), LAYERS.Dense(CLASSES)],
    "a BatchNormalization at the end": [LAYERS.LSTM(CLASSES), LAYERS.BatchNormalization()],
}


@pytest.mark.parametrize("layers", UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_what_no_target_runs_is_one_clear_error(layers):
    with pytest.raises(ExportError, match="Remedy"):
        convert_float32(keras.Sequential([keras.Input((STEPS, FEATURES)), *layers]))


def test_a_batch_norm_that_cannot_be_folded_exactly(windows):
    model = keras.Sequential([keras.Input((STEPS, FEATURES)), LAYERS.Conv1D(4, 3, activation="relu")])
    model.add(LAYERS.BatchNormalization(beta_initializer="ones"))
    model.add(LAYERS.Conv1D(4, 3, padding="same"))
    with pytest.raises(ExportError, match="batch_normalization"):
        convert_int8(model, windows)


def test_branches_are_refused():
    window = keras.Input((STEPS, FEATURES))
    left, right = LAYERS.Conv1D(4, 3)(window), LAYERS.Conv1D(4, 3)(window)
    model = keras.Model(window, LAYERS.Dense(CLASSES)(LAYERS.Flatten()(LAYERS.Add()([left, right]))))
    with pytest.raises(ExportError, match="one chain of layers"):
        convert_float32(model)


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
