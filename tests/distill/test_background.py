"""Windows between signs against ones cut by hand from two signs and a pause; recorded rest as background."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from kd_edge.contract import Normalisation
from kd_edge.distill.background import LEAST_SHIFT, LONGEST_PAUSE, MOST_SHIFT, between_signs, rest_windows
from kd_edge.distill.epochs import EpochSource
from kd_edge.distill.recipe import Recipe, Settings
from kd_edge.distill.train import train_teacher
from kd_edge.recordings.recording import REST, Dataset, Recording, Stream
from kd_edge.recordings.splits import Split, loso, within

SIZE = 20
# Window w counts 100 * w + 0, 1, 2 ...: every frame says where it comes from.
FRAMES = (100 * np.arange(7)[:, None] + np.arange(SIZE)).astype(np.float32)[..., None]


def test_each_window_is_an_ending_a_pause_and_a_beginning() -> None:
    made = between_signs(FRAMES, 500, np.random.default_rng(0))
    assert made.shape == (500, SIZE, 1)
    assert made.dtype == np.float32
    pauses = set()
    for window in made[..., 0].astype(int):
        sign, shift = divmod(window[0], 100)
        assert LEAST_SHIFT * SIZE <= shift <= MOST_SHIFT * SIZE
        ending = np.arange(shift, SIZE) + 100 * sign
        np.testing.assert_array_equal(window[: len(ending)], ending)
        rest = window[len(ending) :]
        pause = int(np.argmax(rest % 100 == 0)) if (rest % 100 == 0).any() else len(rest)
        assert pause <= LONGEST_PAUSE * SIZE
        assert (rest[:pause] == ending[-1]).all()
        np.testing.assert_array_equal(rest[pause:] % 100, np.arange(len(rest) - pause))
        pauses.add(pause)
    assert len(pauses) > 5


def test_equal_generators_make_equal_windows() -> None:
    first, second = (between_signs(FRAMES, 9, np.random.default_rng(seed)) for seed in (3, 3))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("count", [0, 1])
def test_as_many_as_asked_for(count: int) -> None:
    assert len(between_signs(FRAMES, count, np.random.default_rng(0))) == count


def with_rest(dataset: Dataset, frames: int = 1111) -> Dataset:
    """The data set and, for each person, four recordings of rest."""
    takes = {recording.subject: recording for recording in dataset.recordings}
    rest = [
        replace(take, label=REST, repetition=number, repetitions=4, streams=_still(take, frames))
        for take in takes.values()
        for number in range(4)
    ]
    return replace(dataset, recordings=[*dataset.recordings, *rest])


def _still(take: Recording, frames: int) -> dict[str, Stream]:
    return {name: replace(stream, samples=stream.samples[:frames] * 0 + 1) for name, stream in take.streams.items()}


def test_rest_of_those_who_train_trains(tiny_dataset: Dataset) -> None:
    """Within persons the first 70 % of the takes, as with signs: 3 of the 4 takes of each person."""
    dataset = with_rest(tiny_dataset)
    windows = rest_windows(dataset, dataset.signal, within(dataset))
    whole = rest_windows(dataset, dataset.signal, Split("all", np.arange(36), np.arange(0)))
    assert len(windows) * 4 == len(whole) * 3
    assert windows.shape[1:] == (45, 8)


def test_rest_of_a_person_who_only_tests_never_trains(tiny_dataset: Dataset) -> None:
    dataset = with_rest(tiny_dataset)
    whole = rest_windows(dataset, dataset.signal, Split("all", np.arange(36), np.arange(0)))
    fold = rest_windows(dataset, dataset.signal, loso(dataset, 2)[0])
    assert len(fold) * 2 == len(whole)


def test_rest_shorter_than_a_window_and_no_rest_give_no_windows(tiny_dataset: Dataset) -> None:
    short = with_rest(tiny_dataset, frames=100)
    assert rest_windows(short, short.signal, within(short)).shape == (0, 45, 8)
    assert rest_windows(tiny_dataset, tiny_dataset.signal, within(tiny_dataset)).shape == (0, 45, 8)


def test_rest_joins_every_epoch_without_a_sign(tiny_dataset: Dataset) -> None:
    signs, rest = np.ones((8, 45, 8), np.float32), np.arange(5, dtype=np.float32)[:, None, None] + np.zeros((5, 45, 8))
    signal = tiny_dataset.signal.normalised(Normalisation((0.0,) * 8, (1.0,) * 8))
    labels = np.arange(8) % 3
    source = EpochSource(
        signs, labels, signal, augmentation=None, seed=0, background=0.25, rest=rest.astype(np.float32)
    )
    batches = [source.batch(epoch) for epoch in range(8)]
    assert all(batch.labels.tolist() == [*labels, *[REST] * 4] for batch in batches)  # 2 of rest, 2 spliced
    seen = {float(frame[0, 0]) for batch in batches for frame in batch.frames[8:10]}
    assert seen == {0.0, 1.0, 2.0, 3.0, 4.0}, "other windows of rest in other epochs"
    assert all((batch.frames[10:] == 1).all() for batch in batches), "splices are made of signs"


def test_a_training_with_rest_is_unsure_of_it(tiny_dataset: Dataset, tmp_path: Path) -> None:
    dataset = with_rest(tiny_dataset)
    signal = dataset.signal
    keras.utils.set_random_seed(1)
    network = keras.Sequential([keras.Input((45, 8)), keras.layers.Flatten(), keras.layers.Dense(3)])
    settings = Settings(recipe=Recipe(epochs=30, batch_size=8, outliers=0), augmentation=None)
    run = train_teacher(dataset, tmp_path, network=network, settings=settings)
    still = rest_windows(dataset, run.config.signal, within(dataset))
    assert still.shape[1:] == (signal.window_size, signal.feature_count)
    confidence = np.asarray(keras.ops.softmax(run.load_model()(still))).max(axis=1)
    assert confidence.max() < 0.6
    assert run.metrics.accuracy == 1.0
