"""A board that recognises signs itself: it sends what it decides, and the scores of every window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
import numpy as np

from kd_edge.bundle import Bundle
from kd_edge.errors import DeployError, StreamError
from kd_edge.link.messages import Decision, Info, MessageReader, Reply, Scores
from kd_edge.link.numbering import Numbering
from kd_edge.link.protocol import BoardMode, CommandCode, ReportFlag, Status
from kd_edge.link.receiving import link_counters
from kd_edge.source import Counters, Decided, Item, Scored, StreamInfo
from kd_edge.sources.conversation import Request, told

_NS_PER_US: Final = 1000


class Deciding:
    """A :class:`~kd_edge.sources.conversation.Conversation` with a board that carries ``bundle``.

    The board is asked to classify only after it has said that it carries the bundle, and nothing
    that it decides counts before.  The scores of every window are sent as well: they show that
    the board is running while nobody signs, and their sequence numbers show what the link has lost.

    Args:
        bundle: gives labels and quantisation.
    """

    greeting: Final = Request(CommandCode.INFO)

    def __init__(self, bundle: Bundle) -> None:
        self.streams: Mapping[str, StreamInfo] = {}
        self._bundle = bundle
        self._output = bundle.manifest.output_quantisation
        self._reader = MessageReader()
        self._known = False
        self._window_numbers = Numbering()
        self._decision_numbers = Numbering()
        self._lost = self._late = self._undescribed = self._malformed = self._restarts = 0

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.sources.conversation.Conversation`."""
        heard = link_counters(self._reader)
        return msgspec.structs.replace(
            heard,
            malformed=heard.malformed + self._malformed,
            lost=self._lost,
            late=self._late,
            undescribed=self._undescribed,
            restarts=self._restarts,
        )

    def restart(self) -> None:
        """See :class:`~kd_edge.sources.conversation.Conversation`."""
        self._window_numbers.fresh = self._decision_numbers.fresh = True

    def reopened(self) -> None:
        """See :class:`~kd_edge.sources.conversation.Conversation`."""
        self._reader.frames.reset()
        self._known = False
        self.restart()

    def feed(self, data: bytes) -> Iterator[Item | Request]:
        """See :class:`~kd_edge.sources.conversation.Conversation`."""
        for message in self._reader.feed(data):
            if isinstance(message, Info):
                check_bundle(message, self._bundle)
                self._known = True
                yield Request(CommandCode.START, bytes((BoardMode.CLASSIFY, ReportFlag.SCORES)))
            elif isinstance(message, Reply):
                _check_obeys(message)
            elif isinstance(message, Scores | Decision):
                yield from self._take(message)
            elif (item := told(message)) is not None:
                yield item

    def _take(self, message: Scores | Decision) -> Iterator[Item]:
        """The items for scores and decisions, if their sequence numbers are in order."""
        if not self._known:
            self._undescribed += 1
        elif isinstance(message, Decision):
            if self._in_order(self._decision_numbers, message.sequence):
                yield from self._decided(message)
        elif message.first == 0 and self._in_order(self._window_numbers, message.window):
            self._restarts += self._window_numbers.restarted
            yield self._scored(message)

    def _scored(self, message: Scores) -> Scored:
        outputs = np.frombuffer(message.scores, np.int8)
        confidence = self._output.real(int(outputs.max(initial=-128)))
        classes = len(self._bundle.manifest.model.labels)
        if len(outputs) != classes or not -1 <= message.vote < classes:  # many labels travel in several frames
            return Scored(confidence, message.time_ns)
        return Scored(confidence, message.time_ns, tuple(map(self._output.real, outputs.tolist())), message.vote)

    def _in_order(self, numbers: Numbering, number: int) -> bool:
        lost = numbers.take(number)
        if lost is None:
            self._late += 1
            return False
        self._lost += lost
        return True

    def _decided(self, decision: Decision) -> Iterator[Decided]:
        if not 0 <= decision.label < len(self._bundle.manifest.model.labels):
            self._malformed += 1
            return
        confidence = self._output.real(decision.score)
        yield Decided(decision.label, confidence, decision.time_ns, decision.latency_us * _NS_PER_US)


def check_bundle(info: Info, bundle: Bundle) -> None:
    """Check that a board carries ``bundle``.

    Raises:
        DeployError: it carries another one.
    """
    if info.bundle_sha256 != bundle.digest:
        raise DeployError(
            f"The board carries the bundle {bundle.manifest.name!r} ({bundle.digest.hex()[:12]}...)",
            found=f"{info.bundle!r} ({info.bundle_sha256.hex()[:12]}...), built as {info.build!r}",
            remedy="flash it with `kd-edge flash`",
        )


def _check_obeys(reply: Reply) -> None:
    if reply.code in (CommandCode.INFO, CommandCode.START) and reply.status != Status.OK:
        raise StreamError(
            "A board that recognises signs itself obeys INFO and START",
            found=f"status {reply.status}",
            remedy="let the host recognise them: `kd-edge stream --on host`",
        )
