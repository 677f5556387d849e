"""Narrower int8 ranges for activations: outliers are clipped so that all other values get finer steps.

The converter takes the smallest and largest value that representative windows give.  ``percentile`` leaves out the
outermost values on both sides (Krishnamoorthi, arXiv:1806.08342); ``mse`` takes the range with the smallest mean
squared error over these values, clipping included (Banner et al., arXiv:1810.05723, search it in closed form).

The ranges stand in the file that the converter has calibrated and not yet quantised.  Some stay as they are: those of
an LSTM, its state and what it reads, since its kernels derive several scales from them; and those of scores, where a
clipped winner would tie with others.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import flatbuffers
import numpy as np
from numpy.typing import NDArray
from tensorflow.lite.python import schema_py_generated as schema

from kd_edge.engines.litert import interpreter_module

Calibration = Literal["min-max", "percentile", "mse"]

PERCENTILE: Final = 99.9
"""Share of the values, in percent, that lie in a range of the method ``percentile``."""

LEVELS: Final = 255
"""Steps of an int8 value from its smallest to its largest."""

_CANDIDATES: Final = np.linspace(1.0, 0.3, 36)
_VALUES: Final = 50_000
_WINDOWS: Final = 100


def recalibrate(calibrated: bytes, windows: NDArray[np.float32], method: Calibration) -> bytes:
    """``calibrated`` with the ranges of ``method``.

    Args:
        calibrated: a float TFLite file with the range of every activation, not yet quantised.
        windows: float32 ``(n, window_size, features)``.
        method: ``min-max`` changes nothing.
    """
    if method == "min-max":
        return calibrated
    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAs(calibrated, 0))
    (graph,) = tree.subgraphs
    chosen = _free(tree, graph)
    for index, values in _activations(calibrated, windows, chosen).items():
        low, high = narrow(values, method)
        quantisation = graph.tensors[index].quantization
        quantisation.min, quantisation.max = (np.array([end], np.float32) for end in (low, high))
    builder = flatbuffers.Builder(len(calibrated))
    builder.Finish(tree.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def narrow(values: NDArray[np.float32], method: Calibration) -> tuple[float, float]:
    """The range of ``values`` by ``method``; it holds 0, as TFLite demands."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    if method == "percentile":
        outside = (100 - PERCENTILE) / 2
        ends = np.percentile(values, [outside, 100 - outside])
        return min(float(ends[0]), 0.0), max(float(ends[1]), 0.0)
    if method == "mse" and high > low:
        # Both ends are tried on their own: a range of one sign has the other end at 0.
        high = min((high * share for share in _CANDIDATES), key=lambda end: squared_error(values, low, end))
        low = min((low * share for share in _CANDIDATES), key=lambda end: squared_error(values, end, high))
    return low, high


def squared_error(values: NDArray[np.float32], low: float, high: float) -> float:
    """Mean squared error of ``values`` as int8 of this range."""
    if high <= low:
        return float(np.mean(np.square(values)))
    step = (high - low) / LEVELS
    stored = np.clip(np.rint((values - low) / step), 0, LEVELS) * step + low
    return float(np.mean(np.square(stored - values)))


def _free(tree: Any, graph: Any) -> set[int]:
    """Indices of the activations whose range may change."""
    ranged = {
        index
        for index, tensor in enumerate(graph.tensors)
        if tensor.quantization and tensor.quantization.min is not None
    }
    fixed: set[int] = set()
    for operator in graph.operators:
        code = tree.operatorCodes[operator.opcodeIndex]
        kind = max(code.builtinCode, code.deprecatedBuiltinCode)
        if kind in (schema.BuiltinOperator.UNIDIRECTIONAL_SEQUENCE_LSTM, schema.BuiltinOperator.SOFTMAX):
            fixed |= {
                *operator.inputs,
                *operator.outputs,
                *([] if operator.intermediates is None else operator.intermediates),
            }
    return ranged - {int(index) for index in fixed}


def _activations(calibrated: bytes, windows: NDArray[np.float32], chosen: set[int]) -> dict[int, NDArray[np.float32]]:
    """Values of the ``chosen`` tensors over some of ``windows``, at most ``_VALUES`` of each, evenly drawn."""
    module = interpreter_module()
    interpreter = module.Interpreter(
        model_content=calibrated,
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=module.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    (window,) = interpreter.get_input_details()
    found: dict[int, list[NDArray[np.float32]]] = {index: [] for index in sorted(chosen)}
    rows = np.unique(np.linspace(0, len(windows) - 1, min(_WINDOWS, len(windows))).astype(int))
    for row in rows:
        interpreter.reset_all_variables()
        interpreter.set_tensor(window["index"], windows[row][None])
        interpreter.invoke()
        for index, parts in found.items():
            values = interpreter.get_tensor(index).ravel()
            parts.append(values[:: max(1, len(values) * len(rows) // _VALUES)])
    return {index: np.concatenate(parts) for index, parts in found.items()}
