"""Networks in which int8 would go wrong quietly: the float file is right, and so must TFLite Micro's scores be."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from kd_edge.engines import dequantise, quantise
from kd_edge.engines.tflm import Tflm
from kd_edge.export import canonical
from kd_edge.export.convert import convert, scores
from tests.export.conftest import CLASSES, FEATURES, STEPS

LAYERS = keras.layers


def beside_an_lstm(window):
    """The concatenation's range is the convolution's, far wider than an LSTM's -1 to 1."""
    wide = LAYERS.Conv1D(3, 3, kernel_initializer=keras.initializers.RandomNormal(stddev=1.5))(window)
    return LAYERS.Concatenate()([LAYERS.LSTM(6)(window), LAYERS.GlobalMaxPooling1D()(wide)])


def sequence_beside_an_lstm(window):
    sequence = LAYERS.LSTM(6, return_sequences=True)(window)
    return LAYERS.Flatten()(
        LAYERS.Concatenate()([LAYERS.MaxPooling1D(2)(sequence), LAYERS.AveragePooling1D(2)(window)])
    )


def pooled_input_beside_a_reader(window):
    """The pool's range has no negative values; the convolution reads the same window and needs them."""
    first = LAYERS.GlobalMaxPooling1D()(LAYERS.Conv1D(4, 3)(window))
    return LAYERS.Concatenate()([LAYERS.GlobalMaxPooling1D()(window), LAYERS.ReLU()(first)])


def longest_of_an_lstm(window):
    wide = LAYERS.Conv1D(3, 3, kernel_initializer=keras.initializers.RandomNormal(stddev=1.5))(window)
    pools = [LAYERS.GlobalMaxPooling1D()(x) for x in (LAYERS.LSTM(6, return_sequences=True)(window), wide)]
    return LAYERS.Concatenate()(pools)


def clipped_input(window):
    """Nothing before this ReLU6 can take it on."""
    return LAYERS.Flatten()(LAYERS.ReLU(max_value=6.0)(window * 4.0))


def clipped_twice(window):
    x = LAYERS.Conv1D(4, 3)(window)
    return LAYERS.Flatten()(LAYERS.Concatenate()([LAYERS.ReLU(6.0)(x), LAYERS.ReLU(6.0)(x), x]))


def clipped_vector(window):
    return LAYERS.ReLU(6.0)(LAYERS.LSTM(6)(window))


NETWORKS = {
    function.__name__: function
    for function in (
        beside_an_lstm,
        sequence_beside_an_lstm,
        pooled_input_beside_a_reader,
        longest_of_an_lstm,
        clipped_input,
        clipped_twice,
        clipped_vector,
    )
}


@pytest.mark.parametrize("body", NETWORKS.values(), ids=NETWORKS)
def test_int8_on_tflite_micro_stays_close_to_keras(body, windows):
    keras.utils.set_random_seed(4)
    window = keras.Input((STEPS, FEATURES))
    model = keras.Model(window, LAYERS.Dense(CLASSES)(body(window)))
    int8 = convert(model, windows).int8
    inputs, outputs = canonical.quantisations(int8)
    found = dequantise(Tflm(int8).infer(quantise(windows, inputs)), outputs)
    assert np.abs(found - scores(model, windows)).max() < 0.06
    assert "RELU6" not in canonical.operators(int8)
