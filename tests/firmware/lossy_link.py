"""A cable that goes wrong on purpose: a TCP port before a board's TCP port."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import numpy as np


@contextmanager
def lossy_link(url: str, rate: float, seed: int = 0) -> Iterator[str]:
    """Yield a port that passes everything on to ``url``, and damages what the board says.

    Of the board's bytes a share of ``rate`` each has a bit flipped, vanishes, or comes twice.
    """
    board = urlsplit(url)
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection((board.hostname or "", board.port or 0)) as inner,
    ):
        threading.Thread(target=_serve, args=(server, inner, rate, seed), daemon=True).start()
        yield f"socket://127.0.0.1:{server.getsockname()[1]}"


def _serve(server: socket.socket, inner: socket.socket, rate: float, seed: int) -> None:
    with suppress(OSError):
        outer, _ = server.accept()
        threading.Thread(target=_pass_on, args=(outer, inner), daemon=True).start()
        draw = np.random.default_rng(seed)
        while data := inner.recv(4096):
            outer.sendall(damage(data, rate, draw))


def _pass_on(outer: socket.socket, inner: socket.socket) -> None:
    with suppress(OSError):
        while data := outer.recv(4096):
            inner.sendall(data)


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
