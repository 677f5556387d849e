"""A Keras model as TFLite, float32 and int8, compared with the model before it is returned."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow.lite.python.convert import mlir_quantize

from kd_edge.engines.litert import LiteRtFloat
from kd_edge.errors import ExportError
from kd_edge.export import canonical
from kd_edge.export.calibration import Calibration, recalibrate
from kd_edge.export.operations import Lowering
from kd_edge.export.prepare import prepare
from kd_edge.network.check import outputs, random_windows, read_exportable
from kd_edge.network.reading import read_network
from kd_edge.network.stages import Network

STDERR: Final = 2

TOLERANCE: Final = 1e-5
"""Largest difference between a probability of the float32 file and Keras's own."""

_BATCH: Final = 256

REPRESENTATIVE_WINDOWS = 500
"""How many training windows :func:`representative_indices` draws by default."""


class Converted(NamedTuple):
    """A model as TFLite: the same network before and after quantisation."""

    float32: bytes
    int8: bytes


def convert(model: keras.Model, windows: NDArray[np.float32], calibration: Calibration = "min-max") -> Converted:
    """``model`` as both files of a bundle.

    The float32 file takes ``(1, window_size, features)`` and gives ``(1, classes)`` probabilities; the int8 file
    is int8 from end to end (int16 LSTM cell state). The LSTM is one fused operator, BatchNormalization lies
    in the weights of its neighbours and a softmax is appended to logits.  Equal weights give equal bytes.

    Args:
        model: Sequential or functional, of the layers that docs/export.md lists.
        windows: representative float32 ``(n, window_size, features)`` from training subjects only;
            they fix the quantisation ranges.
        calibration: how ranges follow from the values that these windows give.

    Raises:
        ExportError: the model has a layer that no target runs; what was read or converted gives other scores
            than the model on random windows; the converter emitted other operators than the layers ask for; or
            windows of the wrong shape or not finite.
    """
    windows = np.asarray(windows)
    if windows.ndim != 3 or len(windows) == 0 or not np.isfinite(windows).all():
        raise ExportError(
            "Representative windows are finite numbers (n, window_size, features)",
            found=f"shape {windows.shape}",
            remedy="pass frames of the training windows",
        )
    network = read_exportable(model)
    expected_shape = (network.window_size, network.feature_count)
    if windows.shape[1:] != expected_shape:
        raise ExportError(
            f"Representative windows have the model's shape {expected_shape}",
            found=windows.shape[1:],
            remedy="cut them with the SignalSpec that the model was trained with",
        )
    lowering = Lowering(prepare(network))
    float32 = _float32(lowering, model, network)
    return Converted(float32, _tflite(lowering, windows.astype(np.float32), calibration))


def convert_float32(model: keras.Model) -> bytes:
    """The float32 file alone; arguments and errors as for :func:`convert`."""
    network = read_exportable(model)
    return _float32(Lowering(prepare(network)), model, network)


def convert_int8(model: keras.Model, windows: NDArray[np.float32], calibration: Calibration = "min-max") -> bytes:
    """The int8 file alone; arguments and errors as for :func:`convert`."""
    return convert(model, windows, calibration).int8


def representative_indices(total: int, count: int = REPRESENTATIVE_WINDOWS, seed: int = 0) -> NDArray[np.int64]:
    """Rising indices of at most ``count`` of ``total`` training windows, drawn by ``seed``."""
    return np.sort(np.random.default_rng(seed).permutation(total)[:count])


def scores(model: keras.Model, windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities ``(n, classes)`` of the Keras model itself, softmax appended as in the export."""
    parts = [outputs(model, windows[first : first + _BATCH]) for first in range(0, len(windows), _BATCH)]
    return _probabilities(read_network(model), np.concatenate(parts))


def _probabilities(network: Network, scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return scores if network.gives_probabilities else np.asarray(tf.nn.softmax(scores), np.float32)


def _float32(lowering: Lowering, model: keras.Model, network: Network) -> bytes:
    """The float32 file, once it has given the model's own probabilities."""
    float32 = _tflite(lowering, None)
    # The range of normalised frames: larger values make logits so large that float32 itself loses 1e-5.
    windows = random_windows(network.window_size, network.feature_count, spreads=(1.0, 1.0), seed=1)
    expected = _probabilities(network, np.asarray(outputs(model, windows)))
    worst = float(np.abs(LiteRtFloat(float32).infer(windows) - expected).max())
    if not worst <= TOLERANCE:
        raise ExportError(
            f"The float32 file gives the model's own scores within {TOLERANCE:g}",
            found=f"a difference of {worst:.2g} on random windows",
            remedy="report this network; until then export one without its least usual layer",
        )
    return float32


def _tflite(lowering: Lowering, windows: NDArray[np.float32] | None, calibration: Calibration = "min-max") -> bytes:
    """A network as TFLite, int8 if there are representative ``windows``."""
    converter = tf.lite.TFLiteConverter.from_concrete_functions([lowering.function], lowering)
    if windows is not None:
        quantise_fully(converter, windows)
    with quiet():
        converted = canonical.canonical(_converted(converter, windows, calibration))
    found = canonical.operators(converted)
    if not _as_expected(found, lowering.operators, quantised=windows is not None):
        raise ExportError(
            "The converter emits exactly the operators that the layers ask for",
            found=f"{_histogram(found)} instead of {_histogram(lowering.operators)}",
            remedy="use the TensorFlow version that pyproject.toml names",
        )
    return converted


def _converted(converter: Any, windows: NDArray[np.float32] | None, calibration: Calibration) -> bytes:
    if windows is None or calibration == "min-max":
        return bytes(converter.convert())
    converter._experimental_calibrate_only = True  # the converter's own two steps, with other ranges between them
    ranged = recalibrate(bytes(converter.convert()), windows, calibration)
    return bytes(mlir_quantize(ranged, input_data_type=tf.int8, output_data_type=tf.int8))


def _as_expected(found: Counter[str], expected: Counter[str], quantised: bool) -> bool:
    """Whether every operator is there as often as asked for.

    Reshapes, which compute nothing, may have been joined; operands of an int8 concatenation may have been brought to
    its scale.
    """
    free = {"RESHAPE": 0, "QUANTIZE": 0} if quantised else {"RESHAPE": 0}
    return {**found, **free} == {**expected, **free} and found["RESHAPE"] <= expected["RESHAPE"]


def quantise_fully(converter: Any, windows: NDArray[np.float32]) -> None:
    """Ask ``converter`` for int8 from end to end, with ranges from ``windows`` (or images), one at a time."""

    def representative_dataset() -> Iterator[list[NDArray[np.float32]]]:
        for window in windows:
            yield [window[None]]

    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = representative_dataset
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8


@contextmanager
def quiet() -> Iterator[None]:
    """Hide the converter's messages, from Python and C++, from the user's terminal; its errors are still raised."""
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
