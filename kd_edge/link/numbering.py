"""Sequence numbers: how many frames are missing before a frame, and which frames come too late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_NUMBERS: Final = 1 << 32


@dataclass
class Numbering:
    """The numbers of one kind of frame, which count up and wrap at 2^32.

    Attributes:
        fresh: the numbering may start again, as after START or a reset of the board.
        restarted: it started again with the newest number.
    """

    fresh: bool = True
    restarted: bool = False
    _expected: int | None = None

    def take(self, number: int) -> int | None:
        """How many numbers are missing before ``number``; None if it comes again or too late."""
        ahead = 0 if self._expected is None else (number - self._expected) % _NUMBERS
        self.restarted = ahead >= _NUMBERS // 2
        if self.restarted and not self.fresh:
            return None
        self.fresh = False
        self._expected = (number + 1) % _NUMBERS
        return 0 if self.restarted else ahead
