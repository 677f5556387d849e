"""A board behind a port: open it, ask it to start, hand on what it sends, survive unplugging."""

from __future__ import annotations

import itertools
import math
import re
import time
from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec

from kd_edge.contract import NS_PER_S
from kd_edge.errors import StreamError
from kd_edge.link.codec import DELIMITER
from kd_edge.link.messages import Command, encode_message
from kd_edge.link.ports import DEFAULT_BAUD, Port, PortLostError, open_port
from kd_edge.source import ClockKind, Counters, Item, StreamInfo
from kd_edge.sources.conversation import Conversation, Request
from kd_edge.sources.lasting import LastingPort
from kd_edge.sources.presence import GIVE_UP_S

GREET_AFTER_S: Final = 0.5
"""After this long without a byte the board is asked to start again: it may have been reset."""

_BEGINNING: Final = 200
"""Bytes that are kept to say what came in place of frames."""


class Board:
    """A :class:`~kd_edge.source.Source`: a board that speaks the serial protocol.

    Args:
        conversation: what to ask of the board, and what to make of its answers.
        url: any port that :func:`~kd_edge.link.ports.open_port` opens.
        baud: for serial devices.

    Raises:
        StreamError: the port does not exist or is not free.
    """

    clock: ClockKind = "device"
    synthetic = False

    def __init__(self, conversation: Conversation, url: str, *, baud: int = DEFAULT_BAUD) -> None:
        self.arrived_ns = time.monotonic_ns()
        self._conversation = conversation
        self._url = url
        self._tags = itertools.cycle(range(256))
        self._bytes = 0
        self._beginning = b""
        self._heard_s = -math.inf  # when the last byte came, or the last greeting went
        self._line = LastingPort(partial(open_port, url, baud))
        self._opened_s = time.monotonic()
        self._unheard = True  # as long as it is not known that something usable has come

    @property
    def streams(self) -> Mapping[str, StreamInfo]:
        """See :class:`~kd_edge.source.Source`."""
        return self._conversation.streams

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.source.Source`."""
        return msgspec.structs.replace(self._conversation.counters, reconnects=self._line.reconnects)

    def read(self) -> list[Item]:
        """See :class:`~kd_edge.source.Source`.

        Raises:
            KdEdgeError: also if the board does not carry the bundle.
        """
        if self._line.port is None:
            return self._reopen()
        items: list[Item] = []
        try:
            data = self._listen(self._line.port)
            self.arrived_ns = time.monotonic_ns()
            for item in self._conversation.feed(data):
                if isinstance(item, Request):
                    self.command(*item)
                else:
                    items.append(item)
        except PortLostError as error:
            items.append(self._line.lose(error))
        if self._unheard and time.monotonic() - self._opened_s > GIVE_UP_S:
            silence = self.silence()
            if silence is not None:
                raise silence
            self._unheard = False
        return items

    def rest(self, until_ns: int) -> bool:
        """See :class:`~kd_edge.source.Source`."""
        time.sleep(max(0, until_ns - time.monotonic_ns()) / NS_PER_S)
        return True

    def command(self, code: int, arguments: bytes = b"") -> bool:
        """See :class:`~kd_edge.source.Source`."""
        if self._line.port is not None:
            self._line.port.write(DELIMITER + encode_message(Command(next(self._tags), code, arguments)))
        return True

    def silence(self) -> StreamError | None:
        """See :class:`~kd_edge.source.Source`."""
        if self._conversation.counters.frames or self._line.reconnects:
            return None
        if self._bytes == 0:
            return StreamError(
                "A board answers when it is asked to start",
                found=f"nothing came from {self._url}",
                remedy="check that the board is powered, runs the firmware (`kd-edge flash`) and is on this port",
            )
        if _TEXT.fullmatch(self._beginning):
            shown = self._beginning.decode("ascii").splitlines()[-1][:60]
            return StreamError(
                "A board speaks the protocol of kd-edge",
                found=f"{self._bytes} bytes of text came from {self._url}, but no frame: {shown!r}",
                remedy=f"read lines of numbers with `--lines {self._url}`; if the board runs the firmware, "
                "name its rate with --baud",
            )
        return StreamError(
            "A board speaks the protocol of kd-edge",
            found=f"{self._bytes} bytes came from {self._url}, but no frame",
            remedy="if it is a serial port, name the board's rate with --baud; "
            "otherwise check that the board runs the firmware (`kd-edge flash`)",
        )

    def close(self) -> None:
        """See :class:`~kd_edge.source.Source`."""
        self._line.close()

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
            if len(self._beginning) < _BEGINNING:
                self._beginning += data[:_BEGINNING]
        return data

    def _reopen(self) -> list[Item]:
        returned = self._line.reopen()
        if returned is None:
            return []
        self._conversation.reopened()
        self._heard_s = -math.inf
        return [returned]


_TEXT = re.compile(rb"[\x20-\x7e\t\r\n]*\d[\x20-\x7e\t\r\n]*")
"""What lines of numbers consist of; frames hold zero bytes."""
