"""Frames and windows of a description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kd_edge.recordings.guess.notes import Notes
from kd_edge.recordings.guess.streams import StreamGuess, frame_period, write_stream

LONGEST_WINDOW_S: Final = 2.0
_HOPS_PER_S: Final = 10


def write_signal(notes: Notes, streams: Sequence[StreamGuess], shortest_s: float) -> None:
    """Add ``[signal]`` and its streams to ``notes``; no take is shorter than ``shortest_s`` seconds."""
    frame_ns = frame_period(streams)
    frame_s = frame_ns / 1e9
    window_s = min(LONGEST_WINDOW_S, shortest_s)
    lag = 1 if len(streams) == 1 else 4
    size = max(4, int(window_s / frame_s + 1e-6) - lag + 1)
    notes.begin("[signal]")
    notes.add(
        "frame_period_ns", frame_ns, f"{1 / frame_s:.4g} frames/s: a whole number of samples of the slowest stream"
    )
    notes.add(
        "window_size",
        size,
        f"frames that the network sees at once, {size * frame_s:.2f} s: no take is shorter ({shortest_s:.2f} s), and a "
        "window of more than 2 s would answer late",
    )
    hop = max(1, round(1 / (_HOPS_PER_S * frame_s)))
    notes.add("window_increment", hop, f"a new answer every {hop * frame_s * 1000:.0f} ms")
    for stream in streams:
        write_stream(notes, stream, frame_ns)
