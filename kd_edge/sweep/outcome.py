"""What is measured of a finished run: how well it recognises, and what its int8 file costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.campaign.measure import instructions_of, int8_file
from kd_edge.codegen.generate import generate
from kd_edge.distill.evaluate import accuracy
from kd_edge.distill.loop import predict_logits
from kd_edge.distill.runs import Run
from kd_edge.distill.wearers import finished_data
from kd_edge.engines import open_engine, quantise
from kd_edge.errors import TrainingError
from kd_edge.export.canonical import quantisations
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import Windows, window_dataset
from kd_edge.sweep.trial import Calibration

OUTCOME: Final = "outcome.json"


class Judged(Struct, frozen=True, forbid_unknown_fields=True):
    """How well a network recognises the held-out windows.

    Attributes:
        accuracy: pooled over all windows.
        macro_accuracy: mean over persons.
        per_subject: accuracy of each person.
        confusion: windows of each true label (row) that were given each label (column).
    """

    accuracy: float
    macro_accuracy: float
    per_subject: dict[str, float]
    confusion: tuple[tuple[int, ...], ...]

    @property
    def recalls(self) -> tuple[float | None, ...]:
        """For each label the share of its windows that were recognised; None without such windows."""
        return tuple(row[label] / sum(row) if sum(row) else None for label, row in enumerate(self.confusion))


class Int8(Struct, frozen=True, forbid_unknown_fields=True):
    """The exported int8 file.

    Attributes:
        judged: in TensorFlow Lite Micro.
        file_bytes: its size.
        ram_bytes: all memory of the generated C, without the stack.
        macs: multiply-accumulates of one window.
        instructions: of one window on an emulated M4F; None where they were not asked for.
    """

    judged: Judged
    file_bytes: int
    ram_bytes: int
    macs: int
    instructions: int | None


class Outcome(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that is measured of a run.

    Attributes:
        parameters: of the network.
        float32: the Keras model.
        int8: None for a teacher, which stays on the host.
        test_windows: how many were judged.
    """

    parameters: int
    float32: Judged
    int8: Int8 | None
    test_windows: int

    @property
    def judged(self) -> Judged:
        """Of what is used in the end: the int8 file, or else the Keras model."""
        return self.float32 if self.int8 is None else self.int8.judged

    @property
    def counted(self) -> bool:
        """Whether there are no instructions left to count."""
        return self.int8 is None or self.int8.instructions is not None


def load_outcome(folder: Path) -> Outcome:
    """What was measured of the complete trial in ``folder``.

    Raises:
        TrainingError: it is damaged, or of another version.
    """
    path = folder / OUTCOME
    with contract.raised_as(TrainingError, remedy=f"remove {folder} and run the sweep again"):
        return contract.decode(path.read_bytes(), Outcome, source=str(path))


def measure_outcome(run: Run, dataset: Dataset, *, calibration: Calibration, instructions: bool) -> Outcome:
    """Judge a finished ``run`` on the held-out windows of ``dataset``, and export a student for its sizes.

    New persons have the profiles that they were enrolled with, and what enrolled them is not tested on.

    Raises:
        ExportError: a student cannot be converted, or the C engine does not have one of its operators.
        DeployError: instructions are asked for, and a compiler or the emulator is missing.
    """
    config, model = run.config, run.load_model()
    data = finished_data(run, dataset)
    test = window_dataset(data.dataset, config.signal, data.split.test)
    labels = len(config.labels)
    int8 = None
    if config.role == "student":
        file = int8_file(run, dataset, calibration)
        scores = open_engine(file, "tflm").infer(quantise(test.frames, quantisations(file)[0]))
        cost = generate(file).cost
        int8 = Int8(
            judged=_judged(scores, test, labels),
            file_bytes=len(file),
            ram_bytes=cost.state_bytes,
            macs=cost.macs,
            instructions=instructions_of(file) if instructions else None,
        )
    return Outcome(
        parameters=config.parameters,
        float32=_judged(predict_logits(model, test.frames), test, labels),
        int8=int8,
        test_windows=len(test.labels),
    )


def with_instructions(outcome: Outcome, run: Run, dataset: Dataset, calibration: Calibration) -> Outcome:
    """``outcome`` with the instructions that were not counted when it was measured."""
    if outcome.int8 is None or outcome.counted:
        return outcome
    counted = instructions_of(int8_file(run, dataset, calibration))
    return replace(outcome, int8=replace(outcome.int8, instructions=counted))


def confusion(scores: NDArray[Any], truth: NDArray[np.int64], labels: int) -> NDArray[np.int64]:
    """Windows by true label (row) and given label (column), ``(labels, labels)``; the first highest score counts.

    Args:
        scores: ``(windows, labels)``, float or int8.
        truth: ``(windows,)``.
        labels: how many there are.
    """
    table = np.zeros((labels, labels), np.int64)
    np.add.at(table, (truth, scores.argmax(axis=1)), 1)
    return table


def _judged(scores: NDArray[Any], test: Windows, labels: int) -> Judged:
    found = accuracy(scores, test.labels, test.subjects)
    rows = confusion(scores, test.labels, labels).tolist()
    return Judged(found.pooled, found.macro, found.per_subject, tuple(map(tuple, rows)))
