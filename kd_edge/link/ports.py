"""Ports: serial devices and TCP connections, behind one interface with two ways of reading.

``read`` blocks until bytes arrive, or for ``READ_TIMEOUT_S``; there is no busy waiting.
"""

from __future__ import annotations

import errno
import os
import select
import socket
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

import serial

from kd_edge.errors import StreamError
from kd_edge.link.usb_ports import resolve_port

READ_TIMEOUT_S: Final = 0.1
WRITE_TIMEOUT_S: Final = 0.2
CONNECT_TIMEOUT_S: Final = 3.0
DEFAULT_BAUD: Final = 921_600
CHUNK: Final = 65_536
"""Most bytes to read at once."""

PLENTY: Final = 3584
"""Who finds so many waiting is behind, for a listener that rests lets fewer wait (``HELD_BYTES`` of
:mod:`kd_edge.live.pacing`), and catches up more quickly in larger pieces than a pseudo-terminal's 4095 bytes."""


class PortLostError(StreamError):
    """An open port was lost, for example because the device was unplugged."""


class Port(Protocol):
    """An open, bidirectional byte stream; the other side opens ``path`` if it is a pseudo-terminal."""

    path: str

    def read(self) -> bytes:
        """Bytes that arrived, as soon as there are any; none after ``READ_TIMEOUT_S``.

        Raises:
            PortLostError: the other side is gone.
        """
        ...

    def read_waiting(self) -> bytes:
        """Bytes that have arrived already; errors as for :meth:`read`."""
        ...

    def write(self, data: bytes) -> bool:
        """Write ``data``; False if the other side does not take it within ``WRITE_TIMEOUT_S``.

        Raises:
            PortLostError: the other side is gone.
        """
        ...

    def close(self) -> None:
        """Close the port."""
        ...


def open_port(url: str, baud: int = DEFAULT_BAUD) -> Port:
    """Open a serial device, ``socket://host:port``, or any other URL that pyserial knows.

    A device may also be named by its serial number, which stays when it is plugged in elsewhere.

    Raises:
        StreamError: if there is no such port, another program holds it, or this user may not open it.
    """
    try:
        if url.startswith("socket://"):
            return SocketPort(url)
        return SerialPort(resolve_port(url), baud)
    except (OSError, ValueError) as error:
        raise _cannot_open(url, error) from error


def _cannot_open(url: str, error: Exception) -> StreamError:
    """The error for a port that did not open because of ``error``."""
    number = getattr(error, "errno", None)
    if number in (errno.EBUSY, errno.EAGAIN):
        return StreamError(
            "A port has one reader, which gets every byte",
            found=f"another program holds {url}",
            remedy=f"end the other program; `fuser -v {url}` says which it is",
        )
    if number in (errno.EACCES, errno.EPERM):
        return StreamError(
            "This user may open the port", found=f"{url}: permission denied", remedy=_permission_remedy(url)
        )
    return StreamError(
        "The port exists and can be opened",
        found=f"{url}: {getattr(error, 'strerror', None) or error}",
        remedy="name a port that is plugged in, such as /dev/ttyACM0, a serial number from `kd-edge boards`, or the "
        "path that `kd-edge simulate` printed",
    )


def _permission_remedy(path: str) -> str:
    """How this user can get access to a device: most belong to a group whose members may open them."""
    try:
        group = Path(path).group()
    except (OSError, KeyError):
        return "ask who administers this computer for access to it"
    return f"it belongs to the group {group!r}: `sudo usermod -aG {group} $USER`, then log in again"


def port_lost(error: object) -> PortLostError:
    """The error for a port that was lost because of ``error``."""
    return PortLostError("An open port stays", found=error, remedy="plug the board in again")


def _is_ready(descriptor: int, wait_s: float) -> bool:
    return bool(select.select([descriptor], [], [], wait_s)[0])


def _read_once(descriptor: int) -> bytes:
    """What is there; nothing if the device is gone, which the next read tells again."""
    try:
        return os.read(descriptor, CHUNK)
    except OSError:
        return b""


class SerialPort:
    """A serial device, or a URL that pyserial opens like one."""

    def __init__(self, url: str, baud: int) -> None:
        self.path = url
        self._serial = serial.serial_for_url(
            url,
            baud,
            timeout=READ_TIMEOUT_S,
            write_timeout=WRITE_TIMEOUT_S,
            exclusive=True,  # a second reader would take bytes away from the first
        )
        is_device = os.name == "posix" and isinstance(self._serial, serial.Serial)
        self._descriptor: int | None = self._serial.fileno() if is_device else None

    def read(self) -> bytes:
        """See :class:`Port`."""
        try:
            if self._descriptor is not None:
                return self._read_descriptor(self._descriptor)
            data = bytes(self._serial.read(self._serial.in_waiting or 1))
            if len(data) == 1:  # the first of a burst that was waited for: the others have come with it
                data += self._serial.read(self._serial.in_waiting)
            return data
        except OSError as error:
            raise port_lost(error) from error

    def _read_descriptor(self, descriptor: int) -> bytes:
        """All that is there, in two calls of the system; pyserial asks it four times."""
        if not _is_ready(descriptor, READ_TIMEOUT_S):
            return b""
        data = piece = _read_once(descriptor)
        while piece and PLENTY <= len(data) < CHUNK // 2 and _is_ready(descriptor, 0):
            data += (piece := _read_once(descriptor))
        return data or bytes(self._serial.read(1))  # it says what is wrong

    def read_waiting(self) -> bytes:
        """See :class:`Port`."""
        try:
            return self._serial.read(self._serial.in_waiting)
        except OSError as error:
            raise port_lost(error) from error

    def write(self, data: bytes) -> bool:
        """See :class:`Port`."""
        try:
            self._serial.write(data)
        except serial.SerialTimeoutException:
            return False
        except OSError as error:
            raise port_lost(error) from error
        return True

    def close(self) -> None:
        """See :class:`Port`."""
        self._serial.close()


class SocketPort:
    """A TCP connection, ``socket://host:port``; pyserial's own reads single bytes.

    The server decides whether others may connect as well.  Each connection is a separate sequence of bytes, so none
    takes bytes away from another.
    """

    def __init__(self, url: str) -> None:
        self.path = url
        address = urlsplit(url)
        if address.hostname is None or address.port is None:
            raise ValueError("a TCP port is written socket://host:port")
        self._socket = socket.create_connection((address.hostname, address.port), CONNECT_TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.settimeout(WRITE_TIMEOUT_S)

    def read(self) -> bytes:
        """See :class:`Port`."""
        return self._receive(READ_TIMEOUT_S)

    def read_waiting(self) -> bytes:
        """See :class:`Port`."""
        return self._receive(0)

    def write(self, data: bytes) -> bool:
        """See :class:`Port`."""
        try:
            self._socket.sendall(data)
        except OSError as error:  # a timeout too: part of a frame may be gone
            raise port_lost(error) from error
        return True

    def close(self) -> None:
        """See :class:`Port`."""
        self._socket.close()

    def _receive(self, wait_s: float) -> bytes:
        try:
            if not select.select([self._socket], [], [], wait_s)[0]:
                return b""
            data = self._socket.recv(CHUNK)
        except OSError as error:
            raise port_lost(error) from error
        if not data:
            raise port_lost("connection closed")
        return data
