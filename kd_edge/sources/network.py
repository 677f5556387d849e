"""Text lines over a network: datagrams, and messages of a WebSocket."""

from __future__ import annotations

import errno
import socket
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from kd_edge.errors import MissingExtraError, StreamError
from kd_edge.link.ports import READ_TIMEOUT_S, port_lost

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

LONGEST: Final = 1 << 20
"""Most bytes of one message."""

_LAST_PORT: Final = 65_535
_BUFFER: Final = 4 << 20
_HANDOVER_S: Final = 2.0


class UdpPort:
    """A :class:`~kd_edge.link.ports.Port` on which datagrams arrive, each of whole lines.

    The first sender has the port until it has been silent for two seconds.

    Args:
        address: ``[HOST:]PORT``; without a host, only this computer can send.

    Attributes:
        others: datagrams of other senders, which were dropped.

    Raises:
        StreamError: the address is none, or not free.
    """

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        host = host.strip("[]") or "127.0.0.1"
        self.path = f"{host}:{port}"
        self.others = 0
        self._sender: object = None
        self._heard_s = 0.0
        try:
            if not 0 <= int(port) <= _LAST_PORT:
                raise ValueError("no such port")
            family, kind, protocol, _, where = socket.getaddrinfo(host, int(port), type=socket.SOCK_DGRAM)[0]
            self._socket = socket.socket(family, kind, protocol)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
            self._socket.bind(where)
        except (OSError, ValueError, OverflowError) as error:
            raise _cannot_listen(address, error) from error

    def read(self) -> bytes:
        """See :class:`~kd_edge.link.ports.Port`; waits for one datagram, and takes all that are there."""
        return self._receive(READ_TIMEOUT_S)

    def read_waiting(self) -> bytes:
        """See :class:`~kd_edge.link.ports.Port`."""
        return self._receive(0)

    def write(self, data: bytes) -> bool:
        """See :class:`~kd_edge.link.ports.Port`: nobody is written to."""
        return False

    def close(self) -> None:
        """See :class:`~kd_edge.link.ports.Port`."""
        self._socket.close()

    def _receive(self, wait_s: float) -> bytes:
        lines: list[bytes] = []
        self._socket.settimeout(wait_s)
        try:
            while len(lines) < 1000:
                data, sender = self._socket.recvfrom(65_536)
                self._socket.settimeout(0)
                if self._is_ours(sender):
                    lines.append(data)
        except (TimeoutError, BlockingIOError):
            pass
        except OSError as error:
            raise port_lost(error) from error
        return b"".join(line + b"\n" for line in lines)

    def _is_ours(self, sender: object) -> bool:
        now_s = time.monotonic()
        if sender != self._sender:
            if self._sender is not None and now_s - self._heard_s < _HANDOVER_S:
                self.others += 1
                return False
            self._sender = sender
        self._heard_s = now_s
        return True


class WebSocketPort:
    """A :class:`~kd_edge.link.ports.Port` to a WebSocket server whose messages are whole lines.

    Args:
        url: ``ws://HOST:PORT/PATH`` or ``wss://...``.

    Raises:
        StreamError: nobody answers there.
        MissingExtraError: websockets is not installed.
    """

    def __init__(self, url: str) -> None:
        try:
            from websockets.exceptions import InvalidURI, WebSocketException
            from websockets.sync.client import connect
        except ImportError as error:
            raise MissingExtraError("websockets", "live") from error
        self.path = url
        self._opened = ExitStack()
        try:
            if urlsplit(url).scheme not in ("ws", "wss"):
                raise InvalidURI(url, "it begins with ws:// or wss://")
            opened = connect(url, open_timeout=3, close_timeout=1, max_size=LONGEST)
            self._connection: ClientConnection = self._opened.enter_context(opened)
        except (OSError, ValueError, WebSocketException) as error:
            raise StreamError(
                "A WebSocket server answers at the address",
                found=f"{url}: {getattr(error, 'strerror', None) or str(error) or 'no answer'}",
                remedy="start the server, and name it as ws://HOST:PORT/PATH",
            ) from error

    def read(self) -> bytes:
        """See :class:`~kd_edge.link.ports.Port`; waits for one message, and takes all that are there."""
        return self._receive(READ_TIMEOUT_S)

    def read_waiting(self) -> bytes:
        """See :class:`~kd_edge.link.ports.Port`."""
        return self._receive(0)

    def write(self, data: bytes) -> bool:
        """See :class:`~kd_edge.link.ports.Port`: nobody is written to."""
        return False

    def close(self) -> None:
        """See :class:`~kd_edge.link.ports.Port`."""
        self._opened.close()

    def _receive(self, wait_s: float) -> bytes:
        from websockets.exceptions import WebSocketException

        messages: list[bytes] = []
        try:
            while len(messages) < 1000:
                text = self._connection.recv(timeout=0 if messages else wait_s)
                messages.append(text.encode() if isinstance(text, str) else text)
        except TimeoutError:
            pass
        except (OSError, WebSocketException) as error:
            if not messages:
                raise port_lost(str(error) or "connection closed") from error
        return b"".join(message + b"\n" for message in messages)


def _cannot_listen(address: str, error: Exception) -> StreamError:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return StreamError(
            "A UDP port has one listener",
            found=f"another program listens on {address}",
            remedy="end the other program, or listen on another port; `ss -lunp` says who listens",
        )
    return StreamError(
        "Datagrams are received on [HOST:]PORT, where HOST is an address of this computer",
        found=f"{address}: {getattr(error, 'strerror', None) or error}",
        remedy="name a port from 1024 to 65535, such as 9000, or 0.0.0.0:9000 for senders on the network",
    )
