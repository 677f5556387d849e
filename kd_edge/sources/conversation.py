"""What a host and a board tell each other over the serial protocol, whether the board sends samples or decisions."""

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
    """Turns what a board sends into items, and says which commands to send to it."""

    @property
    def greeting(self) -> Request:
        """Commands for a board that is silent."""
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
        """The board is silent and may have been reset: sequence numbers may start again."""
        ...

    def reopened(self) -> None:
        """The port was reopened: another board may be connected to it."""
        ...

    def feed(self, data: bytes) -> Iterator[Item | Request]:
        """The items that follow from ``data``.

        Raises:
            KdEdgeError: the board does not fit the bundle.
        """
        ...


def told(message: Message) -> Truth | Remark | Ended | None:
    """The item for a message that every board may send (true label, remark, end); None for any other message."""
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
