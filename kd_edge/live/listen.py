"""Listen to a source: pass what it delivers to a recogniser, until the source ends."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence

from kd_edge.live.events import Event
from kd_edge.live.pacing import Pacing
from kd_edge.live.recognise import Recogniser
from kd_edge.source import Counters, Ended, Item, Source

Watch = Callable[[Sequence[Item], int], None]


class Listener:
    """A live session with one source.

    Args:
        recogniser: what to make of what the source delivers.
        source: where samples or decisions come from; the listener closes it.

    Attributes:
        watch: called with everything that each read delivers, before it is recognised, and with its time of arrival.
        is_watched: whether somebody looks at what ``watch`` is given; while nobody does, the listener may rest.
    """

    def __init__(self, recogniser: Recogniser, source: Source) -> None:
        self.recogniser = recogniser
        self.watch: Watch | None = None
        self.is_watched: Callable[[], bool] = lambda: self.watch is not None
        self._source = source
        self._pacing = Pacing(recogniser.spec)

    @property
    def counters(self) -> Counters:
        """What was received, lost and filled so far."""
        return self.recogniser.completed(self._source.counters)

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def events(self, *, duration_s: float = math.inf) -> Iterator[Event | None]:
        """Everything that happens, until the source ends or ``duration_s`` is over.

        Yields None after every read, so that a caller can show progress.

        Raises:
            KdEdgeError: the source does not fit the bundle, or nothing usable came.
        """
        deadline = time.monotonic() + duration_s
        ended = False
        while not ended and time.monotonic() < deadline:
            self._rest()
            items = self._source.read()
            self._pacing.arrived(items, self._source.arrived_ns)
            ended = any(isinstance(item, Ended) for item in items)
            if self.watch is not None:
                self.watch(items, self._source.arrived_ns)
            yield from self.recogniser.take(items, self._source.arrived_ns)
            yield None
        self.check_heard()

    def _rest(self) -> None:
        """Wait as long as no window can become complete, if nobody watches the samples themselves."""
        now_ns = time.monotonic_ns()
        until_ns = now_ns if self.is_watched() else self._pacing.rest_until(self.recogniser.due_ns, now_ns)
        if until_ns > now_ns:
            self._source.rest(until_ns)

    def check_heard(self) -> None:
        """Check that something usable has come.

        Raises:
            StreamError: saying why nothing has.
        """
        silence = self._source.silence()
        if silence is not None:
            raise silence
