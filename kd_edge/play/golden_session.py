"""The golden recordings of a bundle as a session: what a board without sensors plays."""

from __future__ import annotations

import numpy as np

from kd_edge.bundle import GOLDEN, Bundle
from kd_edge.play.session import Session, build_session
from kd_edge.recordings.recording import Dataset, Recording, Stream

PAUSE_S = 0.5
"""Rest between two recordings: long enough to separate signs, short because it takes memory, too."""


def golden_session(bundle: Bundle, limit_bytes: int) -> Session | None:
    """One golden recording of each class, in the order of the goldens, as many as fit.

    Args:
        bundle: whose goldens to play.
        limit_bytes: the most bytes that the session's samples may take.

    Returns:
        None if the bundle has no goldens, or not one of them fits.
    """
    if GOLDEN not in bundle.manifest.files:
        return None
    manifest = bundle.manifest
    _, first = np.unique(bundle.golden.labels[: bundle.golden.recordings], return_index=True)
    recordings = [_recording(bundle, index) for index in np.sort(first).tolist()]
    dataset = Dataset(
        name=manifest.name,
        recordings=recordings,
        labels=manifest.model.labels,
        signal=manifest.signal,
        synthetic=manifest.provenance.synthetic,
        description="golden recordings",
    )
    for count in range(len(recordings), 0, -1):
        session = build_session(dataset, recordings[:count], pause_s=PAUSE_S)
        if sum(samples.nbytes for samples in session.samples.values()) <= limit_bytes:
            return session
    return None


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
