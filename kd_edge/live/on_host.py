"""Recognition on the host: the board sends raw samples."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from kd_edge.contract import NS_PER_S
from kd_edge.link.messages import End
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.link.receiving import LinkCounters, Receiver, Samples
from kd_edge.live.classifier import TIMES_KEPT, LiveClassifier, Recognition
from kd_edge.live.events import Event, Sign
from kd_edge.live.recognise import Request, told


class DecisionTime(NamedTuple):
    """When a read that completed a window was decided.

    Attributes:
        latency_ns: from the return of that read to the decision.
        decided_ns: ``time.monotonic_ns`` at the decision.
        sample_ns: device time of the newest sample.
    """

    latency_ns: int
    decided_ns: int
    sample_ns: int


class HostRecogniser:
    """A :class:`~kd_edge.live.recognise.Recogniser` that classifies what a board samples.

    Args:
        classifier: what to do with the samples.

    Attributes:
        decisions: when decisions fell, newest last.
    """

    def __init__(self, classifier: LiveClassifier) -> None:
        self.spec = classifier.spec
        self.greeting = Request(CommandCode.START, bytes((BoardMode.SENSOR, 0)))
        self.decisions: deque[DecisionTime] = deque(maxlen=TIMES_KEPT)
        self._classifier = classifier
        self._receiver = Receiver(classifier.spec)

    @property
    def windows(self) -> int:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        return self._classifier.windows

    @property
    def confidence(self) -> float | None:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        return None if self._classifier.vote is None else self._classifier.confidence

    @property
    def counters(self) -> LinkCounters:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        path = self._classifier.path
        return msgspec.structs.replace(
            self._receiver.counters,
            filled=path.filled_samples,
            skipped=path.skipped_samples,
            restarts=path.restarts,
        )

    def restart(self) -> None:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        self._receiver.restart()

    def reopened(self) -> None:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        self._receiver.reopened()

    def feed(self, data: bytes, read_ns: int) -> Iterator[Event | Request | End]:
        """See :class:`~kd_edge.live.recognise.Recogniser`."""
        windows, newest_ns = self.windows, 0
        for message in self._receiver.feed(data):
            if isinstance(message, Samples):
                newest_ns = max(newest_ns, message.newest_ns)
                for sign in self._classifier.push(message.stream, message.values, message.start_ns):
                    yield _sign(sign, time.monotonic_ns() - read_ns)
            elif (item := told(message)) is not None:
                yield item
        if self.windows > windows:
            now_ns = time.monotonic_ns()
            self.decisions.append(DecisionTime(now_ns - read_ns, now_ns, newest_ns))


def _sign(sign: Recognition, latency_ns: int) -> Sign:
    return Sign(
        label=sign.name,
        index=sign.label,
        confidence=round(sign.confidence, 4),
        time_s=sign.time_ns / NS_PER_S,
        latency_ms=round(latency_ns / 1e6, 3),
    )
