"""What is wrong with a trial is found before the first one trains, not after a night."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kd_edge.compress.passes import parse_pass
from kd_edge.errors import TrainingError
from kd_edge.model.presets import find_preset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import named_split
from kd_edge.sweep.trial import Trial

_MAX_SEED: Final = 2**32 - 1  # of Keras and NumPy


def check_trials(trials: Iterable[Trial], dataset: Dataset) -> None:
    """Look up every network, pass, seed and split that ``trials`` name.

    Raises:
        TrainingError: a network or a pass that kd-edge does not have, or a seed of more than 32 bits.
        RecordingError: a split that ``dataset`` does not allow.
    """
    asked = list(trials)
    for network in sorted({trial.network for trial in asked}):
        find_preset(network)
    for text in sorted({text for trial in asked for text in trial.passes}):
        parse_pass(text)
    largest = max((trial.seed for trial in asked), default=0)
    if largest > _MAX_SEED:
        raise TrainingError(
            f"A seed is at most {_MAX_SEED:,}", found=f"{largest:,}", remedy="write smaller seeds, such as 0, 1 and 2"
        )
    for split in sorted({trial.split for trial in asked}):
        named_split(dataset, split)
