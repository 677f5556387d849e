"""What a network may know of the streams in a window."""

from __future__ import annotations

from dataclasses import dataclass

from kd_edge.contract import SignalSpec


@dataclass(frozen=True)
class StreamShape:
    """One stream's part of every frame.

    Attributes:
        features: how many of a frame's features it gives.
        frames_per_sample: frames that show the same sample, where the stream is slower than the frames; else 1.
    """

    features: int
    frames_per_sample: int = 1


def stream_shapes(signal: SignalSpec) -> tuple[StreamShape, ...]:
    """The streams of ``signal``, in the order in which a frame holds their features."""
    return tuple(
        StreamShape(len(stream.channels), max(1, round(stream.sample_period_ns / signal.frame_period_ns)))
        for stream in signal.streams
    )
