"""Export a finished training from its run folder."""

from __future__ import annotations

from pathlib import Path

from kd_edge.distill.recordings import recordings_of
from kd_edge.distill.runs import Run
from kd_edge.distill.wearers import RunData, finished_data
from kd_edge.errors import ExportError, TrainingError
from kd_edge.export.calibration import Calibration
from kd_edge.export.convert import convert_float32
from kd_edge.export.writer import GOLDENS, OnStage, export_model
from kd_edge.files import write_bytes


def export_run(
    run: Run,
    out: Path,
    *,
    data: Path | None = None,
    goldens: int = GOLDENS,
    calibration: Calibration = "min-max",
    on_stage: OnStage = lambda stage: None,
) -> Path:
    """Write the bundle of a finished run to the folder ``out``.

    Args:
        run: the finished training.
        out: the bundle's folder; its last part is the bundle's name.
        data: where the run's recordings are now; None where they were.
        goldens: how many golden windows, at most.
        calibration: as for :func:`export_model`.
        on_stage: is called with the name of each step.

    Raises:
        ExportError: the recordings are not those that the run was trained on, or see :func:`export_model`.
        TrainingError: the run is not complete.
        RecordingError: its recordings cannot be read.
    """
    on_stage("reading the recordings")
    known = _data(run, data)
    return export_model(
        run.load_model(),
        out,
        dataset=known.dataset,
        signal=run.config.signal,
        split=known.split,
        preset=run.config.network,
        teacher=", ".join(run.config.teachers) or None,
        seed=run.config.seed,
        goldens=goldens,
        calibration=calibration,
        enrolment=known.enrolment.tolist(),
        on_stage=on_stage,
    )


def export_float32(run: Run, path: Path) -> Path:
    """Write only the float32 TFLite file of a finished run to ``path``; errors as for :func:`export_run`."""
    write_bytes(path, convert_float32(run.load_model()))
    return path


def _data(run: Run, data: Path | None) -> RunData:
    """The run's recordings, from ``data`` or from where they were, as it was tested on them."""
    try:
        dataset = recordings_of(run.config, data)
    except TrainingError as error:
        raise ExportError(error.rule, found=error.found, remedy=error.remedy) from error
    return finished_data(run, dataset)
