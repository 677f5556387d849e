"""Talk to a board that runs kd-edge firmware: send commands, and inject recordings in place of its sensors."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec
from kd_edge.errors import DeployError
from kd_edge.link.codec import DELIMITER
from kd_edge.link.description import describe
from kd_edge.link.messages import (
    Command,
    Data,
    Decision,
    End,
    Features,
    Info,
    Measurement,
    MessageReader,
    Reply,
    Scores,
    encode_message,
)
from kd_edge.link.ports import DEFAULT_BAUD, Port, open_port
from kd_edge.link.protocol import BoardMode, CommandCode, LearnStep, Status, Subject
from kd_edge.link.wire import Message
from kd_edge.play.session import Session, packets
from kd_edge.source import StreamInfo

REPLY_TIMEOUT_S: Final = 0.4
ATTEMPTS: Final = 10
INJECT_TIMEOUT_S: Final = 10.0
MEASURE_TIMEOUT_S: Final = 60.0
BUSY_TIMEOUT_S: Final = 10.0
"""How long to wait for an answer of a board that may still be reading earlier bytes."""

_REMEDIES: Final[dict[tuple[int, int], str]] = {
    (CommandCode.LEARN, Status.UNSUPPORTED): "flash an image that can learn: `kd-edge flash --learn`",
    (CommandCode.LEARN, Status.BUSY): "stop what the board does before it forgets",
}
"""What helps against a refusal that a user can do something about."""

Kind = TypeVar("Kind", bound=Message)


@dataclass
class Observed:
    """A board's results for injected samples, in the order in which it sent them."""

    features: list[Features] = field(default_factory=list)
    scores: list[Scores] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    refused: int = 0

    def add(self, message: Message) -> None:
        """Sort one message in; others are not kept."""
        if isinstance(message, Features):
            self.features.append(message)
        elif isinstance(message, Scores):
            self.scores.append(message)
        elif isinstance(message, Decision):
            self.decisions.append(message)

    def frames(self, feature_count: int) -> NDArray[np.float32]:
        """Signal frames, float32 ``(n, feature_count)``."""
        return np.frombuffer(b"".join(part.values for part in self.features), "<f4").reshape(-1, feature_count)

    def windows(self, class_count: int) -> NDArray[np.int8]:
        """Network outputs, int8 ``(n, class_count)``."""
        return np.frombuffer(b"".join(part.scores for part in self.scores), np.int8).reshape(-1, class_count)


class Device:
    """A board on an open port.

    Args:
        url: any port that :func:`~kd_edge.link.ports.open_port` opens.
        baud: for serial devices.

    Attributes:
        url: the port.
        reader: with its counters of damaged frames.

    Raises:
        StreamError: the port does not exist or is not free.
    """

    def __init__(self, url: str, baud: int = DEFAULT_BAUD) -> None:
        self.url = url
        self.reader = MessageReader()
        self._port: Port = open_port(url, baud)
        self._arrived: deque[Message] = deque()
        self._tags = itertools.cycle(range(256))
        self._port.write(DELIMITER)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._port.close()

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._port.write(data)

    def messages(self, timeout_s: float) -> Iterator[Message]:
        """Everything that arrives within ``timeout_s``."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            while self._arrived:
                yield self._arrived.popleft()
            self._arrived.extend(self.reader.feed(self._port.read()))

    def request(
        self,
        code: CommandCode,
        arguments: bytes = b"",
        timeout_s: float = REPLY_TIMEOUT_S,
        attempts: int = ATTEMPTS,
    ) -> bytes:
        """Send a command, again after ``timeout_s``, until the board says that it has obeyed.

        Returns:
            The reply's result.

        Raises:
            DeployError: it does not answer, or refuses.
        """
        for _ in range(attempts):
            tag = next(self._tags)
            self._port.write(encode_message(Command(tag, code, arguments)))
            reply = self._reply(tag, timeout_s)
            if reply is None:
                continue
            if reply.status != Status.OK:
                raise DeployError(
                    f"The board obeys {code.name}",
                    found=f"status {reply.status}",
                    remedy=_REMEDIES.get((code, reply.status), "see the commands in firmware/protocol/PROTOCOL.md"),
                )
            return reply.result
        raise DeployError(
            "A board with kd-edge firmware answers",
            found=f"silence on {self._port.path}",
            remedy="check the port, or flash the board with `kd-edge flash`",
        )

    def info(self, attempts: int = ATTEMPTS) -> Info:
        """What the board is and carries; errors as for :meth:`request`."""
        self.request(CommandCode.INFO, attempts=attempts)
        return self._expect(Info)

    def stop(self) -> None:
        """Make the board idle; errors as for :meth:`request`."""
        self.request(CommandCode.STOP)
        self._expect(End)

    def has_learnt(self) -> bool:
        """Whether the board uses what it has learnt of a person; firmware that knows no lessons has learnt nothing."""
        try:
            return bool(self.request(CommandCode.LEARN, bytes((LearnStep.READ, 0, 0, 0, 0))))
        except DeployError:
            return False

    def measure(self, subject: Subject = Subject.ALL, repetitions: int = 10) -> list[Measurement]:
        """Let the board, which must be idle, measure itself.

        Raises:
            DeployError: as for :meth:`request`, or it does not finish.
        """
        self.request(CommandCode.BENCH, bytes((subject,)) + repetitions.to_bytes(2, "little"), BUSY_TIMEOUT_S)
        found = []
        for message in self.messages(MEASURE_TIMEOUT_S):
            if isinstance(message, Measurement):
                found.append(message)
            elif isinstance(message, End):
                return found
        raise DeployError(
            "The board finishes its measurements", found=f"{len(found)}, then silence", remedy="reset the board"
        )

    def inject(self, session: Session) -> Observed:
        """Let the board process ``session`` as if it had sensed it.

        Raises:
            DeployError: the board does not answer.
        """
        window = self.info().inject_window
        self.request(CommandCode.START, bytes((BoardMode.INJECT, 3)))
        self.describe(session.signal)
        return self.give(session, window)

    def describe(self, signal: SignalSpec) -> None:
        """Tell the board what the streams are that it is about to get."""
        for number, stream in enumerate(signal.streams):
            for part in describe(number, StreamInfo.from_spec(stream)):
                self._port.write(encode_message(part))

    def give(self, session: Session, window: int) -> Observed:
        """Send the samples of ``session``, with at most ``window`` frames unanswered, to a board that takes them.

        Raises:
            DeployError: the board does not answer.
        """
        observed = Observed()
        unanswered = 0
        for data in _data_frames(session):
            if unanswered >= window:
                self._acknowledged(observed)
                unanswered -= 1
            self._port.write(encode_message(data))
            unanswered += 1
        for _ in range(unanswered):
            self._acknowledged(observed)
        return observed

    def _reply(self, tag: int, timeout_s: float) -> Reply | None:
        for message in self.messages(timeout_s):
            if isinstance(message, Reply) and message.tag == tag:
                return message
        return None

    def _expect(self, kind: type[Kind]) -> Kind:
        for message in self.messages(REPLY_TIMEOUT_S):
            if isinstance(message, kind):
                return message
        raise DeployError(f"The board sends {kind.__name__}", found="nothing", remedy="reset the board and try again")

    def _acknowledged(self, observed: Observed) -> None:
        """Read until the board has answered one data frame."""
        for message in self.messages(INJECT_TIMEOUT_S):
            observed.add(message)
            if isinstance(message, Reply) and message.code == CommandCode.INJECT:
                observed.refused += message.status != Status.OK
                return
        raise DeployError("The board answers every injected frame", found="silence", remedy="reset the board")


def _data_frames(session: Session) -> Iterator[Data]:
    """The session as DATA frames in the order in which a board would send them."""
    types = [StreamInfo.from_spec(stream).dtype for stream in session.signal.streams]
    sequences = [0] * len(types)
    for _, number, samples, time_ns in packets(session):
        values = samples.astype(types[number]).tobytes()
        yield Data(number, len(samples), sequences[number], 0, time_ns, values)
        sequences[number] += 1
