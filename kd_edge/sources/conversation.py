"""What is said between a host and a board that speaks the serial protocol, whatever is wanted of the board."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from kd_edge.contract import NS_PER_S
from kd_edge.link.messages import End, Fault, Log, Mark
from kd_edge.link.protocol import CommandCode, FaultKind
from kd_edge.link.wire import Message
from kd_edge.source import Counters, Ended, Item, Remark, StreamInfo, Truth

_FAULTS = {kind.value: kind.name.lower().replace("_", " ") for kind in FaultKind}


class Request(NamedTuple):
    """A command to the board."""

    code: CommandCode
    arguments: bytes = b""


class Conversation(Protocol):
    """Makes items of what a board sends, and says what to ask of it."""

    @property
    def greeting(self) -> Request:
        """What to ask of a board that is silent."""
        ...

    @property
    def streams(self) -> Mapping[str, StreamInfo]:
        """The streams that the board has described so far."""
        ...

    @property
    def counters(self) -> Counters:
        """What was received and lost so far."""
        ...

    def restart(self) -> None:
        """The board is silent and may have been reset: numbering may start anew."""
        ...

    def reopened(self) -> None:
        """The port was reopened: another board may be behind it."""
        ...

    def feed(self, data: bytes) -> Iterator[Item | Request]:
        """What follows from ``data``.

        Raises:
            KdEdgeError: the board does not fit the bundle.
        """
        ...


def told(message: Message) -> Truth | Remark | Ended | None:
    """What ``message`` tells, whatever is wanted of the board: truth, remarks, the end; None for any other."""
    if isinstance(message, Mark):
        return truth(message)
    if isinstance(message, Log):
        return Remark(message.text.decode(errors="replace"))
    if isinstance(message, Fault):
        kind = _FAULTS.get(message.kind, f"unknown ({message.kind})")
        return Remark(f"{kind} fault at {message.program_counter:#010x}; it starts again")
    return Ended() if isinstance(message, End) else None


def truth(mark: Mark) -> Truth:
    """What ``mark`` says."""
    return Truth(mark.name if mark.label >= 0 else None, mark.time_ns / NS_PER_S)
