"""The training data of an epoch, and how often the teacher is run."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.contract import Normalisation, SignalSpec, StreamSpec
from kd_edge.distill.augment import Augmentation
from kd_edge.distill.epochs import EpochSource
from kd_edge.distill.losses import UNLABELLED
from kd_edge.distill.recipe import Distillation
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
    source = EpochSource(
        FRAMES, LABELS, SIGNAL, augmentation=augmentation, seed=0, teacher=teacher, distillation=Distillation(bank=3)
    )
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


def test_material_without_labels_comes_last_and_differs_in_every_copy() -> None:
    taught = Distillation(bank=2, spliced=0.6, unlabelled=0.4)
    more = np.arange(9 * 6 * 2, dtype=np.float32).reshape(9, 6, 2)
    source = EpochSource(
        FRAMES, LABELS, SIGNAL, augmentation=Augmentation(), seed=0, teacher=CountingTeacher(), distillation=taught,
        background=0.2, unlabelled=more,
    )  # fmt: skip
    first, second = source.batch(0), source.batch(1)
    np.testing.assert_array_equal(first.labels, [0, 1, 2, 3, 4, REST, *[UNLABELLED] * 5])
    assert len(first.frames) == len(first.labels) == len(source) == 11
    assert (first.frames[6:] != second.frames[6:]).any(axis=(1, 2)).all()
    layout = {"augmentation": Augmentation(), "seed": 0, "background": 0.2}
    alone = EpochSource(FRAMES, LABELS, SIGNAL, **layout).batch(0)
    np.testing.assert_array_equal(first.frames[5], alone.frames[5], "the window between signs keeps its label")
    plain = EpochSource(FRAMES, LABELS, SIGNAL, augmentation=None, seed=0, distillation=taught, unlabelled=more)
    assert len(plain) == 5, "without a teacher nobody labels them"


def test_the_teacher_judges_the_mixed_windows() -> None:
    mixing = Augmentation(0, 0, 0, 0, 0, 0, 0, 0, mixup=1.0)
    source = EpochSource(
        FRAMES,
        LABELS,
        SIGNAL,
        augmentation=mixing,
        seed=0,
        teacher=CountingTeacher(),
        distillation=Distillation(bank=2),
    )
    plain = EpochSource(FRAMES, LABELS, SIGNAL, augmentation=None, seed=0).batch(0).frames
    batch = source.batch(0)
    assert batch.teacher_logits is not None
    assert batch.shares is not None
    assert batch.second_labels is not None
    np.testing.assert_allclose(batch.teacher_logits, batch.frames.sum(axis=1), rtol=1e-5)
    share = batch.shares[:, None, None]
    np.testing.assert_allclose(batch.frames, share * plain + (1 - share) * plain[batch.second_labels], rtol=1e-4)
    assert batch.shares.min() >= 0.5


def test_frames_without_constants_are_refused() -> None:
    bare = SignalSpec(SIGNAL.streams, SIGNAL.frame_period_ns, 6, 1)
    with pytest.raises(TrainingError, match="normalisation constants"):
        EpochSource(FRAMES, LABELS, bare, augmentation=None, seed=0)
