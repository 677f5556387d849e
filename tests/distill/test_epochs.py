"""The training data of an epoch, and how often the teacher is run."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.contract import Normalisation, SignalSpec, StreamSpec
from kd_edge.distill.augment import Augmentation
from kd_edge.distill.epochs import EpochSource
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import REST

SIGNAL = SignalSpec((StreamSpec("emg", 1_000_000, ("a", "b")),), 1_000_000, 6, 1, Normalisation((1.0, 2.0), (0.5, 4.0)))
FRAMES = np.random.default_rng(0).normal(size=(5, 6, 2)).astype(np.float32)
LABELS = np.arange(5)


class CountingTeacher:
    """Answers with the windows' sums and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def predict_on_batch(self, frames: np.ndarray) -> np.ndarray:
        self.asked += 1
        return frames.sum(axis=1)


def test_without_augmentation_frames_are_only_normalised() -> None:
    batch = EpochSource(FRAMES, LABELS, SIGNAL, augmentation=None, seed=0).batch(7)
    np.testing.assert_allclose(batch.frames, (FRAMES - [1.0, 2.0]) * [0.5, 4.0], rtol=1e-6)
    assert batch.teacher_logits is None


@pytest.mark.parametrize(("augmentation", "expected"), [(None, 1), (Augmentation(), 3)])
def test_the_teacher_judges_each_copy_once(augmentation: Augmentation | None, expected: int) -> None:
    teacher = CountingTeacher()
    source = EpochSource(FRAMES, LABELS, SIGNAL, augmentation=augmentation, seed=0, teacher=teacher, bank=3)
    batches = [source.batch(epoch) for epoch in range(10)]
    assert teacher.asked == expected
    for batch in batches:
        assert batch.teacher_logits is not None
        np.testing.assert_allclose(batch.teacher_logits, batch.frames.sum(axis=1), rtol=1e-6)
    np.testing.assert_array_equal(batches[1].frames, batches[4].frames)


def test_without_a_teacher_no_epoch_repeats() -> None:
    source = EpochSource(FRAMES, LABELS, SIGNAL, augmentation=Augmentation(), seed=0)
    assert len({source.batch(epoch).frames.tobytes() for epoch in range(10)}) == 10


def test_background_follows_the_signs_and_is_no_sign() -> None:
    source = EpochSource(FRAMES, LABELS, SIGNAL, augmentation=None, seed=0, background=0.4)
    batch = source.batch(0)
    assert len(source) == len(batch.frames) == 7
    np.testing.assert_array_equal(batch.labels, [0, 1, 2, 3, 4, REST, REST])
    plain = EpochSource(FRAMES, LABELS, SIGNAL, augmentation=None, seed=0).batch(0)
    np.testing.assert_array_equal(batch.frames[:5], plain.frames)


def test_frames_without_constants_are_refused() -> None:
    bare = SignalSpec(SIGNAL.streams, SIGNAL.frame_period_ns, 6, 1)
    with pytest.raises(TrainingError, match="normalisation constants"):
        EpochSource(FRAMES, LABELS, bare, augmentation=None, seed=0)
