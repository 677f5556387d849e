"""Recognition on the host: the source delivers raw samples."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from kd_edge.contract import NS_PER_S
from kd_edge.live.classifying import Classifier
from kd_edge.live.decision_times import DecisionTimes
from kd_edge.live.decisions import Recognition
from kd_edge.live.events import Event, Sign
from kd_edge.live.merging import Merger
from kd_edge.live.silence import Silence
from kd_edge.source import Counters, Item, Lost, Remark, Returned, Samples, Timing, Truth

TURN_NS: Final = NS_PER_S // 2
"""Streams take turns of this length: well within what one may be ahead of another in C."""

PATIENCE_NS: Final = 5 * NS_PER_S
"""How long the other streams wait for one that is silent, whose sensor may have died."""


class HostRecogniser:
    """A :class:`~kd_edge.live.recognise.Recogniser` that classifies what a source samples.

    Args:
        classifier: what to do with the samples.
        hops: whether the scores of every window are events, too.

    Attributes:
        decisions: times of the decisions, newest last.
    """

    def __init__(self, classifier: Classifier, *, hops: bool = False) -> None:
        self.spec = classifier.spec
        self.decisions = DecisionTimes()
        self._classifier = classifier
        classifier.decisions.hops = [] if hops else None
        spec = classifier.spec
        # A frame takes the newest sample that is not younger: one before it is enough, if the next one is younger.
        shortest_ns = min(stream.sample_period_ns for stream in spec.streams)
        self._to_due_ns = spec.window_increment * spec.frame_period_ns - shortest_ns + 1
        self._merger = Merger(classifier.spec, TURN_NS)
        self._silence = Silence(stream.name for stream in classifier.spec.streams)

    @property
    def windows(self) -> int:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        return self._classifier.decisions.windows

    @property
    def confidence(self) -> float | None:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        decisions = self._classifier.decisions
        return None if decisions.vote is None else decisions.confidence

    @property
    def due_ns(self) -> int | None:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        newest_ns = self._classifier.decisions.time_ns
        return None if newest_ns is None else newest_ns + self._to_due_ns

    def completed(self, counters: Counters) -> Counters:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        classifier = self._classifier
        return msgspec.structs.replace(
            counters,
            filled=classifier.filled,
            skipped=classifier.skipped + self._merger.given_up,
            restarts=classifier.restarts,
        )

    def take(self, items: Iterable[Item], arrived_ns: int) -> Iterator[Event]:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        windows, newest_ns = self.windows, 0
        self._silence.listen(arrived_ns)
        for item in items:
            if isinstance(item, Samples):
                newest_ns = max(newest_ns, item.newest_ns)
                self._silence.heard(item.stream)
                self._merger.add(item)
            elif isinstance(item, Truth | Remark | Timing | Lost | Returned):
                yield item
        for piece in self._merger.take():
            signs = self._classifier.push(piece.stream, piece.values, piece.start_ns)
            hops = self._classifier.decisions.hops
            if hops:
                yield from hops
                hops.clear()
            for sign in signs:
                yield _sign(sign, time.monotonic_ns() - arrived_ns)
        if self.windows > windows:
            now_ns = time.monotonic_ns()
            self.decisions.add(now_ns - arrived_ns, now_ns, newest_ns)
        yield from self._give_up()

    def _give_up(self) -> Iterator[Remark]:
        """If a stream is really silent, stop holding back the samples of the other streams."""
        if self._merger.held_ns < PATIENCE_NS:
            return
        silent = self._silence.longer_than(PATIENCE_NS)
        if silent:
            self._merger.give_up()
            seconds = PATIENCE_NS // NS_PER_S
            yield Remark(f"no samples of {' and '.join(silent)} for {seconds} s; nothing is recognised without them")


def _sign(sign: Recognition, latency_ns: int) -> Sign:
    return Sign(
        label=sign.name,
        index=sign.label,
        confidence=round(sign.confidence, 4),
        time_s=sign.time_ns / NS_PER_S,
        latency_ms=round(latency_ns / 1e6, 3),
    )
