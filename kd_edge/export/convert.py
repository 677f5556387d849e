"""A Keras model as TFLite: float32, or int8 from end to end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from kd_edge.errors import ExportError
from kd_edge.export import canonical
from kd_edge.export.network import read_network
from kd_edge.export.operations import Lowering

STDERR: Final = 2

REPRESENTATIVE_WINDOWS = 500
"""How many training windows :func:`representative_indices` draws by default."""


def convert_float32(model: keras.Model) -> bytes:
    """``model`` as a float32 TFLite file: ``(1, window_size, features)`` in, ``(1, classes)`` probabilities out.

    The LSTM is one fused operator, BatchNormalization lies in the weights of its neighbours and a softmax
    is appended to logits.  Equal weights give equal bytes.

    Raises:
        ExportError: the model has a layer that no target runs, or the converter emitted other operators
            than the layers ask for.
    """
    return _convert(model, None)


def convert_int8(model: keras.Model, windows: NDArray[np.float32]) -> bytes:
    """``model`` as a full-integer TFLite file: int8 in, int8 out, int8 weights (int16 LSTM cell state).

    Args:
        model: as for :func:`convert_float32`.
        windows: representative float32 ``(n, window_size, features)`` from training subjects only;
            they fix the quantisation ranges.

    Raises:
        ExportError: as for :func:`convert_float32`, or windows of the wrong shape or not finite.
    """
    if windows.ndim != 3 or len(windows) == 0 or not np.isfinite(windows).all():
        raise ExportError(
            "Representative windows are finite numbers (n, window_size, features)",
            found=f"shape {windows.shape}",
            remedy="pass frames of the training windows",
        )
    return _convert(model, windows.astype(np.float32))


def representative_indices(total: int, count: int = REPRESENTATIVE_WINDOWS, seed: int = 0) -> NDArray[np.int64]:
    """Rising indices of at most ``count`` of ``total`` training windows, drawn by ``seed``."""
    return np.sort(np.random.default_rng(seed).permutation(total)[:count])


def scores(model: keras.Model, windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities ``(n, classes)`` of the Keras model itself, softmax appended as in the export."""
    outputs = np.asarray(model.predict(windows, batch_size=256, verbose=0), np.float32)
    if read_network(model).gives_probabilities:
        return outputs
    return np.asarray(tf.nn.softmax(outputs), np.float32)


def _convert(model: keras.Model, windows: NDArray[np.float32] | None) -> bytes:
    network = read_network(model)
    expected_shape = (network.window_size, network.feature_count)
    if windows is not None and windows.shape[1:] != expected_shape:
        raise ExportError(
            f"Representative windows have the model's shape {expected_shape}",
            found=windows.shape[1:],
            remedy="cut them with the SignalSpec that the model was trained with",
        )
    lowering = Lowering(network)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([lowering.concrete_function()], lowering)
    if windows is not None:
        _quantise_fully(converter, windows)
    with _quiet():
        converted = canonical.canonical(converter.convert())
    found = canonical.operators(converted)
    if found != lowering.operators:
        raise ExportError(
            "The converter emits exactly the operators that the layers ask for",
            found=f"{_histogram(found)} instead of {_histogram(lowering.operators)}",
            remedy="use the TensorFlow version that pyproject.toml names",
        )
    return converted


def _quantise_fully(converter: Any, windows: NDArray[np.float32]) -> None:
    def representative_dataset() -> Iterator[list[NDArray[np.float32]]]:
        for window in windows:
            yield [window[None]]

    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = representative_dataset
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the converter's notes, Python's and C++'s, out of the user's terminal; its errors still raise."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    terminal = os.dup(STDERR)
    try:
        with tempfile.TemporaryFile() as notes:
            os.dup2(notes.fileno(), STDERR)
            yield
    finally:
        os.dup2(terminal, STDERR)
        os.close(terminal)
        logger.setLevel(level)


def _histogram(operators: Any) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(operators.items()))
