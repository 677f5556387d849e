"""A sensor board in software: plays a session over a port, with faults on request."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S
from kd_edge.link.codec import DELIMITER
from kd_edge.link.description import describe
from kd_edge.link.messages import Command, Data, End, MessageReader, Reply, encode_message
from kd_edge.link.ports import Port, PortLostError
from kd_edge.link.protocol import DESCRIBE_MS, BoardMode, CommandCode, Status
from kd_edge.play.outbox import BUFFER_BYTES, Outbox
from kd_edge.play.session import Session, packets
from kd_edge.source import StreamInfo

DESCRIBE_EVERY_NS: Final = DESCRIBE_MS * 1_000_000
DELIVER_S: Final = 60.0
"""How long a host may take to read what is left at the end."""

LINGER_S: Final = 5.0
"""And then to close the port."""

_UNPLUGGED_WAIT_S: Final = 0.02
_MAX_NOISE_BYTES: Final = 64


@dataclass(frozen=True)
class Faults:
    """Damage on the link, as probabilities per data frame.

    Attributes:
        drop: the frame vanishes.
        corrupt: one of its bits flips.
        noise: random bytes come before it.
        seed: the same seed damages the same frames.
    """

    drop: float = 0.0
    corrupt: float = 0.0
    noise: float = 0.0
    seed: int = 0


class PlaySummary(Struct, tag_field="event", tag="finished"):
    """What a simulated board did.

    Attributes:
        frames: data frames of the session.
        undelivered: data frames that no host took.
        vanished: data frames dropped on purpose.
        corrupted: data frames with a bit flipped on purpose.
        noisy: data frames with noise before them.
        started_ns: ``time.monotonic_ns`` at session time 0.
        elapsed_s: how long the session took to play.
    """

    frames: int = 0
    undelivered: int = 0
    vanished: int = 0
    corrupted: int = 0
    noisy: int = 0
    started_ns: int = 0
    elapsed_s: float = 0.0


class SimulatedBoard:
    """Plays ``session`` over ``port`` once a host has sent START.

    At a finite ``speed`` it keeps to the clock like a real board: what the host does not take waits in a
    buffer, and what the buffer has no room for is dropped and counted.  At infinite speed the board waits
    for the host, and stops when the host leaves.

    Args:
        session: what the sensors see.
        port: an open port.
        speed: multiple of real time, ``math.inf`` for as fast as the host reads.
        faults: damage on the link.
        buffer_bytes: what waits at most for a host that does not read.  Linux keeps 64 KiB for a serial port on
            USB; what a board keeps itself comes on top.

    Attributes:
        summary: what happened so far.
    """

    def __init__(
        self,
        session: Session,
        port: Port,
        *,
        speed: float = 1.0,
        faults: Faults | None = None,
        buffer_bytes: int = BUFFER_BYTES,
    ) -> None:
        self.summary = PlaySummary()
        self._session = session
        self._port = port
        self._speed = speed
        self._faults = faults or Faults()
        self._draw = np.random.default_rng(self._faults.seed)
        self._infos = [StreamInfo.from_spec(stream) for stream in session.signal.streams]
        self._sequences = [0] * len(self._infos)
        self._dropped = [0] * len(self._infos)
        self._commands = MessageReader()
        self._listened = False
        self._outbox = Outbox(port, buffer_bytes)

    def wait_for_host(self) -> None:
        """Return when a host has sent START."""
        while not self._listened:
            self._answer(blocking=True)

    def play(self) -> PlaySummary:
        """Play the whole session."""
        self.summary.started_ns = time.monotonic_ns()
        marks = iter(self._session.marks)
        mark = next(marks, None)
        described_ns = 0
        for due_ns, stream, samples, time_ns in packets(self._session):
            self._wait_until(due_ns)
            self._answer(blocking=False)
            if not self._listened and self._speed == math.inf:
                break
            if due_ns - described_ns >= DESCRIBE_EVERY_NS:
                described_ns = due_ns
                self._describe()
            while mark is not None and mark.time_ns <= time_ns:
                self._send(encode_message(mark))
                mark = next(marks, None)
            self._send_samples(stream, samples, time_ns)
        while mark is not None and self._listened:
            self._send(encode_message(mark))
            mark = next(marks, None)
        self._send(encode_message(End()))
        self.summary.elapsed_s = (time.monotonic_ns() - self.summary.started_ns) / NS_PER_S
        return self.summary

    def linger(self) -> None:
        """Keep the port open until the host has read everything and closed it, but not for ever."""
        self._outbox.wait_until_written(DELIVER_S)
        deadline = time.monotonic() + LINGER_S
        while self._listened and time.monotonic() < deadline:
            self._answer(blocking=True)
        self._outbox.close()
        self.summary.undelivered += self._outbox.discarded

    def _wait_until(self, due_ns: int) -> None:
        late_ns = time.monotonic_ns() - self.summary.started_ns - due_ns / self._speed
        if late_ns < 0:
            time.sleep(-late_ns / NS_PER_S)

    def _describe(self) -> None:
        for stream, info in enumerate(self._infos):
            for part in describe(stream, info):
                self._send(encode_message(part))

    def _send_samples(self, stream: int, samples: NDArray[np.generic], time_ns: int) -> None:
        values = samples.astype(self._infos[stream].dtype).tobytes()
        data = Data(stream, len(samples), self._sequences[stream], self._dropped[stream], time_ns, values)
        self.summary.frames += 1
        if self._send(self._damaged(encode_message(data)), is_data=True):
            self._sequences[stream] += 1
        else:
            self._dropped[stream] += len(samples)
            self.summary.undelivered += 1

    def _damaged(self, wire: bytes) -> bytes:
        drop, corrupt, noise = self._draw.random(3) < (self._faults.drop, self._faults.corrupt, self._faults.noise)
        if drop:
            self.summary.vanished += 1
            return b""
        if corrupt:
            self.summary.corrupted += 1
            damaged = bytearray(wire)
            damaged[self._draw.integers(len(wire) - 1)] ^= 1 << self._draw.integers(8)
            wire = bytes(damaged)
        if noise:
            self.summary.noisy += 1
            wire = self._draw.bytes(int(self._draw.integers(1, _MAX_NOISE_BYTES))) + DELIMITER + wire
        return wire

    def _send(self, wire: bytes, *, is_data: bool = False) -> bool:
        """Send ``wire`` if a host listens; False if none does or there is no room for it."""
        return self._listened and self._outbox.put(wire, is_data=is_data, wait=self._speed == math.inf)

    def _answer(self, *, blocking: bool) -> None:
        """Read what the host asks for, and do it."""
        try:
            data = self._port.read() if blocking else self._port.read_waiting()
        except PortLostError:
            self._listened = False
            self._outbox.discard()
            self._commands.frames.reset()
            if blocking:
                time.sleep(_UNPLUGGED_WAIT_S)
            return
        for message in self._commands.feed(data):
            if isinstance(message, Command):
                self._obey(message)

    def _obey(self, command: Command) -> None:
        if command.code == CommandCode.STOP:
            self._reply(command, Status.OK)
            self._listened = False
        elif command.code != CommandCode.START or command.arguments[:1] != bytes((BoardMode.SENSOR,)):
            self._reply(command, Status.UNSUPPORTED)
        else:
            self._listened = True
            self._send(DELIMITER)
            self._reply(command, Status.OK)
            self._describe()

    def _reply(self, command: Command, status: Status) -> None:
        self._outbox.put(encode_message(Reply(command.tag, command.code, status)))
