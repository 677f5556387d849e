"""From recordings to frames, windows and normalisation; and windows of a live stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import Normalisation, SignalSpec
from kd_edge.errors import SignalError
from kd_edge.recordings.recording import Dataset, Recording
from kd_edge.signal.path import SignalPath


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows cut from recordings, with the information that splits and reports need.

    Attributes:
        frames: float32 ``(n, window_size, features)``.
        labels: label of each window's recording, int64 ``(n,)``.
        subjects: the person of each window, str ``(n,)``.
        recordings: index of each window's recording in the data set, int64 ``(n,)``.
    """

    frames: NDArray[np.float32]
    labels: NDArray[np.int64]
    subjects: NDArray[np.str_]
    recordings: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)


class Windower:
    """Cuts a live sequence of frames into windows.

    Start a new one, or :meth:`reset` it, when the signal path restarts: a window
    never spans a gap.

    Args:
        spec: ``window_size``, ``window_increment`` and the features per frame.
    """

    def __init__(self, spec: SignalSpec) -> None:
        self._size = spec.window_size
        self._increment = spec.window_increment
        self._frames = np.empty((0, spec.feature_count), dtype=np.float32)
        self._skip = 0

    def reset(self) -> None:
        """Discard all frames: the next one starts a window."""
        self._frames = self._frames[:0]
        self._skip = 0

    def push(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """Add frames ``(n, features)``; the windows that became complete ``(m, window_size, features)``."""
        skipped = min(self._skip, len(frames))
        self._skip -= skipped
        frames = np.concatenate([self._frames, frames[skipped:]])
        windows = cut_windows(frames, self._size, self._increment)
        used = len(windows) * self._increment
        self._skip += max(0, used - len(frames))
        self._frames = frames[used:].copy()
        return windows


def cut_windows(frames: NDArray[np.float32], size: int, increment: int) -> NDArray[np.float32]:
    """All whole windows of ``frames`` ``(n, features)``, shape ``(m, size, features)``."""
    count = max(0, (len(frames) - size) // increment + 1)
    rows = increment * np.arange(count)[:, np.newaxis] + np.arange(size)
    windows: NDArray[np.float32] = frames[rows]
    return windows


def recording_frames(recording: Recording, spec: SignalSpec) -> NDArray[np.float32]:
    """All frames of one recording, float32 ``(frames, features)``.

    The first frame lies at the start of the stream that starts last.  A recording that says how the sensors
    were worn is brought into the population's orientation by that, not by the wearer in ``spec``.

    Raises:
        SignalError: a stream is missing, empty, of another sampling period, shape or type, or
            holds NaN or infinity; the message names the recording.
    """
    path = SignalPath(spec if recording.wearer is None else spec.worn(recording.wearer))
    parts = [_push_stream(path, recording, name) for name in (stream.name for stream in spec.streams)]
    return np.concatenate(parts)


def window_dataset(dataset: Dataset, spec: SignalSpec, indices: Iterable[int]) -> Windows:
    """All windows of the recordings at ``indices``, normalised if ``spec`` says how.

    Raises:
        SignalError: as :func:`recording_frames`, or a recording is shorter than a window.
    """
    frames, counts, chosen = [], [], [int(index) for index in indices]
    for index, recorded in _frames_of(dataset, spec, chosen):
        _check_length(recorded, dataset.recordings[index], spec)
        windows = cut_windows(recorded, spec.window_size, spec.window_increment)
        frames.append(windows)
        counts.append(len(windows))
    empty = np.empty((0, spec.window_size, spec.feature_count), dtype=np.float32)
    takes = [dataset.recordings[index] for index in chosen]
    return Windows(
        frames=np.concatenate([empty, *frames]),
        labels=np.repeat(np.array([take.label for take in takes], dtype=np.int64), counts),
        subjects=np.repeat(np.array([take.subject for take in takes], dtype=np.str_), counts),
        recordings=np.repeat(np.array(chosen, dtype=np.int64), counts),
    )


def check_shortest(dataset: Dataset, spec: SignalSpec, indices: Iterable[int]) -> None:
    """Check quickly that recordings are long enough for :func:`window_dataset`.

    Raises:
        SignalError: as :func:`window_dataset`.
    """
    shortest = min((dataset.recordings[int(index)] for index in indices), key=_samples, default=None)
    if shortest is not None:
        _check_length(recording_frames(shortest, spec), shortest, spec)


def fit_normalisation(dataset: Dataset, spec: SignalSpec, indices: Iterable[int]) -> Normalisation:
    """Mean and inverse standard deviation of every feature over the recordings at ``indices``.

    Every frame counts once, whatever ``spec`` says about windows; give training recordings only.

    Raises:
        SignalError: as :func:`recording_frames`, no frames, or a channel that never changes.
    """
    chosen = [int(index) for index in indices]
    unnormalised = msgspec.structs.replace(spec, normalisation=None)
    parts = [frames for _, frames in _frames_of(dataset, unnormalised, chosen)]
    count = sum(map(len, parts))
    if count == 0:
        raise SignalError(
            "Normalisation needs at least one frame",
            found=f"{len(chosen)} recordings without frames",
            remedy="give it the indices of the training recordings",
        )
    _check_alive([dataset.recordings[index] for index in chosen], spec)
    frames = np.concatenate(parts).astype(np.float64)
    std = frames.std(axis=0)
    flat = [name for name, value in zip(spec.features, std, strict=True) if value == 0]
    if flat:
        raise _constant(flat, count_text=f"{len(chosen)} recordings")
    return Normalisation(
        mean=tuple(frames.mean(axis=0).astype(np.float32).tolist()),
        inverse_std=tuple((1 / std).astype(np.float32).tolist()),
    )


def _samples(recording: Recording) -> int:
    """Of its shortest stream."""
    return min((len(stream.samples) for stream in recording.streams.values()), default=0)


def _check_length(frames: NDArray[np.float32], recording: Recording, spec: SignalSpec) -> None:
    if len(frames) < spec.window_size:
        raise SignalError(
            f"Recordings hold at least one window of {spec.window_size} frames",
            found=f"{len(frames)} frames in {recording.source}",
            remedy="use a smaller window_size, or leave the recording out",
        )


def _push_stream(path: SignalPath, recording: Recording, name: str) -> NDArray[np.float32]:
    expected = path.spec.stream(name)
    stream = recording.streams.get(name)
    if stream is None or len(stream.samples) == 0:
        raise SignalError(
            f"Recording {recording.source} has samples of every stream of the SignalSpec",
            found=f"none of {name!r}",
            remedy="leave the recording out, or use a SignalSpec without that stream",
        )
    if stream.sample_period_ns != expected.sample_period_ns:
        raise SignalError(
            f"Stream {name!r} of recording {recording.source} has the sampling period of the SignalSpec,"
            f" {expected.sample_period_ns} ns",
            found=f"{stream.sample_period_ns} ns",
            remedy="correct the spec file or resample the recording",
        )
    try:
        return path.push(name, stream.samples, stream.start_ns)
    except SignalError as error:
        raise SignalError(
            f"{error.rule}, in recording {recording.source}", found=error.found, remedy=error.remedy
        ) from error


def _frames_of(dataset: Dataset, spec: SignalSpec, indices: Iterable[int]) -> Iterator[tuple[int, NDArray[np.float32]]]:
    for index in indices:
        yield index, recording_frames(dataset.recordings[index], spec)


def _check_alive(recordings: list[Recording], spec: SignalSpec) -> None:
    """Check that every raw channel changes; a filter would turn a dead one into rounding noise."""
    dead = []
    for stream in spec.streams:
        samples = [recording.streams[stream.name].samples for recording in recordings]
        lowest = np.min([block.min(axis=0) for block in samples], axis=0)
        highest = np.max([block.max(axis=0) for block in samples], axis=0)
        dead += [
            f"{stream.name}.{channel}"
            for channel, low, high in zip(stream.channels, lowest, highest, strict=True)
            if low == high
        ]
    if dead:
        raise _constant(dead, count_text=f"{len(recordings)} recordings")


def _constant(features: list[str], *, count_text: str) -> SignalError:
    return SignalError(
        "Every channel changes somewhere in the training recordings",
        found=f"{', '.join(features)} constant over {count_text}",
        remedy="check the electrode or sensor, or leave the channel out of the SignalSpec",
    )
