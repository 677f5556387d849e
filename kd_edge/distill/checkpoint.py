"""One file that holds a training between two epochs."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from kd_edge.distill.loop import Progress, Trainer
from kd_edge.errors import TrainingError
from kd_edge.files import atomic_path

_HISTORY: Final = "history"


def save_checkpoint(path: Path, trainer: Trainer, history: Sequence[Progress]) -> None:
    """Replace ``path`` by the state after ``len(history)`` epochs, all of it or nothing."""
    arrays: dict[str, Any] = {**trainer.state(), _HISTORY: np.array(history, np.float64)}
    with atomic_path(path) as temporary:
        np.savez(temporary, **arrays)


def restore_checkpoint(path: Path, trainer: Trainer) -> list[Progress]:
    """Put ``trainer`` back where ``path`` left off; the history so far, empty if there is no such file.

    Raises:
        TrainingError: if the file is damaged or of another model.
    """
    if not path.is_file():
        return []
    try:
        with np.load(path, allow_pickle=False) as arrays:
            trainer.restore(arrays)
            return [Progress(*map(float, row)) for row in arrays[_HISTORY]]
    except (KeyError, ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise TrainingError(
            f"{path} is a checkpoint of this run's model",
            found=error,
            remedy="delete it to train this run from the start",
        ) from error
