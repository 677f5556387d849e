"""Filter design: from the contract's frequencies to float32 second-order sections.

Designs are computed in float64 and rounded once.  The rounded numbers are the
filter: Python runs them, and the generated C header carries their exact bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import Butterworth, Filter, StreamSpec
from kd_edge.errors import SignalError
from kd_edge.signal.design import butterworth, notch, settled_state


@dataclass(frozen=True, eq=False)
class Sections:
    """One filter as second-order sections.

    Attributes:
        sos: float32 ``(sections, 6)``, rows ``b0 b1 b2 a0 a1 a2`` with ``a0 = 1``.
        zi: float32 ``(sections, 2)``, the state settled on a constant input of 1.
    """

    sos: NDArray[np.float32]
    zi: NDArray[np.float32]


@cache
def design(stage: Filter, sample_rate_hz: float) -> Sections:
    """The sections of ``stage`` at ``sample_rate_hz``, designed once per process.

    Raises:
        SignalError: if the filter is no longer stable once rounded to float32.
    """
    sos = butterworth(stage, sample_rate_hz) if isinstance(stage, Butterworth) else notch(stage, sample_rate_hz)
    rounded = sos.astype(np.float32)
    if not _stable(rounded):
        raise SignalError(
            "A filter stays stable when its coefficients are rounded to float32",
            found=f"{stage} at {sample_rate_hz:g} Hz has a pole on or outside the unit circle",
            remedy="raise its lowest frequency or lower its order",
        )
    return Sections(rounded, settled_state(sos).astype(np.float32))


def design_filters(stream: StreamSpec) -> list[Sections]:
    """The sections of each of the stream's ``filters``, in order."""
    return [design(stage, stream.sample_rate_hz) for stage in stream.filters]


def design_envelope(stream: StreamSpec) -> Sections | None:
    """The sections of the envelope's low-pass, if the stream has an envelope."""
    return design(stream.envelope.lowpass, stream.sample_rate_hz) if stream.envelope else None


def group_delay_s(stage: Filter, sample_rate_hz: float, frequency_hz: float) -> float:
    """Seconds by which ``stage`` delays a component of ``frequency_hz``."""
    sos = design(stage, sample_rate_hz).sos.astype(np.float64)
    # The delay of a polynomial in z^-1 is its terms' delays, 0, 1 and 2 samples, weighted by the terms.
    terms = sos.reshape(-1, 2, 3) * np.exp(-2j * np.pi * frequency_hz / sample_rate_hz * np.arange(3))
    delays = ((terms * np.arange(3)).sum(axis=2) / terms.sum(axis=2)).real
    return float((delays[:, 0] - delays[:, 1]).sum()) / sample_rate_hz


def _stable(sos: NDArray[np.float32]) -> bool:
    """Whether every section's poles lie inside the unit circle (the stability triangle)."""
    a1, a2 = sos[:, 4].astype(np.float64), sos[:, 5].astype(np.float64)
    return bool(np.all(np.abs(a2) < 1) and np.all(np.abs(a1) < 1 + a2))
