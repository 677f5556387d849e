"""Files of windows: arrays in .npz, .npy and .mat, and the folder of the data set UCI HAR.

UCI HAR: Anguita et al., A Public Domain Dataset for Human Activity Recognition Using Smartphones, ESANN 2013.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.arrays import Arrays
from kd_edge.errors import RecordingError
from kd_edge.files import open_bounded, read_bounded
from kd_edge.recordings.npz import LIMIT, read_npz
from kd_edge.recordings.recording import PARTS

ACTIVITIES: Final = "activity_labels.txt"
SIGNALS: Final = "Inertial Signals"
_TEXT_LIMIT: Final = 1 << 30


def read_window_arrays(source: Path) -> Arrays:
    """Every array of an .npz or .mat file, or of the .npy files of a folder, by name.

    Raises:
        RecordingError: a file is damaged, too large or of another kind.
    """
    if source.is_dir():
        return {path.stem: _read_npy(path) for path in sorted(source.glob("*.npy"))}
    if source.suffix.lower() == ".mat":
        from kd_edge.recordings.tables.matlab import read_mat_arrays

        return read_mat_arrays(source)
    return read_npz(source)


def _read_npy(path: Path) -> NDArray[Any]:
    with open_bounded(path, LIMIT, RecordingError):  # a regular file, not larger than that
        pass
    try:
        return np.array(np.load(path, mmap_mode="r", allow_pickle=False))  # mapping compares shape and size first
    except (ValueError, OSError, EOFError, TypeError, SyntaxError, MemoryError, OverflowError) as error:
        raise RecordingError(
            f"{path} is a NumPy array of numbers or text",
            found=str(error) or type(error).__name__,
            remedy="save it again by np.save",
        ) from error


def is_uci_har(folder: Path) -> bool:
    """Whether a folder has the files of UCI HAR that hold raw samples."""
    return (folder / ACTIVITIES).is_file() and (folder / "train" / SIGNALS).is_dir()


def read_activities(folder: Path) -> dict[str, str]:
    """The name of every activity, by its number as text.

    Raises:
        RecordingError: the file of names is damaged.
    """
    text = read_bounded(folder / ACTIVITIES, _TEXT_LIMIT, RecordingError).decode(errors="replace")
    rows = [line.split() for line in text.splitlines() if line.strip()]
    if not rows or any(len(row) != 2 for row in rows):
        raise RecordingError(
            f"{folder / ACTIVITIES} has a number and a name in every line", found="others", remedy="unpack it again"
        )
    return {row[0]: row[1] for row in rows}


def signals_of(folder: Path, part: str) -> list[str]:
    """The signals of one part, such as ``total_acc_x``, in the order of their names."""
    return [path.stem.removesuffix(f"_{part}") for path in sorted((folder / part / SIGNALS).glob(f"*_{part}.txt"))]


def read_uci_har(folder: Path) -> list[tuple[str, NDArray[np.float64], list[str], list[str], tuple[str, ...]]]:
    """For every part: its name, samples ``(windows, samples, channels)``, labels, persons and names of channels.

    Raises:
        RecordingError: a file is missing or damaged, or they do not belong together.
    """
    activities = read_activities(folder)
    found = []
    for part in (part for part in PARTS if (folder / part).is_dir()):
        names = signals_of(folder, part)
        signals = [_read_numbers(folder / part / SIGNALS / f"{name}_{part}.txt") for name in names]
        labels = _read_numbers(folder / part / f"y_{part}.txt").ravel()
        persons = _read_numbers(folder / part / f"subject_{part}.txt").ravel()
        shapes = {signal.shape for signal in signals}
        if len(shapes) != 1 or not len(labels) == len(persons) == next(iter(shapes))[0]:
            raise RecordingError(
                f"Files of {folder / part} have a line for every window",
                found=f"{len(labels)} labels, {len(persons)} persons, signals of {sorted(shapes)}",
                remedy="unpack the data set again",
            )
        y = [activities.get(f"{label:.0f}", f"{label:.0f}") for label in labels]
        found.append((part, np.stack(signals, axis=2), y, [f"{person:.0f}" for person in persons], tuple(names)))
    return found


def _read_numbers(path: Path) -> NDArray[np.float64]:
    """The numbers of a text file, which blanks separate; shape ``(lines, numbers of a line)``."""
    lines = read_bounded(path, _TEXT_LIMIT, RecordingError).splitlines()
    try:
        numbers = np.array([line.split() for line in lines if line.strip()], np.float64)
        if numbers.ndim != 2 or not np.isfinite(numbers).all():
            raise ValueError("lines of different lengths, or a number that is none")
    except ValueError as error:
        raise RecordingError(
            f"{path} has as many numbers in every line", found=error, remedy="unpack the data set again"
        ) from error
    return numbers
