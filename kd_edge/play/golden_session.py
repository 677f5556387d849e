"""The golden recordings of a bundle as a session: what a board without sensors plays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kd_edge.bundle import GOLDEN, Bundle
from kd_edge.play.session import Session, build_session, first_row, schedule
from kd_edge.recordings.recording import Dataset, Recording, Stream

PAUSE_S = 0.5
"""Rest between two recordings: long enough to separate signs, short because it takes memory, too."""


@dataclass(frozen=True, eq=False)
class PlayedGoldens:
    """Golden recordings, and where they lie in the session that plays them.

    Attributes:
        session: raw samples on one timeline.
        indices: which goldens were recorded so, in the order in which they are played.
        first: by stream, the row of ``session.samples`` with which each of them begins.
    """

    session: Session
    indices: tuple[int, ...]
    first: Mapping[str, tuple[int, ...]]


def golden_session(bundle: Bundle, limit_bytes: int) -> Session | None:
    """The session of :func:`play_goldens`."""
    played = play_goldens(bundle, limit_bytes)
    return None if played is None else played.session


def play_goldens(bundle: Bundle, limit_bytes: int) -> PlayedGoldens | None:
    """One golden recording of each class, in the order of the goldens, as many as fit.

    Args:
        bundle: whose goldens to play.
        limit_bytes: the most bytes that the session's samples may take.

    Returns:
        None if the bundle has no goldens, or not one of them fits.
    """
    if GOLDEN not in bundle.manifest.files:
        return None
    _, first = np.unique(bundle.golden.labels[: bundle.golden.recordings], return_index=True)
    indices = np.sort(first).tolist()
    for count in range(len(indices), 0, -1):
        played = _play(bundle, tuple(indices[:count]))
        if sum(samples.nbytes for samples in played.session.samples.values()) <= limit_bytes:
            return played
    return None


def _play(bundle: Bundle, indices: tuple[int, ...]) -> PlayedGoldens:
    manifest = bundle.manifest
    recordings = [_recording(bundle, index) for index in indices]
    dataset = Dataset(
        name=manifest.name,
        recordings=recordings,
        labels=manifest.model.labels,
        signal=manifest.signal,
        synthetic=manifest.provenance.synthetic,
        description="golden recordings",
    )
    starts_ns, _ = schedule(recordings, PAUSE_S)
    first = {
        stream.name: tuple(
            first_row(recording.streams[stream.name], start_ns)
            for recording, start_ns in zip(recordings, starts_ns, strict=True)
        )
        for stream in manifest.signal.streams
    }
    return PlayedGoldens(build_session(dataset, recordings, pause_s=PAUSE_S), indices, first)


def _recording(bundle: Bundle, index: int) -> Recording:
    golden = bundle.golden
    samples = golden.samples(index)
    return Recording(
        streams={
            stream.name: Stream(samples[stream.name], stream.sample_period_ns, int(golden.start_ns[stream.name][index]))
            for stream in bundle.manifest.signal.streams
        },
        label=int(golden.labels[index]),
        subject="golden",
        session="golden",
        repetition=index,
        repetitions=golden.recordings,
        source=f"golden {index}",
    )
