"""Recognition on the board: the source itself decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kd_edge.contract import NS_PER_S, SignalSpec
from kd_edge.live.events import Event, Hop, Sign
from kd_edge.source import Counters, Decided, Item, Lost, Remark, Returned, Scored, Truth


class BoardRecogniser:
    """A :class:`~kd_edge.live.recognise.Recogniser` for a source that recognises signs itself.

    Args:
        spec: the signal path that the source follows.
        labels: names of the signs.
        hops: whether the scores of every window are events, too; a board does not tell the activity.
    """

    def __init__(self, spec: SignalSpec, labels: Sequence[str], *, hops: bool = False) -> None:
        self.spec = spec
        self.windows = 0
        self.confidence: float | None = None
        self._labels = labels
        self._hops = hops

    @property
    def due_ns(self) -> int | None:
        """See :class:`~kd_edge.live.recognise.Recogniser`; only the board knows."""
        return None

    def completed(self, counters: Counters) -> Counters:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        return counters

    def take(self, items: Iterable[Item], arrived_ns: int) -> Iterator[Event]:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        for item in items:
            if isinstance(item, Scored):
                self.windows += 1
                self.confidence = item.confidence
                if self._hops and item.scores:
                    vote = item.vote if item.vote >= 0 else None
                    yield Hop(item.time_ns / NS_PER_S, tuple(round(score, 4) for score in item.scores), vote)
            elif isinstance(item, Decided):
                yield Sign(
                    label=self._labels[item.label],
                    index=item.label,
                    confidence=round(item.confidence, 4),
                    time_s=item.time_ns / NS_PER_S,
                    latency_ms=item.latency_ns / 1e6,
                )
            elif isinstance(item, Truth | Remark | Lost | Returned):
                yield item
