"""Who recognises signs in what a board sends: the host, or the board itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

from kd_edge.contract import NS_PER_S, SignalSpec
from kd_edge.link.messages import End, Fault, Log, Mark
from kd_edge.link.protocol import CommandCode, FaultKind
from kd_edge.link.receiving import LinkCounters
from kd_edge.link.wire import Message
from kd_edge.live.events import Event, Remark, Truth

_FAULTS: Final = {kind.value: kind.name.lower().replace("_", " ") for kind in FaultKind}


class Request(NamedTuple):
    """A command to the board."""

    code: CommandCode
    arguments: bytes = b""


class Recogniser(Protocol):
    """Turns bytes from a board into events, and says what to ask of the board for it.

    Attributes:
        spec: the signal path whose windows are classified.
    """

    spec: SignalSpec

    @property
    def windows(self) -> int:
        """Windows classified so far, as far as the host knows."""
        ...

    @property
    def confidence(self) -> float | None:
        """The newest window's highest score as a probability; None before the first."""
        ...

    @property
    def counters(self) -> LinkCounters:
        """What was received, lost and filled so far."""
        ...

    @property
    def greeting(self) -> Request:
        """What to ask of a board that is silent."""
        ...

    def restart(self) -> None:
        """The board is silent and may have been reset: numbering may start anew."""
        ...

    def reopened(self) -> None:
        """The port was reopened: another board may be behind it."""
        ...

    def feed(self, data: bytes, read_ns: int) -> Iterator[Event | Request | End]:
        """What follows from ``data``, whose read returned at ``read_ns`` of ``time.monotonic_ns``.

        Raises:
            KdEdgeError: the board does not fit the bundle.
        """
        ...


def told(message: Message) -> Truth | Remark | End | None:
    """What ``message`` tells, whoever recognises: truth, remarks, the end; None for any other."""
    if isinstance(message, Mark):
        return Truth(message.name if message.label >= 0 else None, message.time_ns / NS_PER_S)
    if isinstance(message, Log):
        return Remark(message.text.decode(errors="replace"))
    if isinstance(message, Fault):
        kind = _FAULTS.get(message.kind, f"unknown ({message.kind})")
        return Remark(f"{kind} fault at {message.program_counter:#010x}; it starts again")
    return message if isinstance(message, End) else None
