"""Figures of a run's int8 file, where a campaign or a sweep measured them beside it."""

from __future__ import annotations

from msgspec import Struct

from kd_edge import contract
from kd_edge.campaign.measure import DEPLOYED, Deployed
from kd_edge.distill.runs import Run
from kd_edge.sweep.outcome import OUTCOME, load_outcome


class Int8(Struct, frozen=True):
    """The int8 file in TensorFlow Lite Micro.

    Attributes:
        accuracy: pooled over the held-out windows.
        macro_accuracy: mean over persons.
        file_bytes: its size.
        instructions: of a Cortex-M4 for a window, counted in an emulator; None where they were not.
    """

    accuracy: float
    macro_accuracy: float
    file_bytes: int
    instructions: int | None = None


def measured_int8(run: Run) -> Int8 | None:
    """What was measured of the int8 file of ``run``; None if nothing was.

    Raises:
        ContractError: the file with the figures is damaged.
        TrainingError: so is that of a trial.
    """
    if (run.folder / OUTCOME).is_file():
        found = load_outcome(run.folder).int8
        if found is None:
            return None
        judged = found.judged
        return Int8(judged.accuracy, judged.macro_accuracy, found.file_bytes, found.instructions)
    path = run.folder / DEPLOYED
    if not path.is_file():
        return None
    deployed = contract.decode(path.read_bytes(), Deployed, source=str(path))
    return Int8(deployed.accuracy, deployed.macro_accuracy, deployed.int8_bytes)
