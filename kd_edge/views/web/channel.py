"""What the open pages of one session are told: messages wait for each page, and nobody waits for a page."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

QUEUE: Final = 2000
"""Messages that wait for one browser; then the oldest are dropped, and counted."""

REMEMBERED: Final = 200
"""Events that a page which is opened later is told at once."""


class Client:
    """One open page."""

    def __init__(self) -> None:
        self.waiting: deque[str | bytes] = deque()
        self.dropped = 0
        self.ready = asyncio.Event()

    def put(self, messages: Iterable[str | bytes]) -> None:
        """Queue ``messages``; only in the server's thread."""
        for message in messages:
            if len(self.waiting) >= QUEUE:
                self.waiting.popleft()
                self.dropped += 1
            self.waiting.append(message)
        self.ready.set()


class Channel:
    """One session's pages.

    Args:
        page: the file under ``static`` that they show.
        obey: takes what a page says, a text, in the server's thread; None if pages may say nothing.

    Attributes:
        loop: of the server; None before it has started and after it has ended.
    """

    def __init__(self, page: str, obey: Callable[[str], None] | None = None) -> None:
        self.page = page
        self.obey = obey
        self.loop: asyncio.AbstractEventLoop | None = None
        self._clients: set[Client] = set()
        self._telling = threading.Lock()  # a page is opened before a message or after it, never in between
        self._hello = ""
        self._kept: dict[str, str] = {}
        self._remembered: deque[str] = deque(maxlen=REMEMBERED)

    def hello(self, message: dict[str, Any]) -> None:
        """What every page is told first."""
        with self._telling:
            self._hello = msgspec.json.encode(message).decode()
            self._tell([self._hello])

    def keep(self, name: str, message: Any) -> None:
        """Send ``message``; pages that are opened later are told the newest one of this ``name``, too."""
        text = msgspec.json.encode(message).decode()
        with self._telling:
            self._kept[name] = text
            self._tell([text])

    def send(self, messages: list[str | bytes], *, remember: bool = False) -> None:
        """Send ``messages`` to all open pages; never waits.

        Args:
            messages: texts and bytes.
            remember: whether pages that are opened later shall be told, too; texts only.
        """
        with self._telling:
            if remember:
                self._remembered.extend(message for message in messages if isinstance(message, str))
            self._tell(messages)

    @property
    def dropped(self) -> int:
        """Messages that slow browsers did not take."""
        return sum(client.dropped for client in tuple(self._clients))

    @property
    def pages(self) -> int:
        """Open pages."""
        return len(self._clients)

    def enter(self) -> Client:
        """A page was opened; only in the server's thread."""
        client = Client()
        with self._telling:
            client.put([text for text in (self._hello, *self._remembered, *self._kept.values()) if text])
            self._clients.add(client)
        return client

    def leave(self, client: Client) -> None:
        """A page was closed; only in the server's thread."""
        with self._telling:
            self._clients.discard(client)

    def drain(self, seconds: float) -> None:
        """Wait until all pages have been sent everything, at most so many ``seconds``."""
        deadline, spread = time.monotonic() + seconds, threading.Event()
        if self.loop is not None:
            self.loop.call_soon_threadsafe(spread.set)
            spread.wait(seconds)  # what was sent before is with the pages' queues now
        while time.monotonic() < deadline and any(client.waiting for client in tuple(self._clients)):
            time.sleep(0.01)

    def _tell(self, messages: list[str | bytes]) -> None:
        """Send ``messages`` to the pages that are open now; only with ``_telling``."""
        if messages and self._clients and self.loop is not None:
            self.loop.call_soon_threadsafe(_spread, messages, tuple(self._clients))


def _spread(messages: list[str | bytes], clients: Iterable[Client]) -> None:
    for client in clients:
        client.put(messages)
