"""A person's recordings for a bundle: which takes of each sign teach, which are held back, and their windows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import Bundle
from kd_edge.contract import SignalSpec
from kd_edge.errors import RecordingError
from kd_edge.live.enrol import recordings_of
from kd_edge.recordings.recording import REST, Dataset
from kd_edge.recordings.selection import select_channels
from kd_edge.signal.windows import window_dataset


@dataclass(frozen=True, eq=False)
class Takes:
    """Windows of one person, as recorded: neither turned nor normalised.

    Attributes:
        dataset: the recordings, with the channels that the network takes.
        recordings: index of each window's recording there, int64 ``(n,)``.
        frames: float32 ``(n, window_size, features)``.
        labels: the bundle's label of each window, int64 ``(n,)``.
        repetitions: how many takes of the same sign the person made before, int64 ``(n,)``.
    """

    dataset: Dataset
    recordings: NDArray[np.int64]
    frames: NDArray[np.float32]
    labels: NDArray[np.int64]
    repetitions: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def chosen(self, mask: NDArray[np.bool_]) -> Takes:
        """Those where ``mask`` ``(n,)`` is true."""
        return replace(
            self,
            recordings=self.recordings[mask],
            frames=self.frames[mask],
            labels=self.labels[mask],
            repetitions=self.repetitions[mask],
        )


def bare(signal: SignalSpec) -> SignalSpec:
    """``signal`` without normalisation and wearer: frames as recorded."""
    return msgspec.structs.replace(signal, normalisation=None, wearer=None)


def takes_of(bundle: Bundle, dataset: Dataset, person: str | None = None, hop: int | None = None) -> Takes:
    """All takes of a person's signs, in windows; rest is left out.

    Repetitions are counted anew from 0, in the order that the recordings give.

    Args:
        bundle: what the signs are called, and how windows are cut.
        dataset: recordings of the same sensors.
        person: whose recordings to take; None if they are all of one.
        hop: frames from one window to the next; None for the bundle's own.

    Raises:
        SignalError: nobody of that name, or several persons; or a recording is shorter than a window.
        RecordingError: a sign that the network does not have, or no sign at all.
    """
    labels, signal = bundle.manifest.model.labels, bundle.manifest.signal
    if set(signal.features) < set(dataset.signal.features):
        dataset = select_channels(dataset, signal)
    mine = [index for index in recordings_of(dataset, person) if dataset.recordings[index].label != REST]
    strange = sorted({dataset.labels[dataset.recordings[index].label] for index in mine} - set(labels))
    if strange or not mine:
        raise RecordingError(
            "A person shows signs that the network has",
            found=f"others, such as {', '.join(strange[:3])}" if strange else "no sign",
            remedy=f"record signs such as {', '.join(labels[:3])}, or train a network that has the others",
        )
    mine.sort(key=lambda index: dataset.recordings[index].repetition)
    made: dict[int, int] = defaultdict(int)
    numbers: dict[int, tuple[int, int]] = {}
    for index in mine:
        label = labels.index(dataset.labels[dataset.recordings[index].label])
        numbers[index] = (label, made[label])
        made[label] += 1
    cut = bare(signal) if hop is None else msgspec.structs.replace(bare(signal), window_increment=hop)
    windows = window_dataset(dataset, cut, mine)
    pairs = np.array([numbers[int(index)] for index in windows.recordings], np.int64).reshape(-1, 2)
    return Takes(dataset, windows.recordings, windows.frames, pairs[:, 0], pairs[:, 1])
