"""What happens in a live session, as events for programs and for printing."""

from __future__ import annotations

from msgspec import Struct

from kd_edge.source import Lost, Remark, Returned, Timing, Truth


class Sign(Struct, frozen=True, tag_field="event", tag="sign"):
    """A recognised sign.

    Attributes:
        time_s: device time at the end of the window that decided.
        latency_ms: on the host, from the return of the read that completed the window to the
            decision; on a board, from its last sample to the decision.
    """

    label: str
    index: int
    confidence: float
    time_s: float
    latency_ms: float


class Hop(Struct, frozen=True, tag_field="event", tag="hop"):
    """One window was classified.

    Attributes:
        time_s: device time at the end of the window.
        scores: probability of each label, in the bundle's order, ``(classes,)``.
        vote: the label that passed the gates, as an index; None for rest.
        activity: how much the window moves; None where nothing depends on it or the source did not tell.
    """

    time_s: float
    scores: tuple[float, ...]
    vote: int | None
    activity: float | None = None


Event = Sign | Hop | Truth | Remark | Timing | Lost | Returned
