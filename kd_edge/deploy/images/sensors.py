"""Check that a board's sensors provide the streams of a bundle, before an image is built."""

from __future__ import annotations

from kd_edge.contract import SignalSpec
from kd_edge.deploy.boards import Board
from kd_edge.errors import DeployError


def senses(board: Board, signal: SignalSpec) -> bool:
    """Whether ``board`` takes samples from its sensors: if they give any stream; else it plays recordings."""
    return any(sensor.gives(stream) for sensor in board.sensors for stream in signal.streams)


def unsensed_streams(board: Board, signal: SignalSpec) -> tuple[str, ...]:
    """Names of the streams for which ``board`` has no sensor left: they can only be injected.

    Every sensor serves the first stream that it can give, at its rate, and no sensor before it serves.  A board without
    sensors plays recordings of any kind.

    Raises:
        DeployError: a stream has samples of a type that no sensor of the board gives.
    """
    if not board.sensors:
        return ()
    types = {sensor.sample_type for sensor in board.sensors}
    for stream in signal.streams:
        if stream.sample_type not in types:
            raise DeployError(
                f"The sensors of {board.name} give {', '.join(sorted(types))} samples",
                found=f"stream {stream.name!r} of {stream.sample_type} samples",
                remedy="train on recordings of these sensors, or build for a board without any, which plays recordings",
            )
    left = list(signal.streams)
    for sensor in board.sensors:
        taken = next((stream for stream in left if sensor.gives(stream) and sensor.keeps_up(stream)), None)
        if taken is not None:
            left.remove(taken)
    return tuple(stream.name for stream in left)
