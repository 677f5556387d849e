"""The generated C engine on this host, fed one frame at a time: what ``kd_model_push`` does on a device."""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen import StreamOptions
from kd_edge.compiled import host_flags, load_library
from kd_edge.engines.c import engine_program, generate_for_host, model_memory
from kd_edge.engines.engine import check_inputs


class CStream:
    """An int8 network that remembers: frames in, a row of scores at every hop out.

    Args:
        model: the int8 flatbuffer, with valid padding.
        stateful: keep the LSTM's state, instead of giving the window's result at every hop.
        hop: frames between results; None for the least that the network's strides allow.

    Raises:
        EngineError: no compiler, or a model that cannot stream.
    """

    def __init__(self, model: bytes, *, stateful: bool = False, hop: int | None = None) -> None:
        generated = generate_for_host(model, StreamOptions(hop=hop, stateful=stateful))
        report = generated.cost
        assert report.stream is not None, "a stream was asked for"
        self._features = report.stream.frame_values
        self._classes = int(np.prod(report.output_shape))
        library = load_library(engine_program(generated), host_flags())
        library.kd_model_output.restype = ctypes.c_void_p
        library.kd_model_push.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        self._library = library
        self._memory = model_memory(report)
        self._model = ctypes.c_void_p(self._memory.ctypes.data)
        self.reset()

    def reset(self) -> None:
        """Discard everything that was pushed."""
        self._library.kd_model_reset(self._model)

    def push(self, frames: NDArray[np.int8]) -> NDArray[np.int8]:
        """Scores, int8 ``(results, classes)``, that became complete with ``frames``, int8 ``(n, features)``.

        Raises:
            EngineError: wrong type or shape.
        """
        check_inputs(frames, (self._features,), np.int8)
        frames = np.ascontiguousarray(frames)
        results = [
            ctypes.string_at(self._library.kd_model_output(self._model), self._classes)
            for frame in range(len(frames))
            if self._library.kd_model_push(self._model, frames.ctypes.data + frame * self._features)
        ]
        return np.frombuffer(b"".join(results), np.int8).reshape(-1, self._classes)
