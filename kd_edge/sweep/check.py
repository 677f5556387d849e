"""What is wrong with a trial is found before the first one trains, not after a night."""

from __future__ import annotations

from collections.abc import Iterable

from kd_edge.compress.passes import parse_pass
from kd_edge.model.presets import find_preset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import named_split
from kd_edge.sweep.trial import Trial


def check_trials(trials: Iterable[Trial], dataset: Dataset) -> None:
    """Look up every network, pass and split that ``trials`` name.

    Raises:
        TrainingError: a network or a pass that kd-edge does not have.
        RecordingError: a split that ``dataset`` does not allow.
    """
    asked = list(trials)
    for network in sorted({trial.network for trial in asked}):
        find_preset(network)
    for text in sorted({text for trial in asked for text in trial.passes}):
        parse_pass(text)
    for split in sorted({trial.split for trial in asked}):
        named_split(dataset, split)
