"""Sources that must be asked again and again, and cannot say that they have gone: told from how long nothing came."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from kd_edge.errors import StreamError
from kd_edge.source import Item, Lost, Returned

MISSED_NS: Final = 2_000_000_000
"""After so long without a sample a source counts as disconnected."""

GIVE_UP_S: Final = 10.0
"""A source of which nothing usable has come for so long since it was opened is an error."""

POLL_S: Final = 0.005
WAIT_S: Final = 0.1


class Presence:
    """Asks a source, and notices that it has gone and that it has returned.  Made when the source is open.

    Attributes:
        reconnects: how often it has returned.
    """

    def __init__(self) -> None:
        self.reconnects = 0
        self._opened_s = time.monotonic()
        self._heard_ns: int | None = None
        self._lost_ns: int | None = None

    def poll(self, pull: Callable[[], Iterable[Item]], silence: Callable[[], StreamError | None]) -> list[Item]:
        """What ``pull`` gives, asked until something has come, but only a fraction of a second; and who has gone.

        Args:
            pull: what has come since the last call, without waiting.
            silence: why nothing usable has ever come; None if something has.

        Raises:
            StreamError: what ``silence`` says, once the source has been open for long.
        """
        deadline_s = time.monotonic() + WAIT_S
        items = list(pull())
        while not items and time.monotonic() < deadline_s:
            time.sleep(POLL_S)
            items = list(pull())
        items = [*self.heard(bool(items)), *items]
        if time.monotonic() - self._opened_s > GIVE_UP_S and (error := silence()) is not None:
            raise error
        return items

    def heard(self, something: bool) -> Iterator[Lost | Returned]:
        """A read has just ended, with samples or without."""
        now_ns = time.monotonic_ns()
        if something:
            self._heard_ns = now_ns
            if self._lost_ns is not None:
                self.reconnects += 1
                yield Returned(round((now_ns - self._lost_ns) / 1e9, 3))
                self._lost_ns = None
        elif self._heard_ns is not None and self._lost_ns is None and now_ns - self._heard_ns > MISSED_NS:
            self._lost_ns = self._heard_ns
            yield Lost(f"no samples for {MISSED_NS // 1_000_000_000} s")
