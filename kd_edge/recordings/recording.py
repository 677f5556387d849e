"""Recordings: streams at their own rates, with the information that splits by take and person need."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, SignalSpec, WearerProfile
from kd_edge.recordings.origin import Origin
from kd_edge.recordings.timing import Account

REST = -1
"""Label of a recording in which nobody signs."""

PARTS = ("train", "test")
"""What :attr:`Recording.part` may be, if it is not empty."""


@dataclass(frozen=True, eq=False)
class Stream:
    """Samples that one device took together at one rate.

    Attributes:
        samples: raw values, shape ``(n, channels)``, int8, int16 or float32.
        sample_period_ns: nanoseconds from one sample to the next.
        start_ns: time of the first sample on the recording's clock, in nanoseconds.
        account: what happened to the rows that they were read from; None if they were not counted.
    """

    samples: NDArray[np.generic]
    sample_period_ns: int
    start_ns: int = 0
    account: Account | None = None

    @property
    def duration_s(self) -> float:
        """Seconds covered by the samples."""
        return len(self.samples) * self.sample_period_ns / NS_PER_S


@dataclass(frozen=True, eq=False)
class Recording:
    """One take of one sign by one person.

    Attributes:
        streams: the raw streams by name.
        label: index into the data set's labels, or ``REST``.
        subject: who wore the sensors.
        session: which session; the sensors stay on within a session.
        repetition: chronological index of this (subject, label), from 0.
        repetitions: how many takes of this (subject, label) exist.
        source: where the recording came from, for messages.
        wearer: how the sensors were worn, if that is known.
        part: ``train`` or ``test`` where whoever recorded it says so, for the split ``given``; else empty.
        origin: when and with what it was recorded, if that is known.
    """

    streams: Mapping[str, Stream]
    label: int
    subject: str
    session: str
    repetition: int
    repetitions: int
    source: str
    wearer: WearerProfile | None = None
    part: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, eq=False)
class Dataset:
    """Recordings that share labels and a sensor layout.

    Attributes:
        name: short name, used for run and bundle folders.
        recordings: in no meaningful order.
        labels: class names; a recording's ``label`` indexes them.
        signal: the SignalSpec that fits these sensors, without normalisation.
        synthetic: True when no human ever made these movements.
        description: one or two sentences on the origin, for reports.
        ignored_files: files and arrays beside the recordings that were not read.
        path: the file or folder that it was read from, empty if it was made in memory.
    """

    name: str
    recordings: Sequence[Recording]
    labels: tuple[str, ...]
    signal: SignalSpec
    synthetic: bool
    description: str
    ignored_files: tuple[str, ...] = ()
    path: str = ""

    def cut(self, window: int | None, hop: int | None) -> Dataset:
        """The same recordings, cut into windows of ``window`` frames every ``hop`` frames, where these are given."""
        signal = self.signal
        changed = msgspec.structs.replace(
            signal, window_size=window or signal.window_size, window_increment=hop or signal.window_increment
        )
        return self if changed == signal else dataclasses.replace(self, signal=changed)

    def fingerprint(self) -> str:
        """SHA-256 over every sample and every label, for provenance."""
        digest = hashlib.sha256(repr((self.name, self.labels)).encode())
        for recording in self.recordings:
            key = (recording.label, recording.subject, recording.session, recording.repetition)
            digest.update(repr((*key, recording.part) if recording.part else key).encode())
            for name, stream in sorted(recording.streams.items()):
                digest.update(repr((name, stream.start_ns, stream.sample_period_ns, stream.samples.shape)).encode())
                digest.update(np.ascontiguousarray(stream.samples).tobytes())
        return digest.hexdigest()
