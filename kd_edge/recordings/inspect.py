"""A health check of recordings: rows, rates, ranges, clipping, dead channels, takes per person and sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import StreamSpec
from kd_edge.recordings.accounts import RowAccount, add_up
from kd_edge.recordings.coverage import Coverage, every_coverage
from kd_edge.recordings.recording import REST, Dataset, Recording


@dataclass(frozen=True)
class ChannelStatistics:
    """One channel over all recordings, in its unit.

    Attributes:
        saturated: share of samples at an end of the integer range; 0 for float32.
        clipped: share of samples in runs of three and more at the channel's own least or greatest value, as an
        overdriven amplifier produces them.
        dead_recordings: recordings in which the channel never changes.
    """

    name: str
    unit: str
    least: float
    greatest: float
    mean: float
    deviation: float
    saturated: float
    clipped: float
    dead_recordings: int


@dataclass(frozen=True)
class StreamStatistics:
    """One stream over all recordings; durations and starts from the shortest or earliest to the longest or latest."""

    name: str
    sample_rate_hz: float
    sample_type: str
    duration_s: tuple[float, float]
    start_ms: tuple[float, float]
    rows: RowAccount
    channels: tuple[ChannelStatistics, ...]


@dataclass(frozen=True)
class Inspection:
    """What ``kd-edge data inspect`` reports; ``ignored_files`` have names that fit no pattern."""

    name: str
    synthetic: bool
    description: str
    fingerprint: str
    recordings: int
    labels: dict[str, int]
    subjects: dict[str, int]
    streams: tuple[StreamStatistics, ...]
    splits: tuple[Coverage, ...]
    ignored_files: tuple[str, ...]


def inspect_dataset(dataset: Dataset) -> Inspection:
    """Look at every sample of ``dataset``."""
    by_label = Counter(recording.label for recording in dataset.recordings)
    labels = {label: by_label[index] for index, label in enumerate(dataset.labels)}
    if by_label[REST]:
        labels["(rest)"] = by_label[REST]
    return Inspection(
        name=dataset.name,
        synthetic=dataset.synthetic,
        description=dataset.description,
        fingerprint=dataset.fingerprint(),
        recordings=len(dataset.recordings),
        labels=labels,
        subjects=dict(sorted(Counter(recording.subject for recording in dataset.recordings).items())),
        streams=tuple(_inspect_stream(spec, dataset.recordings) for spec in dataset.signal.streams),
        splits=tuple(every_coverage(dataset)),
        ignored_files=dataset.ignored_files,
    )


def _inspect_stream(spec: StreamSpec, recordings: Sequence[Recording]) -> StreamStatistics:
    streams = [recording.streams[spec.name] for recording in recordings]
    durations = [stream.duration_s for stream in streams]
    starts = [stream.start_ns / 1e6 for stream in streams]
    rows = add_up(recordings, spec)
    return StreamStatistics(
        name=spec.name,
        sample_rate_hz=spec.sample_rate_hz,
        sample_type=spec.sample_type,
        duration_s=(min(durations), max(durations)),
        start_ms=(min(starts), max(starts)),
        rows=rows,
        channels=tuple(
            _inspect_channel(spec, index, [stream.samples[:, index] for stream in streams], rows)
            for index in range(len(spec.channels))
        ),
    )


def _inspect_channel(
    spec: StreamSpec, index: int, takes: Sequence[NDArray[np.generic]], rows: RowAccount
) -> ChannelStatistics:
    samples = np.concatenate(takes)
    saturated = 0.0
    if spec.sample_type != "float32":
        limits = np.iinfo(spec.sample_type)
        saturated = float(np.mean((samples == limits.min) | (samples == limits.max)))
    values = samples.astype(np.float64) * (spec.scale[index] if spec.scale else 1.0)
    return ChannelStatistics(
        name=spec.channels[index],
        unit=spec.units[index] if spec.units else "counts",
        least=float(values.min()),
        greatest=float(values.max()),
        mean=float(values.mean()),
        deviation=float(values.std()),
        saturated=saturated,
        clipped=rows.clipped.get(spec.channels[index], 0.0),
        dead_recordings=sum(bool((take == take[0]).all()) for take in takes),
    )
