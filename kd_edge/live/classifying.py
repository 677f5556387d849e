"""What classifies raw samples, in Python or in C."""

from __future__ import annotations

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.errors import EngineError
from kd_edge.live.decisions import Decisions, Recognition

NATIVE: Final = ("auto", "c")
"""Engines for which the signal path runs in C, too."""


class Classifier(Protocol):
    """Raw samples in, recognised signs out.

    Attributes:
        spec: the signal path that is followed.
        decisions: what followed from the scores so far.
    """

    spec: SignalSpec
    decisions: Decisions

    @property
    def filled(self) -> int:
        """Samples that were missing and were filled."""
        ...

    @property
    def skipped(self) -> int:
        """Samples that were dropped because their slot was taken."""
        ...

    @property
    def restarts(self) -> int:
        """How often the path restarted because time jumped."""
        ...

    def reset(self) -> None:
        """Discard every sample and decision."""
        ...

    def push(self, stream: str, samples: NDArray[np.generic], start_ns: int | None = None) -> list[Recognition]:
        """Feed samples of one stream; the signs that they complete."""
        ...


def open_classifier(bundle: Bundle, engine: str = "auto", wearer: WearerProfile | None = None) -> Classifier:
    """The fastest classifier of this host for ``bundle``.

    Args:
        bundle: whose specs, network and decision to follow.
        engine: ``auto`` or ``c`` for everything in C, with Python instead where ``auto`` finds no compiler; ``litert``
            or ``tflm`` for that engine, behind the signal path in Python.
        wearer: how the sensors are worn, if it is known.

    Raises:
        EngineError, MissingExtraError: the engine is not there, or refuses the network.
        SignalError, ContractError: a profile that does not fit.
    """
    if engine in NATIVE:
        from kd_edge.live.native import NativeClassifier

        try:
            return NativeClassifier(bundle, wearer)
        except EngineError:
            if engine != "auto":
                raise
    from kd_edge.engines import open_engine
    from kd_edge.live.classifier import LiveClassifier

    return LiveClassifier(bundle, open_engine(bundle.read(INT8_MODEL), engine), wearer)
