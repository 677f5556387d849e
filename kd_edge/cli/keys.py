"""Single keys from a terminal, without waiting for them."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def single_keys() -> Iterator[Callable[[], str]]:
    """The yielded function returns the key that was pressed last, or an empty text; always empty without a terminal."""
    if not sys.stdin.isatty():
        yield lambda: ""
        return
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    tty.setcbreak(handle)
    try:
        yield lambda: _pressed(handle)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _pressed(handle: int) -> str:
    if not select.select([handle], [], [], 0)[0]:
        return ""
    return os.read(handle, 64)[-1:].decode("ascii", errors="replace").lower()
