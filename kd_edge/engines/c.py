"""The generated C engine on this host, compiled once per model and loaded into Python.

It runs in this process: the generator checks every shape and offset before it writes a loop, and the code that it
writes for damaged models has been tested with sanitizers.  Only its size is limited here.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen import Generated, ModelCost, StreamOptions, generate
from kd_edge.compiled import Program, host_flags, load_library
from kd_edge.engines.engine import check_inputs
from kd_edge.engines.model_file import check_int8
from kd_edge.errors import CodegenError, EngineError
from kd_edge.files import firmware_root

_ALIGNMENT: Final = 64
_MOST_STATE_BYTES: Final = 1 << 28
_MOST_MACS: Final = 1 << 33  # some seconds for one window


class CEngine:
    """Runs an int8 network as compiled C; every bit is TFLite Micro's.

    Args:
        model: the int8 flatbuffer.
        flags: compiler options instead of the usual ones (optimised for this machine).

    Raises:
        EngineError: no compiler, or a model that the generator does not take.
    """

    name = "c"

    def __init__(self, model: bytes, flags: Sequence[str] | None = None) -> None:
        generated = generate_for_host(model)
        self._shape = generated.cost.input_shape[1:]
        self._classes = int(np.prod(generated.cost.output_shape))
        library = load_library(engine_program(generated), host_flags() if flags is None else flags)
        library.kd_model_input.restype = ctypes.c_void_p
        library.kd_model_output.restype = ctypes.c_void_p
        self._run = library.kd_model_run
        self._memory = model_memory(generated.cost)
        self._model = ctypes.c_void_p(self._memory.ctypes.data)
        self._input = self._place(library.kd_model_input(self._model), int(np.prod(self._shape)))
        self._output = self._place(library.kd_model_output(self._model), self._classes)

    def _place(self, address: int, size: int) -> NDArray[np.int8]:
        """``size`` bytes of the arena, from ``address`` on."""
        offset = address - self._memory.ctypes.data
        return self._memory[offset : offset + size]

    def infer(self, inputs: NDArray[np.int8]) -> NDArray[np.int8]:
        """Scores, int8 ``(n, classes)``, of the windows ``inputs``, int8 ``(n, window_size, features)``.

        Raises:
            EngineError: wrong type or shape.
        """
        check_inputs(inputs, self._shape, np.int8)
        outputs = np.empty((len(inputs), self._classes), np.int8)
        for window, scores in zip(inputs.reshape(len(inputs), -1), outputs, strict=True):
            self._input[:] = window
            self._run(self._model)
            scores[:] = self._output
        return outputs


def generate_for_host(model: bytes, stream: StreamOptions | None = None) -> Generated:
    """The int8 flatbuffer ``model`` as C that this host can run, for whole windows or for a stream.

    Raises:
        EngineError: a model that is not int8, that the generator does not take, or that no host should run.
    """
    check_int8(model)
    try:
        generated = generate(model, stream)
    except CodegenError as error:
        raise EngineError(error.rule, found=error.found, remedy=error.remedy) from error
    report = generated.cost
    if report.state_bytes > _MOST_STATE_BYTES or report.macs > _MOST_MACS:
        raise EngineError(
            f"A network needs at most {_MOST_STATE_BYTES:,} bytes and {_MOST_MACS:,} MACs",
            found=f"{report.state_bytes:,} bytes and {report.macs:,} MACs",
            remedy="use a smaller network",
        )
    return generated


def engine_program(generated: Generated) -> Program:
    """What the library of a generated network is built from."""
    return Program(generated.files, includes=(firmware_root() / "runtime" / "c",))


def model_memory(report: ModelCost) -> NDArray[np.int8]:
    """Room for a ``kd_model_t``, all zeros."""
    memory = np.zeros(report.state_bytes + _ALIGNMENT, np.int8)
    start = -memory.ctypes.data % _ALIGNMENT
    return memory[start : start + report.state_bytes]
