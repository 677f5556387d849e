"""The protocol that every engine follows, and how one is chosen."""

from __future__ import annotations

from importlib import import_module
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from kd_edge.engines.model_file import check_int8
from kd_edge.errors import EngineError, MissingExtraError

# Kind -> module of this package and what opens it, bit-exact engines first: that is the order of "auto".
ENGINES: Final = {
    "c": ("c", "CEngine"),
    "tflm": ("isolated", "isolated_tflm"),
    "litert": ("isolated", "isolated_litert"),
}


class Engine(Protocol):
    """Runs an int8 network, every window from a fresh state.

    Attributes:
        name: its name in reports.
    """

    name: str

    def infer(self, inputs: NDArray[np.int8]) -> NDArray[np.int8]:
        """Scores, int8 ``(n, classes)``, of the windows ``inputs``, int8 ``(n, window_size, features)``.

        Raises:
            EngineError: wrong type or shape.
        """
        ...


def open_engine(model: bytes, kind: str = "auto") -> Engine:
    """An engine for the int8 TFLite file ``model``.

    Args:
        model: the flatbuffer.
        kind: a key of ``ENGINES``, or ``auto`` for the first that is installed and takes the model.

    Raises:
        EngineError: ``model`` is not a whole TFLite file or not int8, the kind is unknown, or no engine takes it.
        MissingExtraError: the kind that was asked for is not installed.
    """
    check_int8(model)
    if kind != "auto":
        return _open(model, kind)
    refusals = []
    for candidate in ENGINES:
        try:
            return _open(model, candidate)
        except (EngineError, MissingExtraError) as error:
            refusals.append(f"{candidate}: {error.found}")
    raise EngineError(
        "An engine that takes the model is installed",
        found="; ".join(refusals),
        remedy="pip install 'kd-edge[edge]' for LiteRT, or 'kd-edge[oracle]' for TFLite Micro",
    )


def check_inputs(inputs: NDArray[np.generic], shape: tuple[int, ...], dtype: type[np.generic]) -> None:
    """Check that ``inputs`` are windows ``(n, *shape)`` of ``dtype``.

    Raises:
        EngineError: they are not.
    """
    if inputs.dtype != dtype or inputs.shape[1:] != shape:
        raise EngineError(
            f"Windows are {np.dtype(dtype)} of shape (n, {', '.join(map(str, shape))})",
            found=f"{inputs.dtype} of shape {inputs.shape}",
            remedy="cut and quantise them by the bundle's manifest",
        )


def _open(model: bytes, kind: str) -> Engine:
    if kind not in ENGINES:
        raise EngineError("An engine is one that exists", found=kind, remedy=f"use auto, {', '.join(ENGINES)}")
    module, name = ENGINES[kind]
    engine: Engine = getattr(import_module(f"kd_edge.engines.{module}"), name)(model)
    return engine
