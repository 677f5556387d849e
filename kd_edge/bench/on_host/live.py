"""Benchmark over a real pseudo-terminal: a board in a process of its own, a listener in this one."""

from __future__ import annotations

import gc
import math
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Final

from kd_edge.bench.reports.schema import Distribution, LiveRun
from kd_edge.bundle import Bundle
from kd_edge.errors import StreamError
from kd_edge.link.board_port import PtyPort
from kd_edge.link.messages import Command, encode_message
from kd_edge.link.ports import PortLostError
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.live.classifying import Classifier
from kd_edge.live.listen import Listener
from kd_edge.live.on_host import HostRecogniser
from kd_edge.play.session import Session
from kd_edge.play.simulated_board import LINGER_S, SimulatedBoard
from kd_edge.sources.board import Board
from kd_edge.sources.sensing import Sensing
from kd_edge.sources.timed import Timed

_START_TIMEOUT_S: Final = 60.0
_AT_ONCE: Final = 4096


def bench_live(bundle: Bundle, classifier: Classifier, session: Session, *, speed: float) -> LiveRun:
    """Stream ``session`` at ``speed`` times real time (``math.inf``: as fast as it is read) and time decisions.

    The board runs in a process of its own, so that its work is not counted as the listener's.

    Raises:
        StreamError: the board does not start, or no window was completed.
    """
    spec = bundle.manifest.signal
    with playing(session, speed) as (port, board):
        recogniser = HostRecogniser(classifier)
        listener = Listener(recogniser, Timed(Board(Sensing(spec), port), spec))
        gc.freeze()  # as `kd-edge stream` does: what is there before is not looked through again and again
        began, cpu_began = time.monotonic(), time.process_time()
        for _ in listener.events():
            pass
        elapsed_s, cpu_s = time.monotonic() - began, time.process_time() - cpu_began
        gc.unfreeze()
        listener.close()
        started_ns: int = board.recv()
    if not recogniser.decisions:
        raise StreamError(
            "A benchmark session completes a window", found=f"{session.duration_s:.1f} s", remedy="play more recordings"
        )
    waits = [(d.decided_ns - started_ns - d.sample_ns / speed) / 1000 for d in recogniser.decisions]
    counters = listener.counters
    return LiveRun(
        speed=None if speed == math.inf else speed,
        signal_s=round(session.duration_s, 3),
        elapsed_s=round(elapsed_s, 3),
        cpu_s=round(cpu_s, 3),
        windows=recogniser.windows,
        read_to_decision=Distribution.of([d.latency_ns / 1000 for d in recogniser.decisions], "us"),
        sample_to_decision=None if speed == math.inf else Distribution.of(waits, "us"),
        lost_frames=counters.lost,
        damaged_frames=counters.damaged + counters.oversized + counters.malformed,
    )


@contextmanager
def playing(session: Session, speed: float) -> Iterator[tuple[str, Connection]]:
    """A board in a process of its own that plays ``session`` once somebody listens.

    Yields:
        Its port; and where it sends ``time.monotonic_ns`` at session time 0, once it has played.

    Raises:
        StreamError: it does not start.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    board = context.Process(target=_play, args=(session, speed, theirs), daemon=True)
    board.start()
    try:
        if not ours.poll(_START_TIMEOUT_S):
            raise StreamError("The simulated board starts", found="silence", remedy="run the benchmark again")
        yield ours.recv(), ours
    finally:
        board.join(LINGER_S)
        board.kill()


def _play(session: Session, speed: float, host: Connection) -> None:
    """The board's process: send the port to the listener, play the session, send its start time."""
    if speed == math.inf:
        _pour(session, host)
        return
    port = PtyPort()
    board = SimulatedBoard(session, port, speed=speed)
    host.send(port.path)
    board.wait_for_host()
    host.send(board.play().started_ns)
    board.linger()


def _pour(session: Session, host: Connection) -> None:
    """The same at full speed: all frames are made before, so that it is the listener that is measured."""
    recorded = _Recorder()
    board = SimulatedBoard(session, recorded, speed=math.inf)
    board.wait_for_host()
    board.play()
    board.linger()
    port = PtyPort()
    host.send(port.path)
    while not _asked(port):
        pass
    host.send(time.monotonic_ns())
    wire = memoryview(b"".join(recorded.written))
    for at in range(0, len(wire), _AT_ONCE):
        while not port.write(bytes(wire[at : at + _AT_ONCE])):
            pass
    with suppress(PortLostError):
        port.write(b"")
        while True:  # until the listener closes
            port.read()


def _asked(port: PtyPort) -> bool:
    """Whether the host asks for samples; a terminal that nobody has opened yet is no error."""
    try:
        return bool(port.read())
    except PortLostError:
        time.sleep(0.01)
        return False


class _Recorder:
    """A port whose host asks for samples at once and leaves at the end; keeps what is written."""

    path = "recorded"

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self._asked = False

    def read(self) -> bytes:
        """See :class:`~kd_edge.link.ports.Port`."""
        code = CommandCode.STOP if self._asked else CommandCode.START
        self._asked = True
        return encode_message(Command(0, code, b"" if code == CommandCode.STOP else bytes((BoardMode.SENSOR, 0))))

    def read_waiting(self) -> bytes:
        """See :class:`~kd_edge.link.ports.Port`."""
        return b""

    def write(self, data: bytes) -> bool:
        """See :class:`~kd_edge.link.ports.Port`."""
        self.written.append(data)
        return True

    def close(self) -> None:
        """See :class:`~kd_edge.link.ports.Port`."""
