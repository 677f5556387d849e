"""Accuracy against the length of an enrolment: many enrolments drawn for the trained students of the campaign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import keras
import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from scipy.special import softmax

from kd_edge import contract
from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.distill.evaluate import Accuracy, accuracy
from kd_edge.distill.loop import predict_logits
from kd_edge.distill.runs import Run, RunConfig, load_run
from kd_edge.distill.wearers import RunData, enrol, run_data
from kd_edge.errors import TrainingError
from kd_edge.files import write_bytes
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import window_dataset

SECONDS: Final = (2.0, 5.0, 10.0, 20.0)
DRAWS: Final = 5


class Length(Struct, frozen=True):
    """New persons after ``seconds`` of enrolment, over all folds; mean and standard deviation over draws.

    ``seconds`` of 0 is nobody enrolled.  ``unsure`` is the share of enrolments whose orientation was ambiguous.
    """

    seconds: float
    draws: int
    accuracy: float
    spread: float
    macro_accuracy: float
    macro_spread: float
    unsure: float


class Result(Struct, frozen=True):
    """Everything in ``enrolment.json``; ``runs`` are the students that were asked."""

    origin: Origin
    runs: list[str]
    lengths: list[Length]


def run_enrolment(
    data: Path, folders: Sequence[Path], out: Path, *, seconds: Sequence[float] = SECONDS, draws: int = DRAWS
) -> Result:
    """Enrol the new persons of ``folders`` with less and less, and measure the float32 networks on the other takes.

    Args:
        data: the recordings that the runs were trained on.
        folders: one run for each fold of new persons, trained with everybody's sensors in one orientation.
        out: takes ``enrolment.json``.
        seconds: lengths of enrolment.
        draws: enrolments of each length.

    Raises:
        TrainingError: a run that takes sensors as recorded, or that has no new persons.
    """
    dataset, runs = load_dataset(data), [load_run(folder) for folder in folders]
    models = [_model(run) for run in runs]
    lengths = [_length(dataset, runs, models, each, draws) for each in (0.0, *seconds)]
    result = Result(origin_of(dataset), [run.folder.name for run in runs], lengths)
    write_bytes(out / "enrolment.json", contract.encode(result))
    return result


def table(lengths: Iterable[Length]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the printed table."""
    header = ("enrolment", "draws", "accuracy", "mean over persons", "unsure of the orientation")
    return header, [
        (
            f"{row.seconds:g} s" if row.seconds else "none",
            str(row.draws),
            f"{row.accuracy:.4f} ± {row.spread:.4f}",
            f"{row.macro_accuracy:.4f} ± {row.macro_spread:.4f}",
            f"{row.unsure:.0%}" if row.seconds else "",
        )
        for row in lengths
    ]


def _model(run: Run) -> keras.Model:
    if not run.metrics.enrolled:
        raise TrainingError(
            "Enrolments are measured with runs that had new persons, in one orientation",
            found=run.config.name,
            remedy="train with a loso split and `--wearer canonical`",
        )
    return run.load_model()


def _length(dataset: Dataset, runs: Sequence[Run], models: Sequence[keras.Model], seconds: float, draws: int) -> Length:
    pooled, macro, unsure = [], [], []
    for draw in range(draws if seconds else 1):
        judged, windows = [], []
        for run, model in zip(runs, models, strict=True):
            # The seed draws the enrolment; another than the run's, for the runs of several seeds draw alike.
            config = replace(run.config, seed=1000 + draw, enrol_seconds=seconds)
            found, count, doubts = _fold(dataset, config, model)
            judged.append(found)
            windows.append(count)
            unsure += doubts
        pooled.append(float(np.average([each.pooled for each in judged], weights=windows)))
        macro.append(float(np.mean([value for each in judged for value in each.per_subject.values()])))
    return Length(
        seconds=seconds,
        draws=len(pooled),
        accuracy=float(np.mean(pooled)),
        spread=float(np.std(pooled)),
        macro_accuracy=float(np.mean(macro)),
        macro_spread=float(np.std(macro)),
        unsure=float(np.mean(unsure)) if unsure else 0.0,
    )


def _fold(dataset: Dataset, config: RunConfig, model: keras.Model) -> tuple[Accuracy, int, list[bool]]:
    """New persons of one fold: how well they are understood, their windows, and whose orientation is unsure."""
    data: RunData = run_data(config, dataset)
    enrolled = enrol(data, config, lambda frames: softmax(predict_logits(model, frames), axis=-1))
    known = data.enrolled(enrolled)
    test = window_dataset(known.dataset, config.signal, known.split.test)
    judged = accuracy(predict_logits(model, test.frames), test.labels, test.subjects)
    return judged, len(test), [estimate.ambiguous for estimate in enrolled.values()]
