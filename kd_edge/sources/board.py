"""A board behind a port: open it, ask it to start, hand on what it sends, survive unplugging."""

from __future__ import annotations

import contextlib
import itertools
import math
import time
from collections.abc import Mapping
from typing import Final

import msgspec

from kd_edge.errors import StreamError
from kd_edge.link.codec import DELIMITER
from kd_edge.link.messages import Command, encode_message
from kd_edge.link.ports import DEFAULT_BAUD, Port, PortLostError, open_port
from kd_edge.source import Counters, Item, Lost, Returned, StreamInfo
from kd_edge.sources.conversation import Conversation, Request

GREET_AFTER_S: Final = 0.5
"""After this long without a byte the board is asked to start again: it may have been reset."""

GIVE_UP_S: Final = 10.0
"""A board that has not sent a single frame for so long will not send one."""

FIRST_RETRY_S: Final = 0.05
LAST_RETRY_S: Final = 0.5


class Board:
    """A :class:`~kd_edge.source.Source`: a board that speaks the serial protocol.

    Args:
        conversation: what to ask of the board, and what to make of its answers.
        url: any port that :func:`~kd_edge.link.ports.open_port` opens.
        baud: for serial devices.

    Raises:
        StreamError: the port does not exist or is not free.
    """

    def __init__(self, conversation: Conversation, url: str, *, baud: int = DEFAULT_BAUD) -> None:
        self.arrived_ns = time.monotonic_ns()
        self._conversation = conversation
        self._url = url
        self._baud = baud
        self._tags = itertools.cycle(range(256))
        self._bytes = self._reconnects = 0
        self._retry_s = FIRST_RETRY_S
        self._lost_s = 0.0
        self._heard_s = -math.inf  # when the last byte came, or the last greeting went
        self._port: Port | None = open_port(url, baud)
        self._opened_s = time.monotonic()

    @property
    def streams(self) -> Mapping[str, StreamInfo]:
        """See :class:`~kd_edge.source.Source`."""
        return self._conversation.streams

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.source.Source`."""
        return msgspec.structs.replace(self._conversation.counters, reconnects=self._reconnects)

    def read(self) -> list[Item]:
        """See :class:`~kd_edge.source.Source`.

        Raises:
            KdEdgeError: also if the board does not carry the bundle.
        """
        if self._port is None:
            return self._reopen()
        items: list[Item] = []
        try:
            data = self._listen(self._port)
            self.arrived_ns = time.monotonic_ns()
            for item in self._conversation.feed(data):
                if isinstance(item, Request):
                    self.command(*item)
                else:
                    items.append(item)
        except PortLostError as error:
            self._lose()
            items.append(Lost(str(error.found)))
        if time.monotonic() - self._opened_s > GIVE_UP_S and (silence := self.silence()) is not None:
            raise silence
        return items

    def command(self, code: int, arguments: bytes = b"") -> bool:
        """See :class:`~kd_edge.source.Source`."""
        if self._port is not None:
            self._port.write(DELIMITER + encode_message(Command(next(self._tags), code, arguments)))
        return True

    def silence(self) -> StreamError | None:
        """See :class:`~kd_edge.source.Source`."""
        if self._conversation.counters.frames or self._reconnects:
            return None
        if self._bytes == 0:
            return StreamError(
                "A board answers when it is asked to start",
                found=f"nothing came from {self._url}",
                remedy="check that the board is powered, runs the firmware (`kd-edge flash`) and is on this port",
            )
        return StreamError(
            "A board speaks the protocol of kd-edge",
            found=f"{self._bytes} bytes came from {self._url}, but no frame",
            remedy="if it is a serial port, name the board's rate with --baud; "
            "otherwise check that the board runs the firmware (`kd-edge flash`)",
        )

    def close(self) -> None:
        """See :class:`~kd_edge.source.Source`."""
        if self._port is not None:
            self._port.close()

    def _listen(self, port: Port) -> bytes:
        """Wait for bytes; greet a silent board."""
        if time.monotonic() - self._heard_s > GREET_AFTER_S:
            self._conversation.restart()
            self.command(*self._conversation.greeting)
            self._heard_s = time.monotonic()
        data = port.read()
        if data:
            self._heard_s = time.monotonic()
            self._bytes += len(data)
        return data

    def _lose(self) -> None:
        self.close()
        self._port = None
        self._lost_s = time.monotonic()
        self._retry_s = FIRST_RETRY_S

    def _reopen(self) -> list[Item]:
        """Try once to open the port again; the waits between attempts grow."""
        time.sleep(self._retry_s)
        self._retry_s = min(2 * self._retry_s, LAST_RETRY_S)
        with contextlib.suppress(StreamError):
            self._port = open_port(self._url, self._baud)
            self._reconnects += 1
            self._conversation.reopened()
            self._heard_s = -math.inf
            return [Returned(round(time.monotonic() - self._lost_s, 3))]
        return []
