"""What a run trains on: windows of its split, of rest, and of recordings without labels."""

from __future__ import annotations

import keras
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.special import softmax

from kd_edge.distill.background import rest_windows
from kd_edge.distill.epochs import EpochSource
from kd_edge.distill.loop import predict_logits
from kd_edge.distill.opinions import Opinions
from kd_edge.distill.recipe import FAVOUR, Unlabelled
from kd_edge.distill.runs import RunConfig
from kd_edge.distill.unlabelled import unlabelled_windows
from kd_edge.distill.wearers import run_data, with_strangers
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import window_dataset
from kd_edge.suggest import instead


def training_source(
    config: RunConfig,
    dataset: Dataset,
    teacher: keras.Model | None,
    unlabelled: Dataset | None = None,
    opinions: Opinions | None = None,
) -> EpochSource:
    """The epochs of the run that ``config`` describes.

    Args:
        config: split, signal path with normalisation, seed, augmentation, recipe, distillation.
        dataset: the recordings.
        teacher: gives logits for normalised frames; None to learn from labels alone.
        unlabelled: recordings that only the teacher labels.
        opinions: what the same teachers said before.

    Raises:
        TrainingError: recordings without labels that do not fit, or that are held out.
    """
    signal, data = replace(config.signal, normalisation=None), run_data(config, dataset)
    dataset, split = data.dataset, data.split
    training = window_dataset(dataset, signal, split.train)
    if unlabelled is not None and teacher is not None:
        unlabelled = with_strangers(
            unlabelled, config, lambda frames: softmax(predict_logits(teacher, frames), axis=-1)
        )
    often = np.repeat(np.arange(len(training)), np.where(np.isin(training.subjects, config.favour), FAVOUR, 1))
    return EpochSource(
        training.frames[often],
        training.labels[often],
        config.signal,
        augmentation=config.augmentation,
        seed=config.seed,
        teacher=teacher,
        distillation=config.distillation,
        background=config.recipe.background,
        outliers=config.recipe.outliers,
        rest=rest_windows(dataset, signal, split),
        unlabelled=None if unlabelled is None else unlabelled_windows(unlabelled, signal, dataset, split),
        opinions=None if opinions is None else opinions.of(config),
    )


def require_favoured(config: RunConfig, dataset: Dataset, train: NDArray[np.int64]) -> None:
    """Check that everybody whom ``config`` favours has recordings in ``train``.

    Raises:
        TrainingError: somebody has none.
    """
    persons = sorted({dataset.recordings[index].subject for index in train})
    for name in config.favour:
        if name not in persons:
            raise TrainingError(
                "A person whose windows count several times has takes to train on",
                found=f"{name}, who has none in split {config.split}",
                remedy=instead(name, persons),
            )


def note_unlabelled(config: RunConfig, unlabelled: Dataset | None) -> RunConfig:
    """``config`` with a note of which recordings without labels were used.

    Raises:
        TrainingError: there is no teacher to label them.
    """
    if unlabelled is None:
        return config
    if not config.teachers:
        raise TrainingError(
            "A teacher labels recordings without labels",
            found="a student that is trained directly",
            remedy="leave them out, or name a teacher",
        )
    return replace(config, unlabelled=Unlabelled(unlabelled.path, unlabelled.fingerprint()))


def require_unlabelled(config: RunConfig, unlabelled: Dataset | None) -> None:
    """Check that a run goes on with the recordings without labels that it started with.

    Raises:
        TrainingError: others, or none.
    """
    expected = config.unlabelled.fingerprint if config.unlabelled else None
    found = unlabelled.fingerprint() if unlabelled else None
    if found != expected:
        raise TrainingError(
            f"Run {config.name!r} resumes with the recordings without labels that it started with",
            found=unlabelled.name if unlabelled else "none",
            remedy=f"give it {config.unlabelled.path or 'the original ones'}"
            if config.unlabelled
            else "leave them out",
        )
