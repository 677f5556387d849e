"""What happens in a live session, as programs and people are told."""

from __future__ import annotations

from msgspec import Struct


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


class Truth(Struct, frozen=True, tag_field="event", tag="truth"):
    """From ``time_s`` on, the wearer truly makes the sign ``label``; None: no sign."""

    label: str | None
    time_s: float


class Remark(Struct, frozen=True, tag_field="event", tag="remark"):
    """A line from the board for people, such as what troubles a sensor."""

    text: str


class PortLost(Struct, frozen=True, tag_field="event", tag="port_lost"):
    """The port went away; it will be reopened."""

    reason: str


class PortReopened(Struct, frozen=True, tag_field="event", tag="port_reopened"):
    """The port is back."""

    after_s: float


Event = Sign | Truth | Remark | PortLost | PortReopened
