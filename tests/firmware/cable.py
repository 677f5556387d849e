"""A cable that goes wrong on purpose: a TCP port before a board's TCP port."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import numpy as np

_HOME = "127.0.0.1"


class Cable:
    """Passes everything on between a board and its host, and damages what the board sends.

    Of the board's bytes a share of ``rate`` each has a bit flipped, vanishes, or comes twice.

    Attributes:
        url: the port that a host opens.
        said: everything that the board has said.
        passed: what of it came out at the host, damage included, from one opening of the port to the next.
    """

    def __init__(self, board: socket.socket, rate: float, seed: int) -> None:
        self.said = bytearray()
        self.passed: list[bytearray] = []
        self._board = board
        self._rate = rate
        self._draw = np.random.default_rng(seed)
        self._host: socket.socket | None = None
        self._server = socket.create_server((_HOME, 0))
        self._port = self._server.getsockname()[1]
        self.url = f"socket://{_HOME}:{self._port}"
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()
        threading.Thread(target=self._pass_to_host, daemon=True).start()

    def send(self, data: bytes) -> None:
        """Send something to the board in addition to what the host sends."""
        self._board.sendall(data)

    def unplug(self) -> None:
        """Take the port away; what the board sends is lost."""
        self._server.shutdown(socket.SHUT_RDWR)  # so that the thread which accepts lets go of it
        self._server.close()
        if self._host is not None:
            with suppress(OSError):
                self._host.shutdown(socket.SHUT_RDWR)
            self._host = None

    def plug_in(self) -> None:
        """Give the port back."""
        self._server = socket.create_server((_HOME, self._port))
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()

    def _serve(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                host, _ = server.accept()
                self.passed.append(bytearray())
                self._host = host
                threading.Thread(target=self._pass_to_board, args=(host,), daemon=True).start()

    def _pass_to_board(self, host: socket.socket) -> None:
        with suppress(OSError):
            while data := host.recv(4096):
                self._board.sendall(data)

    def _pass_to_host(self) -> None:
        with suppress(OSError):
            while data := self._board.recv(4096):
                self.said += data
                host = self._host
                if host is not None:
                    data = damage(data, self._rate, self._draw)
                    self.passed[-1] += data
                    with suppress(OSError):
                        host.sendall(data)


@contextmanager
def cable(url: str, rate: float = 0.0, seed: int = 0) -> Iterator[Cable]:
    """A :class:`Cable` to the board at ``url``."""
    board = urlsplit(url)
    with socket.create_connection((board.hostname or "", board.port or 0)) as inner:
        laid = Cable(inner, rate, seed)
        yield laid
        laid.unplug()


def damage(data: bytes, rate: float, draw: np.random.Generator) -> bytes:
    """``data`` with each byte flipped, dropped or doubled at ``rate`` each."""
    luck = draw.random(len(data))
    damaged = bytearray()
    for byte, chance in zip(data, luck, strict=True):
        if chance < rate:
            damaged.append(byte ^ 1 << int(draw.integers(8)))
        elif chance < 2 * rate:
            continue
        elif chance < 3 * rate:
            damaged += bytes((byte, byte))
        else:
            damaged.append(byte)
    return bytes(damaged)
