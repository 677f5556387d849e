"""Wearers in training: the recordings and the split as a run sees them, and the enrolment of new persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S
from kd_edge.distill.runs import Run, RunConfig
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.selection import select_channels
from kd_edge.recordings.splits import Split, named_split
from kd_edge.signal.windows import window_dataset
from kd_edge.wearer.enrolment import draw_enrolment
from kd_edge.wearer.estimate import Estimate, Predict, estimate_profile
from kd_edge.wearer.worn import wearing_of, worn


@dataclass(frozen=True, eq=False)
class RunData:
    """What a run reads.

    Attributes:
        dataset: with the channels that the network takes, and with profiles of all wearings that are known.
        split: who trains and who tests, the enrolment on neither side.
        enrolment: recordings that new persons are enrolled with, int64; none where sensors are taken as recorded.
        validation: takes that are held back from training, int64.
    """

    dataset: Dataset
    split: Split
    enrolment: NDArray[np.int64]
    validation: NDArray[np.int64]

    def enrolled(self, estimates: Mapping[str, Estimate]) -> RunData:
        """The same with profiles of new persons."""
        profiles = {name: estimate.profile for name, estimate in estimates.items()}
        return replace(self, dataset=worn(self.dataset, profiles))


def run_data(config: RunConfig, dataset: Dataset) -> RunData:
    """``dataset`` as the run with ``config`` trains on it; new persons are as recorded.

    Raises:
        RecordingError: the data do not allow the split, or lack a channel.
    """
    chosen = select_channels(worn(dataset, config.wearers or {}), config.signal)
    split = named_split(chosen, config.split)
    train, held = hold_back(chosen, split.train, config.validation, config.seed)
    drawn = np.empty(0, np.int64)
    if config.wearers is not None:
        drawn = draw_enrolment(chosen, split.test, config.wearers, config.enrol_seconds, config.seed)
    return RunData(chosen, Split(split.name, train, np.setdiff1d(split.test, drawn)), drawn, held)


def hold_back(
    dataset: Dataset, train: NDArray[np.int64], share: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whole takes that only watch the training: ``share`` of every person's, drawn by ``seed``.

    Of a person with several takes at least one is held back, and one stays, if ``share`` is not 0.

    Returns:
        the takes that are left to train on, and those that are held back, both in ascending order.
    """
    persons = np.array([dataset.recordings[index].subject for index in train])
    held = [np.empty(0, np.int64)]
    for position, person in enumerate(np.unique(persons)):
        mine = train[persons == person]
        count = min(max(int(len(mine) * share), 1), len(mine) - 1) if share else 0
        held.append(np.random.default_rng([seed, position]).permutation(mine)[:count])
    back = np.sort(np.concatenate(held))
    return np.setdiff1d(train, back), back


def finished_data(run: Run, dataset: Dataset) -> RunData:
    """``dataset`` as ``run`` was tested on it, with profiles of the persons that were enrolled then."""
    return run_data(run.config, dataset).enrolled(run.metrics.enrolled)


def with_strangers(dataset: Dataset, config: RunConfig, predict: Predict) -> Dataset:
    """``dataset``, recordings that only a teacher labels, with a profile for everybody in it.

    Whoever trains keeps that profile; others are enrolled with all their recordings that hold a window.  Sensors that
    are taken as recorded stay so.

    Args:
        dataset: the recordings; their labels are not looked at.
        config: of the run that learns from them.
        predict: the teacher: normalised windows to probabilities.
    """
    if config.wearers is None:
        return dataset
    known = worn(dataset, config.wearers)
    needed_s = config.signal.window_size * config.signal.frame_period_ns / NS_PER_S
    strangers = [
        index
        for index, recording in enumerate(known.recordings)
        if recording.wearer is None and min(stream.duration_s for stream in recording.streams.values()) >= needed_s
    ]
    everything, nobody = np.arange(len(known.recordings)), np.empty(0, np.int64)
    data = RunData(known, Split("", everything, nobody), np.array(strangers, np.int64), nobody)
    return data.enrolled(enrol(data, config, predict)).dataset


def enrol(data: RunData, config: RunConfig, predict: Predict) -> dict[str, Estimate]:
    """Estimate how every new person wears the sensors, with the network that will read them.

    A student is asked, not its teacher: a device has only the student.

    Args:
        data: says which recordings enrol whom.
        config: its signal path, with normalisation.
        predict: normalised windows to probabilities.
    """
    bare = msgspec.structs.replace(config.signal, normalisation=None, wearer=None)
    cut = window_dataset(data.dataset, bare, data.enrolment)
    names = np.array([wearing_of(data.dataset.recordings[index]) for index in cut.recordings])
    return {str(name): estimate_profile(cut.frames[names == name], config.signal, predict) for name in np.unique(names)}
