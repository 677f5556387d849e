"""Where a recording comes from, as `kd-edge record` writes it down."""

from __future__ import annotations

from msgspec import Struct


class Origin(Struct, frozen=True, forbid_unknown_fields=True):
    """The circumstances of one take.

    Attributes:
        recorded: when it began, in ISO 8601 with the time zone.
        device: what the sensors are, in the words of whoever recorded.
        source: how they were read, such as ``--port /dev/ttyACM0``.
        board: what the source said about each of its streams.
        findings: what the checks found in this take; empty if nothing.
    """

    recorded: str
    device: str = ""
    source: str = ""
    board: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
