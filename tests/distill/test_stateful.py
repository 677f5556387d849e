"""Sequences of takes against ones written out by hand, and the two judgements of a shared network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from kd_edge.contract import Normalisation, SignalSpec, StreamSpec
from kd_edge.distill.augment import Augmentation
from kd_edge.distill.background import LEAST_SHIFT, LONGEST_PAUSE, MOST_SHIFT
from kd_edge.distill.losses import Labels, distillation_loss
from kd_edge.distill.methods.interface import Lesson, Opinion
from kd_edge.distill.recipe import Distillation, Recipe
from kd_edge.distill.runs import RunConfig
from kd_edge.distill.stateful import SEQUENCE_WINDOWS, SequenceSource, sequence_model, splice, train_stateful
from kd_edge.errors import TrainingError
from kd_edge.model.build import build_model
from kd_edge.recordings.recording import REST
from kd_edge.signal.windows import Windows

SIZE = 30
PEOPLE = np.array(["ann", "bob"] * 4)
# Take t counts 100 * t + 0, 1, 2 ...: every frame says where it comes from.
TAKES = (100 * np.arange(8)[:, None] + np.arange(SIZE)).astype(np.float32)[..., None]


def windows() -> Windows:
    return Windows(TAKES, np.arange(8) % 3, PEOPLE, np.arange(8))


def config(augmentation: Augmentation | None = None, epochs: int = 1) -> RunConfig:
    signal = SignalSpec(
        streams=(StreamSpec(name="emg", sample_period_ns=10_000_000, channels=("emg_0",)),),
        frame_period_ns=10_000_000,
        window_size=SIZE,
        window_increment=SIZE,
        normalisation=Normalisation(mean=(0.0,), inverse_std=(1.0,)),
    )
    return RunConfig(
        name="made up",
        role="student",
        network="compact",
        dataset="made up",
        dataset_path="",
        dataset_fingerprint="",
        synthetic=True,
        labels=("a", "b", "c"),
        signal=signal,
        split="within",
        seed=0,
        recipe=Recipe(epochs=epochs, batch_size=4, background=0.5),
        augmentation=augmentation,
        distillation=Distillation(),
        teacher="made up",
        parameters=1,
        macs=1,
        git_revision="",
        started_ns=0,
    )


def source(augmentation: Augmentation | None = None, epochs: int = 1) -> SequenceSource:
    teacher = build_model("compact", SIZE, 1, 3, seed=9)
    return SequenceSource(windows(), config(augmentation, epochs), teacher, bank=2)


def column(*values: float) -> np.ndarray:
    return np.array(values, np.float32)[:, None]


def test_takes_are_spliced_end_to_end_and_held_in_pauses() -> None:
    spliced = splice([column(1, 2, 3), column(7, 8), column(5)], [2, 0, 1])
    np.testing.assert_array_equal(spliced, column(1, 2, 3, 3, 3, 7, 8, 5, 5))
    assert spliced.dtype == np.float32


def test_a_sequence_is_its_take_after_others_of_the_same_person() -> None:
    sequences = source().frames(0, None)
    assert sequences.shape == (8 + 4, SEQUENCE_WINDOWS * SIZE, 1)
    np.testing.assert_array_equal(sequences[:8, -SIZE:], TAKES)
    contexts = set()
    for take, sequence in enumerate(sequences[:8, :-SIZE, 0].astype(int)):
        assert {PEOPLE[number] for number in np.unique(sequence // 100)} == {PEOPLE[take]}
        held = (np.diff(sequence) == 0).sum()
        assert held <= SEQUENCE_WINDOWS * LONGEST_PAUSE * SIZE
        contexts.add(tuple(sequence))
    assert len(contexts) == 8


def test_between_signs_a_sequence_ends_before_its_take_does() -> None:
    for sequence in source().frames(0, None)[8:, :, 0].astype(int):
        seen = sequence[-1] % 100 + 1
        np.testing.assert_array_equal(sequence[-seen:] % 100, np.arange(seen))
        assert round(LEAST_SHIFT * SIZE) <= seen <= round(MOST_SHIFT * SIZE)


def test_sensors_stay_the_same_throughout_a_sequence() -> None:
    """Frames of a take rise by 1, so a rise in a sequence is its gain."""
    worn_anew = Augmentation(time_shift=0, time_scale=0, time_warp=0, channel_dropout=0)
    gains = set()
    for sequence in source().frames(0, worn_anew)[..., 0]:
        rises = np.diff(sequence)
        within_takes = rises[(rises > 0.1) & (rises < 10)]
        assert len(within_takes) > SIZE
        np.testing.assert_allclose(within_takes, within_takes[0], rtol=1e-2)
        gains.add(round(float(within_takes[0]), 3))
    assert len(gains) > 8


def test_a_batch_asks_the_teacher_about_the_last_window_only() -> None:
    batches = source()
    first, again, other = batches.batch(0), batches.batch(2), batches.batch(1)
    teacher = build_model("compact", SIZE, 1, 3, seed=9)
    expected = teacher.predict_on_batch(first.frames[:, -SIZE:])
    assert first.teacher_logits is not None
    for judged in range(2):
        np.testing.assert_allclose(first.teacher_logits[:, judged], expected, rtol=1e-5)
        np.testing.assert_array_equal(first.labels[:, judged], [*np.arange(8) % 3, *[REST] * 4])
    np.testing.assert_array_equal(first.frames, again.frames)
    assert (first.frames != other.frames).any()


def test_one_network_judges_the_sequence_and_its_last_window() -> None:
    student = build_model("compact", SIZE, 1, 3, seed=1)
    sequences = np.random.default_rng(0).normal(size=(5, 3 * SIZE, 1)).astype(np.float32)
    longer = build_model("compact", 3 * SIZE, 1, 3)
    longer.set_weights(student.get_weights())
    expected = longer.predict_on_batch(sequences), student.predict_on_batch(sequences[:, -SIZE:])
    judged = sequence_model(student, 3 * SIZE).predict_on_batch(sequences)
    assert np.abs(expected[0] - expected[1]).max() > 0.01
    np.testing.assert_allclose(judged, np.stack(expected, axis=1), rtol=1e-4, atol=1e-6)


def test_padding_that_looks_ahead_is_refused() -> None:
    with pytest.raises(TrainingError, match="conv_1"):
        sequence_model(build_model("isl-student", SIZE, 1, 3), 3 * SIZE)


def test_training_goes_on_after_its_checkpoint_to_the_same_bits(tmp_path: Path) -> None:
    whole, killed = (build_model("compact", SIZE, 1, 3, seed=4) for _ in "ab")
    before = [weight.copy() for weight in whole.get_weights()]
    train_stateful(whole, source(epochs=2), config(epochs=2), tmp_path / "whole.npz")

    class Killed(SequenceSource):
        def batch(self, epoch: int) -> object:
            if epoch == 1:
                raise KeyboardInterrupt
            return super().batch(epoch)

    teacher = build_model("compact", SIZE, 1, 3, seed=9)
    with pytest.raises(KeyboardInterrupt):
        train_stateful(killed, Killed(windows(), config(epochs=2), teacher, 2), config(epochs=2), tmp_path / "a.npz")
    resumed = build_model("compact", SIZE, 1, 3, seed=5)
    train_stateful(resumed, source(epochs=2), config(epochs=2), tmp_path / "a.npz")
    for first, second, third in zip(before, whole.get_weights(), resumed.get_weights(), strict=True):
        assert (first != second).any()
        np.testing.assert_array_equal(second, third)


def test_equal_labels_and_logits_cost_the_same_judged_once_or_twice() -> None:
    rng = np.random.default_rng(0)
    labels, logits, teacher = np.array([0, REST, 2]), *rng.normal(size=(2, 3, 4)).astype(np.float32)
    once, twice = (
        _loss(*(tf.convert_to_tensor(part) for part in parts))
        for parts in (
            (labels, teacher, logits),
            tuple(np.stack([part, part], axis=1) for part in (labels, teacher, logits)),
        )
    )
    assert float(twice) == pytest.approx(float(once))


def _loss(labels: tf.Tensor, teacher: tf.Tensor, student: tf.Tensor) -> tf.Tensor:
    lesson = Lesson(labels, Opinion(teacher), Opinion(student), temperature=3.0, progress=tf.constant(0.5))
    return distillation_loss(Labels(labels), lesson, Distillation(temperature=3.0, alpha=0.8))
