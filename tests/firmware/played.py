"""What a board without sensors plays, computed the long way round: by time, not by counting."""

from __future__ import annotations

import numpy as np

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import Board
from kd_edge.deploy.images.firmware import played_session
from kd_edge.play.session import Session


def played(bundle: Bundle, board: Board, seconds: float) -> Session:
    """What the board senses from START on."""
    session = played_session(board, bundle)
    assert session is not None
    periods = {stream.name: stream.sample_period_ns for stream in session.signal.streams}
    round_ns = min(len(samples) * periods[name] for name, samples in session.samples.items())
    found = {}
    for name, samples in session.samples.items():
        times_ns = np.arange(int(seconds * 1e9 / periods[name])) * periods[name]
        found[name] = samples[times_ns % round_ns // periods[name]]
    return Session(session.signal, found, dict.fromkeys(found, 0), ())
