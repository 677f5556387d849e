"""Listen to a board: open its port, ask it to start, classify what it sends, survive unplugging."""

from __future__ import annotations

import contextlib
import itertools
import math
import time
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from kd_edge.contract import NS_PER_S
from kd_edge.errors import StreamError
from kd_edge.stream.codec import DELIMITER
from kd_edge.stream.live import TIMES_KEPT, LiveClassifier, Recognition
from kd_edge.stream.messages import Command, CommandCode, End, Mark, Mode, encode_message
from kd_edge.stream.ports import DEFAULT_BAUD, PortLostError, open_port
from kd_edge.stream.receive import LinkCounters, Receiver, Samples
from kd_edge.stream.wire import Message

SILENCE_S: Final = 0.5
"""After this long without a byte the board is asked to start again: it may have been reset."""

PATIENCE_NS: Final = 5 * NS_PER_S
"""How long a live classifier lets one stream wait for another, whose sensor may have died."""

FIRST_RETRY_S: Final = 0.05
LAST_RETRY_S: Final = 1.0


class Sign(Struct, frozen=True, tag_field="event", tag="sign"):
    """A recognised sign.

    Attributes:
        time_s: device time at the end of the window that decided.
        latency_ms: from the return of the read that completed the window, to the decision.
    """

    label: str
    index: int
    confidence: float
    time_s: float
    latency_ms: float


class Truth(Struct, frozen=True, tag_field="event", tag="truth"):
    """From ``time_s`` on, the wearer truly makes the sign ``label``; None: no sign."""

    label: str | None
    time_s: float


class PortLost(Struct, frozen=True, tag_field="event", tag="port_lost"):
    """The port went away; it will be reopened."""

    reason: str


class PortReopened(Struct, frozen=True, tag_field="event", tag="port_reopened"):
    """The port is back."""

    after_s: float


Event = Sign | Truth | PortLost | PortReopened


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


class Listener:
    """A live session with one board.

    Args:
        classifier: what to do with the samples.
        url: any port that :func:`~kd_edge.stream.ports.open_port` opens.
        baud: for serial devices.

    Attributes:
        decisions: when decisions fell, newest last.

    Raises:
        StreamError: the port does not exist or is not free.
    """

    def __init__(self, classifier: LiveClassifier, url: str, *, baud: int = DEFAULT_BAUD) -> None:
        self.classifier = classifier
        self.decisions: deque[DecisionTime] = deque(maxlen=TIMES_KEPT)
        self._url = url
        self._baud = baud
        self._receiver = Receiver(classifier.spec)
        self._reconnects = 0
        self._tags = itertools.cycle(range(256))
        self._heard = time.monotonic()
        self._port = open_port(url, baud)

    @property
    def counters(self) -> LinkCounters:
        """What was received, lost and filled so far."""
        path = self.classifier.path
        return msgspec.structs.replace(
            self._receiver.counters,
            filled=path.filled_samples,
            skipped=path.skipped_samples,
            restarts=path.restarts,
            reconnects=self._reconnects,
        )

    def close(self) -> None:
        """Give the port back."""
        self._port.close()

    def events(self, *, duration_s: float = math.inf) -> Iterator[Event | None]:
        """Everything that happens, until the board ends or ``duration_s`` is over.

        Yields None after every read, so that a caller can show how things stand.

        Raises:
            StreamError: the board's streams are not those the bundle was trained on.
        """
        deadline = time.monotonic() + duration_s
        ended = False
        self._heard = -math.inf
        while not ended and time.monotonic() < deadline:
            try:
                data = self._read()
            except PortLostError as error:
                lost_at = time.monotonic()
                yield PortLost(str(error.found))
                if self._reopen(deadline):
                    yield PortReopened(round(time.monotonic() - lost_at, 3))
                continue
            read_ns = time.monotonic_ns()
            messages = self._receiver.feed(data)
            yield from self._classify(messages, read_ns)
            ended = any(isinstance(message, End) for message in messages)
            yield None

    def _read(self) -> bytes:
        """Wait for bytes; ask a silent board to start."""
        if time.monotonic() - self._heard > SILENCE_S:
            self._receiver.restart()
            arguments = bytes((Mode.SENSOR, 0))
            self._port.write(DELIMITER + encode_message(Command(next(self._tags), CommandCode.START, arguments)))
            self._heard = time.monotonic()
        data = self._port.read()
        if data:
            self._heard = time.monotonic()
        return data

    def _classify(self, messages: list[Samples | Message], read_ns: int) -> Iterator[Event]:
        windows, newest_ns = self.classifier.windows, 0
        for message in messages:
            if isinstance(message, Samples):
                newest_ns = max(newest_ns, message.newest_ns)
                for sign in self.classifier.push(message.stream, message.values, message.start_ns):
                    yield _sign(sign, time.monotonic_ns() - read_ns)
            elif isinstance(message, Mark):
                yield Truth(message.name if message.label >= 0 else None, message.time_ns / NS_PER_S)
        if self.classifier.windows > windows:
            now_ns = time.monotonic_ns()
            self.decisions.append(DecisionTime(now_ns - read_ns, now_ns, newest_ns))

    def _reopen(self, deadline: float) -> bool:
        """Try to open the port again, ever more slowly; False if ``deadline`` came first."""
        self._port.close()
        wait_s = FIRST_RETRY_S
        while time.monotonic() < deadline:
            time.sleep(wait_s)
            wait_s = min(2 * wait_s, LAST_RETRY_S)
            with contextlib.suppress(StreamError):
                self._port = open_port(self._url, self._baud)
                self._reconnects += 1
                self._receiver.reopened()
                self._heard = -math.inf
                return True
        return False


def _sign(sign: Recognition, latency_ns: int) -> Sign:
    return Sign(
        label=sign.name,
        index=sign.label,
        confidence=round(sign.confidence, 4),
        time_s=sign.time_ns / NS_PER_S,
        latency_ms=round(latency_ns / 1e6, 3),
    )
