"""Figures of a run's int8 file, where a campaign, a sweep or an export measured them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from kd_edge import contract
from kd_edge.bundle import Manifest
from kd_edge.campaign.measure import DEPLOYED, INSTRUCTIONS, Deployed
from kd_edge.distill.runs import Run
from kd_edge.sweep.folders import TRIAL
from kd_edge.sweep.outcome import OUTCOME, load_outcome

USUAL: Final = "min-max"
"""The calibration unless told otherwise."""


class Int8(Struct, frozen=True):
    """The int8 file in TensorFlow Lite Micro.

    Attributes:
        accuracy: pooled over the held-out windows.
        macro_accuracy: mean over persons.
        per_subject: accuracy of each person; empty of a bundle, which does not say.
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


class _Trial(Struct, frozen=True):
    calibration: str


class _Record(Struct, frozen=True):
    """What is wanted of ``trial.json``, which may be of an older version: a page can be written about that, too."""

    trial: _Trial


def measured_int8(run: Run, bundle: Manifest | None = None) -> tuple[Int8, ...]:
    """What was measured of the int8 files of ``run``, one for each calibration, the usual one first.

    Args:
        run: complete; a campaign or a sweep writes its figures into its folder.
        bundle: the manifest of its export, if there is one.

    Raises:
        ContractError: a file with figures is damaged.
        TrainingError: so is that of a trial.
    """
    found = list(_of_trial(run) if (run.folder / OUTCOME).is_file() else _of_campaign(run))
    if bundle is not None and bundle.provenance.calibration not in {each.calibration for each in found}:
        found.append(_of_bundle(bundle))
    return tuple(found)


def _of_campaign(run: Run) -> Iterator[Int8]:
    counted = run.folder / INSTRUCTIONS
    instructions = contract.decode(counted.read_bytes(), int, source=str(counted)) if counted.is_file() else None
    usual = run.folder / DEPLOYED
    others = sorted(run.folder.glob(f"{usual.stem}-*{usual.suffix}"))
    yield from (_deployed(path, instructions) for path in (usual, *others) if path.is_file())


def _of_bundle(bundle: Manifest) -> Int8:
    figures = bundle.metrics
    return Int8(
        float(figures["int8_accuracy"]),
        float(figures["int8_macro_accuracy"]),
        {},
        int(figures["int8_bytes"]),
        bundle.provenance.calibration,
    )


def _of_trial(run: Run) -> Iterator[Int8]:
    found = load_outcome(run.folder).int8
    if found is None:
        return
    calibration = None
    path = run.folder / TRIAL
    if path.is_file():
        calibration = contract.decode(path.read_bytes(), _Record, source=str(path)).trial.calibration
    judged = found.judged
    yield Int8(
        judged.accuracy, judged.macro_accuracy, judged.per_subject, found.file_bytes, calibration, found.instructions
    )


def _deployed(path: Path, instructions: int | None) -> Int8:
    """Of ``deployed.json`` or ``deployed-CALIBRATION.json``; ranges change no instructions."""
    found = contract.decode(path.read_bytes(), Deployed, source=str(path))
    calibration = path.stem.removeprefix(Path(DEPLOYED).stem).lstrip("-") or USUAL
    return Int8(found.accuracy, found.macro_accuracy, found.per_subject, found.int8_bytes, calibration, instructions)
