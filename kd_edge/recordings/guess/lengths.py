"""Whether every take is as long as a window, once all streams run."""

from __future__ import annotations

from kd_edge.recordings.recording import Dataset, Recording


def short_takes(dataset: Dataset) -> tuple[int, int]:
    """How many takes have fewer frames than a window, and the frames of the shortest take."""
    frames = [_frames(recording, dataset.signal.frame_period_ns) for recording in dataset.recordings]
    return sum(count < dataset.signal.window_size for count in frames), min(frames)


def _frames(recording: Recording, period_ns: int) -> int:
    """Frames from the time at which the last stream has begun to that of the first stream's last sample."""
    streams = recording.streams.values()
    begin_ns = max(stream.start_ns for stream in streams)
    end_ns = min(stream.start_ns + (len(stream.samples) - 1) * stream.sample_period_ns for stream in streams)
    return max(0, (end_ns - begin_ns) // period_ns + 1)
