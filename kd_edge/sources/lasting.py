"""A port that may be unplugged and comes back."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Final

from kd_edge.errors import StreamError
from kd_edge.link.ports import Port, PortLostError
from kd_edge.source import Lost, Returned

FIRST_RETRY_S: Final = 0.05
LAST_RETRY_S: Final = 0.5


class LastingPort:
    """Opens a port again after it was lost.

    Args:
        opener: opens the port, such as a call of :func:`~kd_edge.link.ports.open_port`.

    Attributes:
        port: the open port; None while it is lost.
        reconnects: how often it was opened again.

    Raises:
        StreamError: the port does not exist or is not free.
    """

    def __init__(self, opener: Callable[[], Port]) -> None:
        self._open = opener
        self._retry_s = FIRST_RETRY_S
        self._lost_s = 0.0
        self.reconnects = 0
        self.port: Port | None = opener()

    def lose(self, error: PortLostError) -> Lost:
        """The open port was lost."""
        self.close()
        self.port = None
        self._lost_s = time.monotonic()
        self._retry_s = FIRST_RETRY_S
        return Lost(str(error.found))

    def reopen(self) -> Returned | None:
        """Try once to open the port again, after a wait; the waits between attempts grow."""
        time.sleep(self._retry_s)
        self._retry_s = min(2 * self._retry_s, LAST_RETRY_S)
        with contextlib.suppress(StreamError):
            self.port = self._open()
            self.reconnects += 1
            return Returned(round(time.monotonic() - self._lost_s, 3))
        return None

    def close(self) -> None:
        """Close the port, if it is open."""
        if self.port is not None:
            self.port.close()
