"""Benchmark over a real pseudo-terminal: a board in a process of its own, a listener in this one."""

from __future__ import annotations

import math
import multiprocessing
import time
from multiprocessing.connection import Connection
from typing import Final

from kd_edge.bench.reports.schema import Distribution, LiveRun
from kd_edge.bundle import Bundle
from kd_edge.errors import StreamError
from kd_edge.link.board_port import PtyPort
from kd_edge.live.classifying import Classifier
from kd_edge.live.listen import Listener
from kd_edge.live.on_host import HostRecogniser
from kd_edge.play.session import Session
from kd_edge.play.simulated_board import LINGER_S, SimulatedBoard
from kd_edge.sources.board import Board
from kd_edge.sources.sensing import Sensing

_START_TIMEOUT_S: Final = 60.0


def bench_live(bundle: Bundle, classifier: Classifier, session: Session, *, speed: float) -> LiveRun:
    """Stream ``session`` at ``speed`` times real time (``math.inf``: as fast as it is read) and time decisions.

    The board runs in a process of its own, so that its work is not counted as the listener's.

    Raises:
        StreamError: the board does not start, or no window was completed.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    board = context.Process(target=_play, args=(session, speed, theirs), daemon=True)
    board.start()
    try:
        if not ours.poll(_START_TIMEOUT_S):
            raise StreamError("The simulated board starts", found="silence", remedy="run the benchmark again")
        recogniser = HostRecogniser(classifier)
        listener = Listener(recogniser, Board(Sensing(bundle.manifest.signal), ours.recv()))
        began, cpu_began = time.monotonic(), time.process_time()
        for _ in listener.events():
            pass
        elapsed_s, cpu_s = time.monotonic() - began, time.process_time() - cpu_began
        listener.close()
        started_ns: int = ours.recv()
    finally:
        board.join(LINGER_S)
        board.kill()
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


def _play(session: Session, speed: float, host: Connection) -> None:
    """The board's process: send the port to the listener, play the session, send its start time."""
    port = PtyPort()
    board = SimulatedBoard(session, port, speed=speed)
    host.send(port.path)
    board.wait_for_host()
    host.send(board.play().started_ns)
    board.linger()
