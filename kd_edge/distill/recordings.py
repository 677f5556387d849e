"""The recordings of a run: found where they are now, and compared with those that it was trained on."""

from __future__ import annotations

from pathlib import Path

from kd_edge.distill.runs import RunConfig
from kd_edge.errors import TrainingError
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset


def recordings_of(config: RunConfig, data: Path | None = None) -> Dataset:
    """All recordings that a run was trained on, with all their channels.

    Args:
        config: of the run.
        data: where they are now; None where they were.

    Raises:
        TrainingError: nothing is there, or other recordings are.
        RecordingError: the file cannot be read.
    """
    path = data or Path(config.dataset_path)
    if data is None and not (config.dataset_path and path.exists()):
        raise TrainingError(
            f"Run {config.name!r} needs its recordings, data set {config.dataset!r}",
            found=f"nothing at {path}" if config.dataset_path else "no note of where they are",
            remedy="name their file with --data",
        )
    dataset = load_dataset(path)
    require_recordings(config, dataset)
    return dataset


def require_recordings(config: RunConfig, dataset: Dataset) -> None:
    """Check that ``dataset`` is what a run was started on.

    Raises:
        TrainingError: it is not.
    """
    if dataset.fingerprint() != config.dataset_fingerprint:
        raise TrainingError(
            f"Run {config.name!r} goes on with the recordings that it was trained on",
            found=f"other recordings in {dataset.path or dataset.name}",
            remedy=f"give it {config.dataset_path or 'the original data'}, with --data if it has moved, or train again",
        )
