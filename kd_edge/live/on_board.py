"""Recognition on the board: the source itself decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kd_edge.contract import NS_PER_S, SignalSpec
from kd_edge.live.events import Event, Sign
from kd_edge.source import Counters, Decided, Item, Lost, Remark, Returned, Scored, Truth


class BoardRecogniser:
    """A :class:`~kd_edge.live.recognise.Recogniser` for a source that recognises signs itself.

    Args:
        spec: the signal path that the source follows.
        labels: names of the signs.
    """

    def __init__(self, spec: SignalSpec, labels: Sequence[str]) -> None:
        self.spec = spec
        self.windows = 0
        self.confidence: float | None = None
        self._labels = labels

    def completed(self, counters: Counters) -> Counters:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        return counters

    def take(self, items: Iterable[Item], arrived_ns: int) -> Iterator[Event]:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        for item in items:
            if isinstance(item, Scored):
                self.windows += 1
                self.confidence = item.confidence
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
