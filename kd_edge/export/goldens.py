"""Golden vectors: held-out windows from raw samples to scores, for checking any target."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import Golden, Quantisation
from kd_edge.contract import NS_PER_S, SignalSpec
from kd_edge.engines import Engine, quantise
from kd_edge.recordings.recording import Dataset, Recording
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windows

LEAD_IN_NS: Final = NS_PER_S
"""Raw samples before a window at least, so that its filters have settled as they would in a stream.

It is rounded up to whole hops, so that a target which plays the samples cuts that very window."""

_Raw = dict[str, tuple[NDArray[np.generic], int]]  # stream -> samples, time of the first


RECORDINGS: Final = 12
"""Golden windows that keep their raw samples.  They take ten times the space
of their window, and the signal path, the same for every window, needs fewer than the network."""


def draw_goldens(
    dataset: Dataset, spec: SignalSpec, windows: Windows, count: int, seed: int
) -> tuple[list[_Raw], NDArray[np.float32], NDArray[np.int64]]:
    """Raw samples, frames and labels of at most ``count`` of ``windows``, drawn by ``seed``.

    Each starts ``LEAD_IN_NS`` before its window, or with its recording, and goes through a signal path
    of its own; the window is the last ``window_size`` frames that come out.  Raw samples are kept of the
    first ``RECORDINGS``, in which every class occurs once before any occurs twice; these go through the path of
    ``spec``, as on a device, and the others through that of the person who wore the sensors.
    """
    drawn = _recordings_first(np.random.default_rng(seed).permutation(len(windows))[:count], windows.labels)
    first_window = dict(zip(*np.unique(windows.recordings, return_index=True), strict=True))
    raws, frames = [], []
    for place, index in enumerate(drawn):
        position = int(index - first_window[windows.recordings[index]])
        recording = dataset.recordings[windows.recordings[index]]
        raw = _cut(recording, spec, first_frame=position * spec.window_increment)
        raws.append(raw)
        own = place >= RECORDINGS and recording.wearer is not None
        path = SignalPath(spec.worn(recording.wearer) if own else spec)
        parts = [path.push(name, samples, start_ns) for name, (samples, start_ns) in raw.items()]
        frames.append(np.concatenate(parts)[-spec.window_size :])
    return raws[:RECORDINGS], np.stack(frames), windows.labels[drawn]


def _recordings_first(drawn: NDArray[np.intp], labels: NDArray[np.int64]) -> NDArray[np.intp]:
    """``drawn`` in two parts, each sorted: ``RECORDINGS`` for which the classes took turns, then the others."""
    turns = np.zeros(len(drawn), np.int64)  # how many of the same class were drawn before
    for label in np.unique(labels[drawn]):
        same = labels[drawn] == label
        turns[same] = np.arange(np.count_nonzero(same))
    ranked = np.argsort(turns, kind="stable")
    return np.concatenate([np.sort(drawn[part]) for part in np.split(ranked, [RECORDINGS])])


def make_golden(
    raws: list[_Raw],
    frames: NDArray[np.float32],
    labels: NDArray[np.int64],
    keras_scores: NDArray[np.float32],
    quantisation: Quantisation,
    oracle: Engine,
) -> Golden:
    """The vectors of :func:`draw_goldens` with the quantised network's outputs for them on ``oracle``."""
    inputs = quantise(frames, quantisation)
    names = list(raws[0])
    return Golden(
        raw={name: np.concatenate([raw[name][0] for raw in raws]) for name in names},
        counts={name: np.array([len(raw[name][0]) for raw in raws], np.int64) for name in names},
        start_ns={name: np.array([raw[name][1] for raw in raws], np.int64) for name in names},
        windows=frames[: len(raws)],
        inputs=inputs,
        logits=oracle.infer(inputs),
        keras=keras_scores,
        labels=labels,
    )


def _cut(recording: Recording, spec: SignalSpec, first_frame: int) -> _Raw:
    origin_ns = max(recording.streams[stream.name].start_ns for stream in spec.streams)
    hop_ns = spec.window_increment * spec.frame_period_ns
    lead_in_ns = -(-LEAD_IN_NS // hop_ns) * hop_ns
    begin_ns = origin_ns + first_frame * spec.frame_period_ns - lead_in_ns
    end_ns = origin_ns + (first_frame + spec.window_size - 1) * spec.frame_period_ns
    raw: _Raw = {}
    for stream in spec.streams:
        recorded = recording.streams[stream.name]
        start = max(0, (begin_ns - recorded.start_ns) // stream.sample_period_ns)
        stop = (end_ns - recorded.start_ns) // stream.sample_period_ns + 1
        raw[stream.name] = (recorded.samples[start:stop], recorded.start_ns + start * stream.sample_period_ns)
    return raw
