"""A session: recordings laid end to end on one clock, as a board that never stops would sample them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, SignalSpec, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.link.description import samples_per_frame
from kd_edge.link.messages import Mark
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import REST, Dataset, Recording, Stream
from kd_edge.recordings.splits import named_split
from kd_edge.source import StreamInfo

BLOCK_NS: Final = 20_000_000
"""How long a board collects samples before it sends them."""


@dataclass(frozen=True, eq=False)
class Session:
    """Raw samples on one timeline, and their true labels.

    Attributes:
        signal: the sensor layout.
        samples: by stream, shape ``(n, channels)``, without a gap.
        start_ns: by stream, time of its first sample.
        marks: true labels in order of time.
        synthetic: whether no human made the movements.
    """

    signal: SignalSpec
    samples: Mapping[str, NDArray[np.generic]]
    start_ns: Mapping[str, int]
    marks: Sequence[Mark]
    synthetic: bool = False

    @property
    def end_ns(self) -> int:
        """Time right after the last sample."""
        return max(
            self.start_ns[stream.name] + len(self.samples[stream.name]) * stream.sample_period_ns
            for stream in self.signal.streams
        )

    @property
    def duration_s(self) -> float:
        """Length of the session."""
        return self.end_ns / NS_PER_S


@dataclass(frozen=True)
class Choice:
    """Which recordings to play, in a seeded random order.

    Attributes:
        split: play the held-out recordings of this split; None plays every one.
        subject: play only this person.
        count: play so many; None plays all of them.
        seed: equal seeds give equal orders.
    """

    split: str | None = "within"
    subject: str | None = None
    count: int | None = None
    seed: int = 0

    def recordings(self, dataset: Dataset) -> list[Recording]:
        """The chosen recordings of ``dataset``.

        Raises:
            RecordingError: the data do not allow the split.
        """
        indices = np.arange(len(dataset.recordings)) if self.split is None else named_split(dataset, self.split).test
        chosen = [dataset.recordings[index] for index in np.random.default_rng(self.seed).permutation(indices)]
        if self.subject is not None:
            chosen = [recording for recording in chosen if recording.subject == self.subject]
        return chosen[: self.count]


def build_session(dataset: Dataset, recordings: Sequence[Recording], *, pause_s: float = 1.0) -> Session:
    """Play ``recordings`` one after the other, with a pause before each and after the last.

    In a pause the body is still: a stream with an envelope (muscles) is silent, any other holds
    its last value.  The sample clocks of a board never jump, so a recording's streams start at
    the nearest slot of their grids.

    Raises:
        StreamError: no recordings, or a stream whose samples do not fit into a frame.
    """
    if not recordings:
        raise StreamError(
            "A session plays at least one recording", found="none", remedy="choose another split, subject or count"
        )
    signal = dataset.signal
    for stream in signal.streams:
        if samples_per_frame(StreamInfo.from_spec(stream)) == 0:
            raise StreamError(
                f"One sample of stream {stream.name!r} fits into a frame",
                found=f"{len(stream.channels)} channels of {stream.sample_type}",
                remedy="divide the channels over several streams",
            )
    starts_ns, end_ns = schedule(recordings, pause_s)
    samples = {stream.name: _lay_out(stream, recordings, starts_ns, end_ns) for stream in signal.streams}
    return Session(
        signal, samples, dict.fromkeys(samples, 0), _marks(dataset, recordings, starts_ns), dataset.synthetic
    )


def recorded_session(path: Path, choice: Choice, *, pause_s: float = 1.0) -> Session:
    """Play what ``choice`` takes of the recordings at ``path``, as :func:`build_session` says.

    Raises:
        RecordingError: they cannot be read, or do not allow the split.
        StreamError: as for :func:`build_session`.
    """
    dataset = load_dataset(path)
    return build_session(dataset, choice.recordings(dataset), pause_s=pause_s)


def packets(session: Session) -> Iterator[tuple[int, int, NDArray[np.generic], int]]:
    """What a board sends, in order: ``(due_ns, stream number, samples, time_ns of the first)``.

    A packet is due when its last sample has been taken.
    """
    return heapq.merge(
        *(_stream_packets(session, number, stream) for number, stream in enumerate(session.signal.streams)),
        key=lambda packet: packet[:2],
    )


def _stream_packets(
    session: Session, number: int, stream: StreamSpec
) -> Iterator[tuple[int, int, NDArray[np.generic], int]]:
    size = min(samples_per_frame(StreamInfo.from_spec(stream)), max(1, BLOCK_NS // stream.sample_period_ns))
    samples = session.samples[stream.name]
    for first in range(0, len(samples), size):
        block = samples[first : first + size]
        time_ns = session.start_ns[stream.name] + first * stream.sample_period_ns
        yield time_ns + (len(block) - 1) * stream.sample_period_ns, number, block, time_ns


def schedule(recordings: Sequence[Recording], pause_s: float) -> tuple[list[int], int]:
    """Session time of every recording's clock zero, and of the session's end, as :func:`build_session` plays them."""
    pause_ns = round(pause_s * NS_PER_S)
    starts_ns, now_ns = [], pause_ns
    for recording in recordings:
        first_ns, last_ns = _extent(recording)
        starts_ns.append(now_ns - first_ns)
        now_ns += last_ns - first_ns + pause_ns
    return starts_ns, now_ns


def first_row(taken: Stream, start_ns: int) -> int:
    """Which of a session's samples of a stream is the first of ``taken``, whose clock is 0 at ``start_ns``."""
    return (start_ns + taken.start_ns + taken.sample_period_ns // 2) // taken.sample_period_ns


def _extent(recording: Recording) -> tuple[int, int]:
    """On the recording's clock: time of the first sample of any stream, and time right after the last."""
    streams = recording.streams.values()
    last_ns = max(stream.start_ns + len(stream.samples) * stream.sample_period_ns for stream in streams)
    return min(stream.start_ns for stream in streams), last_ns


def _lay_out(
    stream: StreamSpec, recordings: Sequence[Recording], starts_ns: Sequence[int], end_ns: int
) -> NDArray[np.generic]:
    """All samples of one stream from time 0 to ``end_ns``."""
    period_ns = stream.sample_period_ns
    parts: list[NDArray[np.generic]] = []
    filled = 0
    still = recordings[0].streams[stream.name].samples[:1]

    def rest_until(slot: int) -> NDArray[np.generic]:
        return np.repeat(np.zeros_like(still) if stream.envelope else still, slot - filled, axis=0)

    for recording, start_ns in zip(recordings, starts_ns, strict=True):
        taken = recording.streams[stream.name]
        slot = first_row(taken, start_ns)
        parts += [rest_until(slot), taken.samples]
        filled = slot + len(taken.samples)
        still = taken.samples[-1:]
    parts.append(rest_until(max(filled, end_ns // period_ns)))
    return np.concatenate(parts)


def _marks(dataset: Dataset, recordings: Sequence[Recording], starts_ns: Sequence[int]) -> list[Mark]:
    """A mark where every recording begins, and one where its rest begins."""
    marks = [Mark(0, 0, REST, "")]
    for recording, start_ns in zip(recordings, starts_ns, strict=True):
        name = dataset.labels[recording.label] if recording.label != REST else ""
        first_ns, last_ns = _extent(recording)
        marks.append(Mark(start_ns + first_ns, len(marks), recording.label, name))
        marks.append(Mark(start_ns + last_ns, len(marks), REST, ""))
    return marks
