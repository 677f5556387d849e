"""A board that sends the raw samples of its sensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kd_edge.contract import SignalSpec
from kd_edge.link.native import open_receiver
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.source import Counters, Item, Samples, StreamInfo
from kd_edge.sources.conversation import Request, told


class Sensing:
    """A :class:`~kd_edge.sources.conversation.Conversation` with a board that samples the streams of ``spec``."""

    greeting: Final = Request(CommandCode.START, bytes((BoardMode.SENSOR, 0)))

    def __init__(self, spec: SignalSpec) -> None:
        self._receiver = open_receiver(spec)

    @property
    def streams(self) -> Mapping[str, StreamInfo]:
        """See :class:`~kd_edge.sources.conversation.Conversation`."""
        return self._receiver.streams

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.sources.conversation.Conversation`."""
        return self._receiver.counters

    def restart(self) -> None:
        """See :class:`~kd_edge.sources.conversation.Conversation`."""
        self._receiver.restart()

    def reopened(self) -> None:
        """See :class:`~kd_edge.sources.conversation.Conversation`."""
        self._receiver.reopened()

    def feed(self, data: bytes) -> Iterator[Item]:
        """See :class:`~kd_edge.sources.conversation.Conversation`."""
        for message in self._receiver.feed(data):
            item = message if isinstance(message, Samples) else told(message)
            if item is not None:
                yield item
