"""How well a bundle tells single windows of takes, without a stream."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from msgspec import Struct

from kd_edge.bundle import Bundle
from kd_edge.engines import Engine, quantise
from kd_edge.evaluate.material import require_known
from kd_edge.recordings.recording import REST, Dataset
from kd_edge.signal.windows import window_dataset


class WindowFigures(Struct, frozen=True):
    """Accuracy of the int8 network on windows of takes, over all of them and as a mean over persons."""

    windows: int
    accuracy: float
    macro_accuracy: float


def window_figures(bundle: Bundle, engine: Engine, takes: Dataset) -> WindowFigures:
    """Classify every window of ``takes`` whose label the bundle knows.

    Raises:
        EvaluationError: there is none.
    """
    manifest = bundle.manifest
    require_known(takes, manifest.model.labels)
    known = {label: index for index, label in enumerate(manifest.model.labels)}
    chosen = [
        replace(recording, label=known[takes.labels[recording.label]])
        for recording in takes.recordings
        if recording.label != REST and takes.labels[recording.label] in known
    ]
    windows = window_dataset(replace(takes, recordings=chosen), manifest.signal, range(len(chosen)))
    scores = engine.infer(quantise(windows.frames, manifest.input_quantisation))
    right = scores.argmax(axis=1) == windows.labels
    persons = [right[windows.subjects == person].mean() for person in np.unique(windows.subjects)]
    return WindowFigures(len(right), round(float(right.mean()), 4), round(float(np.mean(persons)), 4))
