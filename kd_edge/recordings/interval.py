"""Parts of recordings in time, the same for all of their streams."""

from __future__ import annotations

from dataclasses import replace

from kd_edge.contract import NS_PER_S
from kd_edge.errors import RecordingError
from kd_edge.recordings.recording import Recording, Stream


def common_interval(recording: Recording) -> tuple[int, int]:
    """From when and until when every stream has samples, in ns on the recording's clock; none if the end comes first.

    A sample stands for the time up to the next one.
    """
    streams = recording.streams.values()
    begin_ns = max(stream.start_ns for stream in streams)
    return begin_ns, min(stream.start_ns + len(stream.samples) * stream.sample_period_ns for stream in streams)


def trimmed(recording: Recording) -> Recording:
    """``recording`` without what only some of its streams have recorded.

    What is left of a stream begins less than one of its periods before the common interval, and ends as little after.

    Raises:
        RecordingError: there is no time at which all of them have samples.
    """
    begin_ns, end_ns = common_interval(recording)
    if begin_ns >= end_ns:
        spans = ", ".join(
            f"{name} from {stream.start_ns / NS_PER_S:.3f} s for {stream.duration_s:.3f} s"
            for name, stream in recording.streams.items()
        )
        raise RecordingError(
            f"The streams of {recording.source} were recorded at the same time",
            found=spans,
            remedy="correct the times of its files, or leave it out",
        )
    return replace(
        recording,
        streams={
            name: _part(stream, (begin_ns - stream.start_ns) // stream.sample_period_ns, _before(stream, end_ns))
            for name, stream in recording.streams.items()
        },
    )


def halves(recording: Recording) -> tuple[Recording, Recording]:
    """What was recorded before the middle of the common interval, and what from there on."""
    middle_ns = sum(common_interval(recording)) // 2
    streams = recording.streams.items()
    return (
        replace(recording, streams={name: _part(stream, 0, _before(stream, middle_ns)) for name, stream in streams}),
        replace(
            recording,
            streams={name: _part(stream, _before(stream, middle_ns), len(stream.samples)) for name, stream in streams},
        ),
    )


def _before(stream: Stream, time_ns: int) -> int:
    """How many samples were taken before ``time_ns``."""
    return min(max(-((stream.start_ns - time_ns) // stream.sample_period_ns), 0), len(stream.samples))


def _part(stream: Stream, first: int, last: int) -> Stream:
    start_ns = stream.start_ns + first * stream.sample_period_ns
    return replace(stream, samples=stream.samples[first:last], start_ns=start_ns)
