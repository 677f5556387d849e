"""Listen to a board: open its port, ask it to start, hand on what it sends, survive unplugging."""

from __future__ import annotations

import contextlib
import itertools
import math
import time
from collections.abc import Iterator
from typing import Final

import msgspec

from kd_edge.contract import NS_PER_S
from kd_edge.errors import StreamError
from kd_edge.link.codec import DELIMITER
from kd_edge.link.messages import Command, End, encode_message
from kd_edge.link.ports import DEFAULT_BAUD, PortLostError, open_port
from kd_edge.link.receiving import LinkCounters
from kd_edge.live.events import Event, PortLost, PortReopened
from kd_edge.live.recognise import Recogniser, Request

SILENCE_S: Final = 0.5
"""After this long without a byte the board is asked to start again: it may have been reset."""

PATIENCE_NS: Final = 5 * NS_PER_S
"""How long a live classifier lets one stream wait for another, whose sensor may have died."""

FIRST_RETRY_S: Final = 0.05
LAST_RETRY_S: Final = 0.5


class Listener:
    """A live session with one board.

    Args:
        recogniser: what to ask of the board, and what to make of its answers.
        url: any port that :func:`~kd_edge.link.ports.open_port` opens.
        baud: for serial devices.

    Raises:
        StreamError: the port does not exist or is not free.
    """

    def __init__(self, recogniser: Recogniser, url: str, *, baud: int = DEFAULT_BAUD) -> None:
        self.recogniser = recogniser
        self._url = url
        self._baud = baud
        self._reconnects = 0
        self._tags = itertools.cycle(range(256))
        self._heard = -math.inf
        self._port = open_port(url, baud)

    @property
    def counters(self) -> LinkCounters:
        """What was received, lost and filled so far."""
        return msgspec.structs.replace(self.recogniser.counters, reconnects=self._reconnects)

    def close(self) -> None:
        """Give the port back."""
        self._port.close()

    def events(self, *, duration_s: float = math.inf) -> Iterator[Event | None]:
        """Everything that happens, until the board ends or ``duration_s`` is over.

        Yields None after every read, so that a caller can show how things stand.

        Raises:
            KdEdgeError: the board does not fit the bundle.
        """
        deadline = time.monotonic() + duration_s
        ended = False
        self._heard = -math.inf
        while not ended and time.monotonic() < deadline:
            try:
                data = self._read()
                read_ns = time.monotonic_ns()
                for item in self.recogniser.feed(data, read_ns):
                    if isinstance(item, Request):
                        self._ask(item)
                    elif isinstance(item, End):
                        ended = True
                    else:
                        yield item
            except PortLostError as error:
                lost_at = time.monotonic()
                yield PortLost(str(error.found))
                if self._reopen(deadline):
                    yield PortReopened(round(time.monotonic() - lost_at, 3))
                continue
            yield None

    def _read(self) -> bytes:
        """Wait for bytes; greet a silent board."""
        if time.monotonic() - self._heard > SILENCE_S:
            self.recogniser.restart()
            self._ask(self.recogniser.greeting)
            self._heard = time.monotonic()
        data = self._port.read()
        if data:
            self._heard = time.monotonic()
        return data

    def _ask(self, request: Request) -> None:
        self._port.write(DELIMITER + encode_message(Command(next(self._tags), request.code, request.arguments)))

    def _reopen(self, deadline: float) -> bool:
        """Try to open the port again, ever more slowly; False if ``deadline`` came first."""
        self._port.close()
        wait_s = FIRST_RETRY_S
        while time.monotonic() < deadline:
            time.sleep(wait_s)
            wait_s = min(2 * wait_s, LAST_RETRY_S)
            with contextlib.suppress(StreamError):
                self._port = open_port(self._url, self._baud)
                self._reconnects += 1
                self.recogniser.reopened()
                self._heard = -math.inf
                return True
        return False
