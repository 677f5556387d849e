"""LiteRT (or its predecessor tflite-runtime): the desktop interpreter, one thread, no delegate.

Its integer LSTM is not TFLite Micro's: scores differ by some steps.  For int8 the
TFLM engine is the reference; float models run here only.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from kd_edge.engines.engine import check_inputs
from kd_edge.engines.model_file import check_model
from kd_edge.errors import EngineError, MissingExtraError

Scalar = TypeVar("Scalar", np.int8, np.float32)


class _Interpreter(Generic[Scalar]):
    """One window in, one row of scores out, at the type of the model, in this process: for models known good.

    Attributes:
        dtype: of input and output.
        shape: of one window.
        classes: scores per window.
    """

    def __init__(self, model: bytes, dtype: type[Scalar]) -> None:
        check_model(model)
        module = interpreter_module()
        self.name = module.__name__.split(".")[0]
        self.dtype: type[Scalar] = dtype
        try:
            self._interpreter = module.Interpreter(
                model_content=model,
                num_threads=1,
                experimental_op_resolver_type=module.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
            )
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise EngineError(
                "LiteRT takes the model",
                found=str(error).strip(),
                remedy="use another engine, or export the model again",
            ) from error
        input_tensor, output_tensor = (
            self._interpreter.get_input_details()[0],
            self._interpreter.get_output_details()[0],
        )
        if input_tensor["dtype"] != dtype:
            raise EngineError(
                f"The model takes {np.dtype(dtype)}",
                found=np.dtype(input_tensor["dtype"]).name,
                remedy="name the bundle's other .tflite file",
            )
        self._input, self._output = input_tensor["index"], output_tensor["index"]
        self.shape = tuple(int(size) for size in input_tensor["shape"][1:])
        self.classes = int(output_tensor["shape"][-1])

    def infer(self, inputs: NDArray[Scalar]) -> NDArray[Scalar]:
        """Scores ``(n, classes)`` of windows ``(n, window_size, features)``, each from a fresh state."""
        check_inputs(inputs, self.shape, self.dtype)
        scores = np.empty((len(inputs), self.classes), self.dtype)
        interpreter = self._interpreter
        for index in range(len(inputs)):
            interpreter.reset_all_variables()
            interpreter.set_tensor(self._input, inputs[index : index + 1])
            interpreter.invoke()
            scores[index] = interpreter.get_tensor(self._output)[0]
        return scores


class LiteRt(_Interpreter[np.int8]):
    """LiteRT on an int8 model.

    Raises:
        MissingExtraError: neither ai-edge-litert nor tflite-runtime is installed.
        EngineError: it refuses the model.
    """

    def __init__(self, model: bytes) -> None:
        super().__init__(model, np.int8)


class LiteRtFloat(_Interpreter[np.float32]):
    """LiteRT on a float32 model; errors as for :class:`LiteRt`."""

    def __init__(self, model: bytes) -> None:
        super().__init__(model, np.float32)


def interpreter_module() -> ModuleType:
    """The installed module with an ``Interpreter`` for TFLite files.

    Raises:
        MissingExtraError: if there is none.
    """
    for package in ("ai_edge_litert", "tflite_runtime"):
        try:
            return import_module(f"{package}.interpreter")
        except ImportError:
            continue
    raise MissingExtraError("ai_edge_litert", "edge")
