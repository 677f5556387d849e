"""Rules for every data set, whichever importer or generator made it."""

from __future__ import annotations

from typing import Final

import numpy as np

from kd_edge.contract import NS_PER_S, StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.files import check_name
from kd_edge.recordings.recording import REST, Dataset, Recording, Stream

LATEST_NS: Final = 1 << 62
"""Half of what 64 bits hold, so that a sum of two times fits, too."""


def check_dataset(dataset: Dataset) -> Dataset:
    """Return ``dataset`` if every recording fits its labels and its SignalSpec.

    Raises:
        RecordingError: naming the first recording, stream and rule that do not hold.
    """
    check_name(dataset.name, "The name of a data set", RecordingError)
    if not dataset.recordings:
        raise RecordingError(
            f"Data set {dataset.name!r} has recordings", found="none", remedy="add recordings before using it"
        )
    if len(set(dataset.labels)) != len(dataset.labels):
        raise RecordingError("Labels are unique", found=dataset.labels, remedy="rename one")
    for recording in dataset.recordings:
        _check_recording(recording, dataset)
    return dataset


def _check_recording(recording: Recording, dataset: Dataset) -> None:
    if not (recording.label == REST or 0 <= recording.label < len(dataset.labels)):
        raise RecordingError(
            f"Labels lie in 0..{len(dataset.labels) - 1}, or are {REST} for rest",
            found=f"{recording.label} in {recording.source}",
            remedy="correct the label, or add its name to the labels",
        )
    if not 0 <= recording.repetition < recording.repetitions:
        raise RecordingError(
            "A repetition is numbered from 0 to the number of repetitions less one",
            found=f"{recording.repetition} of {recording.repetitions} in {recording.source}",
            remedy="number the takes of each subject and sign from 0",
        )
    for spec in dataset.signal.streams:
        if spec.name not in recording.streams:
            raise RecordingError(
                f"Every recording has the stream {spec.name!r}",
                found=f"{recording.source} has {', '.join(recording.streams) or 'none'}",
                remedy="record the missing stream, or leave it out of the SignalSpec",
            )
        _check_stream(recording.streams[spec.name], spec, recording.source)
    _check_overlap(recording)


def _check_overlap(recording: Recording) -> None:
    """Check that streams overlap in time: those on different clocks (time of day, time since start) do not."""
    last_start, late = max((stream.start_ns, name) for name, stream in recording.streams.items())
    first_end, early = min((_end_ns(stream), name) for name, stream in recording.streams.items())
    if last_start >= first_end:
        raise RecordingError(
            f"All streams of {recording.source} run at the same time",
            found=f"{late} starts {(last_start - first_end) / NS_PER_S:,.3f} s after the end of {early}",
            remedy="take the times of all streams from one clock, or let all of them start at 0",
        )


def _end_ns(stream: Stream) -> int:
    return stream.start_ns + len(stream.samples) * stream.sample_period_ns


def _check_stream(stream: Stream, spec: StreamSpec, source: str) -> None:
    where = f"stream {spec.name!r} of {source}"
    if stream.samples.ndim != 2 or stream.samples.shape[1] != len(spec.channels):
        raise RecordingError(
            f"Samples of {where} have {len(spec.channels)} channels: {', '.join(spec.channels)}",
            found=f"shape {stream.samples.shape}",
            remedy="add the missing channels, or name in the SignalSpec those that exist",
        )
    if len(stream.samples) == 0:
        raise RecordingError(f"There are samples in {where}", found="none", remedy="leave the recording out")
    if stream.samples.dtype != np.dtype(spec.sample_type):
        raise RecordingError(
            f"Samples of {where} are {spec.sample_type}",
            found=stream.samples.dtype,
            remedy="convert the samples, or correct sample_type in the SignalSpec",
        )
    if abs(stream.start_ns) > LATEST_NS:
        raise RecordingError(
            f"Start of {where} lies within 146 years of 0",
            found=f"{stream.start_ns} ns",
            remedy="count its time from the beginning of the recording",
        )
    if stream.sample_period_ns != spec.sample_period_ns:
        raise RecordingError(
            f"The sample period of {where} is {spec.sample_period_ns} ns",
            found=f"{stream.sample_period_ns} ns",
            remedy="resample the recording, or correct sample_period_ns in the SignalSpec",
        )
    if spec.sample_type == "float32" and not np.isfinite(stream.samples).all():
        row, channel = np.argwhere(~np.isfinite(stream.samples))[0]
        raise RecordingError(
            f"Samples of {where} are finite",
            found=f"{stream.samples[row, channel]} in channel {spec.channels[channel]!r}, sample {row}",
            remedy="cut the damaged part out, or leave the recording out",
        )
