"""The board's side of a port: a pseudo-terminal that a host opens like a serial device."""

from __future__ import annotations

import os
import pty
import select
import tty

from kd_edge.link.ports import CHUNK, DEFAULT_BAUD, READ_TIMEOUT_S, WRITE_TIMEOUT_S, Port, open_port, port_lost


def open_board_port(url: str, baud: int = DEFAULT_BAUD) -> Port:
    """The board's side of a port: ``pty`` makes one, anything else is as for :func:`open_port`."""
    return PtyPort() if url == "pty" else open_port(url, baud)


class PtyPort:
    """The board's end of a pseudo-terminal; the host opens ``path`` like a serial device.

    What does not fit into the terminal's buffer waits in ``_pending``, so that frames are never torn.
    """

    def __init__(self) -> None:
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        os.close(slave)  # so that a host that leaves is noticed
        os.set_blocking(self._master, False)
        self._pending = b""

    def read(self) -> bytes:
        """See :class:`Port`."""
        select.select([self._master], [], [], READ_TIMEOUT_S)
        return self.read_waiting()

    def read_waiting(self) -> bytes:
        """See :class:`Port`."""
        try:
            return os.read(self._master, CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            self._pending = b""
            raise port_lost(error) from error

    def write(self, data: bytes) -> bool:
        """See :class:`Port`."""
        if not self._flush():
            return False
        self._pending = data
        self._flush()
        return True

    def close(self) -> None:
        """See :class:`Port`."""
        os.close(self._master)

    def _flush(self) -> bool:
        """Write what waits, for at most ``WRITE_TIMEOUT_S``; whether all of it is gone."""
        try:
            while self._pending and select.select([], [self._master], [], WRITE_TIMEOUT_S)[1]:
                self._pending = self._pending[os.write(self._master, self._pending) :]
        except BlockingIOError:
            pass
        except OSError as error:
            self._pending = b""
            raise port_lost(error) from error
        return not self._pending
