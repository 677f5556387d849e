"""The classical methods' data with everybody's sensors in one orientation, as networks get them."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import Split
from kd_edge.signal.windows import fit_normalisation, window_dataset
from kd_edge.wearer.discriminant import Discriminant, Sums, features
from kd_edge.wearer.enrolment import draw_enrolment
from kd_edge.wearer.estimate import estimate_profile
from kd_edge.wearer.population import population_profiles
from kd_edge.wearer.worn import wearing_of, worn


def recorded(dataset: Dataset, split: Split) -> tuple[Dataset, SignalSpec, Split]:
    """Sensors as they were worn, with a normalisation of the training side."""
    return dataset, dataset.signal.normalised(fit_normalisation(dataset, dataset.signal, split.train)), split


def canonical(dataset: Dataset, split: Split, seconds: float) -> tuple[Dataset, SignalSpec, Split]:
    """Everybody in one orientation; a new person is enrolled by a linear discriminant of the training windows.

    Args:
        dataset: the recordings.
        split: who trains and who tests.
        seconds: of unlabelled movement that enrols each new person; those recordings are not tested on.

    Returns:
        recordings with profiles, the signal path with normalisation, and the split without the enrolment.
    """
    known = population_profiles(dataset, dataset.signal, split.train)
    turned = worn(dataset, known)
    signal = dataset.signal.worn(WearerProfile())
    signal = signal.normalised(fit_normalisation(turned, signal, split.train))
    training = window_dataset(turned, signal, split.train)
    judge = Discriminant(Sums.of(features(training.frames), training.labels, len(dataset.labels)))

    def answers(frames: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.exp(judge.log_probabilities(features(frames)))

    drawn = draw_enrolment(dataset, split.test, known, seconds, seed=0)
    cut = window_dataset(dataset, replace(dataset.signal, wearer=None), drawn)
    names = np.array([wearing_of(dataset.recordings[index]) for index in cut.recordings])
    new = {str(name): estimate_profile(cut.frames[names == name], signal, answers).profile for name in np.unique(names)}
    return worn(turned, new), signal, Split(split.name, split.train, np.setdiff1d(split.test, drawn))
