"""Several live sessions in one process, one thread each.

The C path leaves Python's lock while it computes, and a thread that waits for its port costs nothing.  A source that
fails ends its own session only.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from typing import Literal

from msgspec import Struct

from kd_edge.errors import KdEdgeError
from kd_edge.live.events import Event, Sign
from kd_edge.live.judging import Judge, Judged
from kd_edge.live.listen import Listener
from kd_edge.live.summary import Summary, Tally
from kd_edge.source import Counters, Lost, Returned

State = Literal["running", "disconnected", "ended", "failed"]


class Snapshot(Struct, frozen=True):
    """One stream right now.

    Attributes:
        name: what the user calls it.
        source: where it comes from.
        state: ``failed`` says why in ``error``.
        signs: reported so far.
        windows: classified so far.
        last: the label of the last sign; None before the first.
        confidence: of the last sign.
        latency_ms: of the last sign.
        counters: what arrived, and everything that was lost.
        judged: signs beside the truth; None where that is not known.
        error: why it failed.
    """

    name: str
    source: str
    state: State
    signs: int
    windows: int
    last: str | None
    confidence: float | None
    latency_ms: float | None
    counters: Counters
    judged: Judged | None
    error: str | None


class Stream:
    """One session of several.

    Args:
        name: what the user calls it.
        source: where it comes from, for people.
        listener: the session; this closes it.
        tell: takes the name and every event, in this stream's thread.
        rest: labels that mean that nobody signs, as the bundle's decision says.

    Attributes:
        listener: the session.
        error: why it failed; None if it did not.
    """

    def __init__(
        self,
        name: str,
        source: str,
        listener: Listener,
        tell: Callable[[str, Event], None],
        rest: Collection[str] = (),
    ) -> None:
        self.name = name
        self._source = source
        self.listener = listener
        self._tell = tell
        self._tally = Tally(listener, rest)
        self._judge = Judge(rest)
        self._state: State = "running"
        self._last: Sign | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.error: KdEdgeError | None = None

    @property
    def snapshot(self) -> Snapshot:
        """How it stands now."""
        return Snapshot(
            name=self.name,
            source=self._source,
            state=self._state,
            signs=self._tally.signs,
            windows=self.listener.recogniser.windows,
            last=None if self._last is None else self._last.label,
            confidence=None if self._last is None else self._last.confidence,
            latency_ms=None if self._last is None else self._last.latency_ms,
            counters=self.listener.counters,
            judged=self._judge.judged,
            error=None if self.error is None else str(self.error),
        )

    @property
    def summary(self) -> Summary:
        """The session up to now."""
        return self._tally.summary()

    @property
    def is_alive(self) -> bool:
        """Whether it goes on."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """End the session soon."""
        self._stopping.set()

    def stop(self) -> None:
        """End the session, and return when it has ended."""
        self.ask_to_stop()
        if self._thread.ident is not None:
            self._thread.join()
        self.listener.close()

    def _run(self) -> None:
        state: State = "failed"  # also after a fault, which Python's own handler of threads prints
        try:
            for event in self.listener.events():
                if self._stopping.is_set():
                    break
                if event is not None:
                    self._take(event)
            state = "ended"
        except KdEdgeError as error:
            self.error = error
        finally:
            self._state = state

    def _take(self, event: Event) -> None:
        self._tally.add(event)
        self._judge.add(event)
        if isinstance(event, Sign):
            self._last = event
        elif isinstance(event, Lost):
            self._state = "disconnected"
        elif isinstance(event, Returned):
            self._state = "running"
        self._tell(self.name, event)


def serve(
    streams: Sequence[Stream], *, duration_s: float = math.inf, refresh: Callable[[], None] = lambda: None
) -> None:
    """Run all of ``streams`` until every one has ended, or ``duration_s`` is over; ``refresh`` is called meanwhile."""
    deadline = time.monotonic() + duration_s
    try:
        for stream in streams:
            stream.start()
        while any(stream.is_alive for stream in streams) and time.monotonic() < deadline:
            refresh()
            time.sleep(min(0.1, max(deadline - time.monotonic(), 0.0)))
    finally:
        for stream in streams:
            stream.ask_to_stop()  # all at once, or each would wait until those before it have ended
        with ExitStack() as ending:
            for stream in streams:
                ending.callback(stream.stop)  # also if another cannot be closed
