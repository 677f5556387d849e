"""Figures of a run's int8 file, where a campaign or a sweep measured them and wrote them beside the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from kd_edge import contract
from kd_edge.campaign.measure import DEPLOYED, INSTRUCTIONS, Deployed
from kd_edge.distill.runs import Run
from kd_edge.sweep.folders import TRIAL, load_record
from kd_edge.sweep.outcome import OUTCOME, load_outcome

USUAL: Final = "min-max"
"""The calibration unless told otherwise."""


class Int8(Struct, frozen=True):
    """The int8 file in TensorFlow Lite Micro.

    Attributes:
        accuracy: pooled over the held-out windows.
        macro_accuracy: mean over persons.
        per_subject: accuracy of each person.
        file_bytes: its size.
        calibration: how its ranges follow from training windows; None where that was not noted.
        instructions: of a Cortex-M4 for a window, counted in an emulator; None where they were not.
    """

    accuracy: float
    macro_accuracy: float
    per_subject: dict[str, float]
    file_bytes: int
    calibration: str | None = None
    instructions: int | None = None


def measured_int8(run: Run) -> tuple[Int8, ...]:
    """What was measured of the int8 files of ``run``, one for each calibration, the usual one first.

    Raises:
        ContractError: a file with figures is damaged.
        TrainingError: so is that of a trial.
    """
    if (run.folder / OUTCOME).is_file():
        return tuple(_of_trial(run))
    counted = run.folder / INSTRUCTIONS
    instructions = contract.decode(counted.read_bytes(), int, source=str(counted)) if counted.is_file() else None
    usual = run.folder / DEPLOYED
    others = sorted(run.folder.glob(f"{usual.stem}-*{usual.suffix}"))
    return tuple(_deployed(path, instructions) for path in (usual, *others) if path.is_file())


def _of_trial(run: Run) -> Iterator[Int8]:
    found = load_outcome(run.folder).int8
    if found is None:
        return
    calibration = None
    if (run.folder / TRIAL).is_file():
        record, _ = load_record(run.folder.parent.parent, run.folder.name)
        calibration = record.trial.calibration
    judged = found.judged
    yield Int8(
        judged.accuracy, judged.macro_accuracy, judged.per_subject, found.file_bytes, calibration, found.instructions
    )


def _deployed(path: Path, instructions: int | None) -> Int8:
    """Of ``deployed.json`` or ``deployed-CALIBRATION.json``; ranges change no instructions."""
    found = contract.decode(path.read_bytes(), Deployed, source=str(path))
    calibration = path.stem.removeprefix(Path(DEPLOYED).stem).lstrip("-") or USUAL
    return Int8(found.accuracy, found.macro_accuracy, found.per_subject, found.int8_bytes, calibration, instructions)
