"""TensorFlow Lite Micro itself, from its x86 wheel with the reference kernels: the reference for int8."""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
from numpy.typing import NDArray

from kd_edge.engines.engine import check_inputs
from kd_edge.engines.model_file import check_model
from kd_edge.errors import EngineError, MissingExtraError

_ARENA_BYTES = 1 << 22  # far more than any microcontroller has: a short arena crashes the wheel


class Tflm:
    """TFLite Micro on an int8 model, in this process: for models that are known good.

    Attributes:
        shape: of one window.
        classes: scores per window.

    Raises:
        MissingExtraError: the wheel is not installed.
        EngineError: TFLite Micro lacks an operator, or the model is not int8.
    """

    name = "tflm"
    dtype = np.int8

    def __init__(self, model: bytes) -> None:
        check_model(model)
        try:
            from tflite_micro.python.tflite_micro import runtime
        except ImportError as error:
            raise MissingExtraError("tflite_micro", "oracle") from error
        try:
            self._interpreter = runtime.Interpreter.from_bytes(model, arena_size=_ARENA_BYTES)
        except RuntimeError as error:
            raise EngineError(
                "TFLite Micro takes the model", found=error, remedy="use operators that TFLite Micro has"
            ) from error
        details = self._interpreter.get_input_details(0)
        if details["dtype"] != np.int8:
            raise EngineError(
                "The model takes int8",
                found=np.dtype(details["dtype"]).name,
                remedy="export it with `kd-edge export --int8`",
            )
        self.shape = tuple(int(size) for size in details["shape"][1:])
        self.classes = int(np.prod(self._interpreter.get_output_details(0)["shape"]))

    def infer(self, inputs: NDArray[np.int8]) -> NDArray[np.int8]:
        """Scores ``(n, classes)`` of windows ``(n, window_size, features)``, each from a fresh state."""
        check_inputs(inputs, self.shape, np.int8)
        scores = np.empty((len(inputs), self.classes), np.int8)
        interpreter = self._interpreter
        for index in range(len(inputs)):
            interpreter.reset()  # the LSTM's state survives invoke()
            interpreter.set_input(inputs[index : index + 1], 0)
            interpreter.invoke()
            scores[index] = interpreter.get_output(0).reshape(-1)
        return scores


def arena_bytes(model: bytes) -> int:
    """What TFLite Micro allocates for ``model`` on this 64-bit host: an upper bound for a 32-bit target.

    The wheel prints the figure, and only to the process's standard error, so a process of its own asks for it.

    Raises:
        MissingExtraError, EngineError: as for :class:`Tflm`.
    """
    Tflm(model)
    result = subprocess.run([sys.executable, "-c", _PRINT_ALLOCATIONS], input=model, capture_output=True, check=False)
    found = re.search(rb"Arena allocation total (\d+) bytes", result.stderr)
    if found is None:
        raise EngineError(
            "TFLite Micro prints its arena allocation",
            found=result.stderr.decode(errors="replace").strip() or f"exit code {result.returncode}",
            remedy="install the tflite-micro version that pyproject.toml names",
        )
    return int(found[1])


_PRINT_ALLOCATIONS = f"""
import sys
from tflite_micro.python.tflite_micro import runtime
runtime.Interpreter.from_bytes(sys.stdin.buffer.read(), arena_size={_ARENA_BYTES}).print_allocations()
"""
