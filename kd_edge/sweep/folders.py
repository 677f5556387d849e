"""Where the trials of a sweep lie, and which of them are complete.

SWEEP/trials/<name>/     one complete trial: a run folder (kd_edge/distill/runs.py), and beside its files
  trial.json             the trial's settings, and where and when it was done
  outcome.json           what was measured
SWEEP/trials/.<name>/    a trial at work, or one whose process was killed: the next attempt goes on in it
SWEEP/sweep.json         the trials of the space that was run last, and their table
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from kd_edge import contract
from kd_edge.distill.runs import Run, load_run
from kd_edge.errors import StorageError, TrainingError
from kd_edge.sweep.trial import Trial

TRIALS: Final = "trials"
TRIAL: Final = "trial.json"
SUMMARY: Final = "sweep.json"


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """``trial.json``.

    Attributes:
        trial: the settings.
        dataset_fingerprint: of the recordings.
        host: where the last step was done.
        seconds: from the beginning of the last attempt to its end.
    """

    trial: Trial
    dataset_fingerprint: str
    host: str
    seconds: float


def folder_of(sweep: Path, name: str) -> Path:
    """The folder of the trial called ``name``."""
    return sweep / TRIALS / name


def check_folder(sweep: Path) -> None:
    """Find out, without writing anything, whether trials may be written below ``sweep``.

    Raises:
        StorageError: a file is in the way, or the folder in which the first new one would be made is read-only.
    """
    trials = (sweep / TRIALS).absolute()
    nearest = next(path for path in (trials, *trials.parents) if path.exists())
    if not nearest.is_dir():
        raise StorageError("The trials of a sweep lie in a folder", found=f"the file {nearest}", remedy=_ELSEWHERE)
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise StorageError("A sweep may write into its folder", found=f"{nearest}, read-only", remedy=_ELSEWHERE)


_ELSEWHERE: Final = "choose another folder with --out, or mend this one"


def is_complete(sweep: Path, name: str) -> bool:
    """Whether this trial is done: its folder appears only then, whole."""
    return (folder_of(sweep, name) / TRIAL).is_file()


def load_record(sweep: Path, name: str) -> tuple[Record, Run]:
    """The record and the run of a complete trial.

    Raises:
        TrainingError: it is not there, or damaged.
    """
    path = folder_of(sweep, name) / TRIAL
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TrainingError(
            "A complete trial has a trial.json", found=f"{path}: {error.strerror}", remedy="run the sweep again"
        ) from error
    with contract.raised_as(TrainingError, remedy=f"remove {path.parent} and run the sweep again"):
        return contract.decode(data, Record, source=str(path)), load_run(path.parent)


@contextmanager
def at_work(sweep: Path, name: str) -> Iterator[Path | None]:
    """Yield the folder in which the trial is made, for this process alone; None if the trial is complete.

    Another process at the same trial is waited for.  What is called ``name`` in the folder when the block ends becomes
    the trial's folder; after an error everything stays for the next attempt.
    """
    folder = sweep / TRIALS / f".{name}"
    if is_complete(sweep, name):
        yield None
        return
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock = (folder / "lock").open("a")
        except FileNotFoundError:  # the process that we would have waited for has just removed it
            continue
        break
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_complete(sweep, name):  # done by the process that we waited for
            shutil.rmtree(folder, ignore_errors=True)
            yield None
            return
        yield folder
        (folder / name).rename(folder_of(sweep, name))
        shutil.rmtree(folder, ignore_errors=True)
