"""The training data of an epoch: augmented copies of the training set, and the teacher's opinion on each."""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec
from kd_edge.distill.augment import Augmentation, Frames, augment, mix_pairs
from kd_edge.distill.background import between_signs
from kd_edge.distill.loop import Batch, predict_features, predict_logits
from kd_edge.distill.losses import UNLABELLED
from kd_edge.distill.methods.features import with_features
from kd_edge.distill.methods.registry import rule_of
from kd_edge.distill.opinions import Opinion
from kd_edge.distill.outliers import outlier_windows
from kd_edge.distill.recipe import Distillation
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import REST

_AUGMENT, _SHUFFLE, _SPLICE, _REST, _MIX, _UNLABELLED, _EXTRA, _OUTLIERS = 1, 2, 3, 6, 7, 8, 9, 10


class EpochSource:
    """Batches by epoch number, the same whenever they are asked for.

    Every random number follows from ``(seed, epoch)``, so a run that was killed continues
    exactly as if it had not been.  A teacher scores each of ``distillation.bank`` augmented copies once;
    only its opinions are kept, because making a copy again is cheaper than storing it.

    Args:
        frames: unnormalised training frames, float32 ``(windows, window_size, features)``.
        labels: int64 ``(windows,)``.
        signal: layout for augmentation, and the normalisation to apply.
        augmentation: ``None`` for the same windows every epoch.
        seed: of the run.
        teacher: a model that gives logits for normalised frames.
        distillation: how many copies it scores, what of it is kept, and what else it labels.
        background: windows between signs, as a share of the training windows.
        outliers: windows of movement that is no sign, as a share of the training windows.
        rest: unnormalised frames of recorded rest; as many as ``background`` says join every epoch, other ones
            each time.
        unlabelled: unnormalised frames that only the teacher labels; as many as ``distillation`` says join.
        opinions: the teacher's, by the number of the copy, as far as it was asked before; new ones are added.

    Raises:
        TrainingError: frames without normalisation constants, or a teacher whose features cannot be seen.
    """

    def __init__(
        self,
        frames: Frames,
        labels: NDArray[np.int64],
        signal: SignalSpec,
        *,
        augmentation: Augmentation | None,
        seed: int,
        teacher: keras.Model | None = None,
        distillation: Distillation | None = None,
        background: float = 0.0,
        outliers: float = 0.0,
        rest: Frames | None = None,
        unlabelled: Frames | None = None,
        opinions: dict[int, Opinion] | None = None,
    ) -> None:
        if signal.normalisation is None:
            raise TrainingError(
                "Training frames have normalisation constants",
                found="a SignalSpec without normalisation",
                remedy="fit them on the training recordings with fit_normalisation",
            )
        self._mean = np.array(signal.normalisation.mean, np.float32)
        self._inverse_std = np.array(signal.normalisation.inverse_std, np.float32)
        self._frames, self._signal, self._signs = frames, signal, labels
        self._augmentation, self._seed, self._teacher = augmentation, seed, teacher
        distillation = distillation or Distillation()
        self._views = None
        if teacher is not None and rule_of(distillation.method).sees != "logits":
            self._views = with_features(teacher)
        self._bank = distillation.bank if augmentation else 1
        self._between = round(background * len(frames))
        self._outliers = round(outliers * len(frames))
        self._rest = frames[:0] if rest is None else rest
        self._resting = min(len(self._rest), self._between)
        self._unlabelled = frames[:0] if unlabelled is None or teacher is None else unlabelled
        self._taken = min(len(self._unlabelled), round(distillation.unlabelled * len(frames)))
        self._spliced = 0 if teacher is None else round(distillation.spliced * len(frames))
        doubtful, taught = self._resting + self._between + self._outliers, self._taken + self._spliced
        self._labels = np.concatenate([labels, np.full(doubtful, REST), np.full(taught, UNLABELLED)])
        self._opinions = {} if opinions is None else opinions

    def __len__(self) -> int:
        """Windows in every batch."""
        return len(self._labels)

    @property
    def signs(self) -> NDArray[np.int64]:
        """Labels of the training windows that hold a sign."""
        return self._signs

    @property
    def teacher_width(self) -> int | None:
        """Width of the teacher's features, if they are kept."""
        return None if self._views is None else int(self._views.output_shape[1][-1])

    def batch(self, epoch: int) -> Batch:
        """The windows of ``epoch``, normalised: signs in data set order; rest, splices, outliers; what has no label."""
        copy = epoch if self._teacher is None else epoch % self._bank
        resting = self._random(_REST, copy).permutation(len(self._rest))[: self._resting]
        frames = self._worn(np.concatenate([self._frames, self._rest[resting]]), self._random(_AUGMENT, copy))
        count = len(self._frames)
        signs = frames[:count]
        between = between_signs(signs, self._between, self._random(_SPLICE, copy))
        outliers = outlier_windows(signs, self._outliers, self._signal, self._random(_OUTLIERS, copy))
        extra = self._extra(signs, copy)
        second = shares = None
        if self._augmentation is not None and self._augmentation.mixup > 0:
            mixture = mix_pairs(signs, self._augmentation.mixup, self._random(_MIX, copy))
            signs = mixture.frames
            alone = len(self) - count
            second = np.concatenate([self._signs[mixture.partners], self._labels[count:]])
            shares = np.concatenate([mixture.shares, np.ones(alone, np.float32)])
        frames = np.concatenate([signs, frames[count:], between, outliers, *extra])
        logits, features = self._judged(frames, copy)
        return Batch(frames, self._labels, logits, features, second, shares)

    def shuffle(self, epoch: int) -> np.random.Generator:
        """The generator that orders ``epoch``."""
        return self._random(_SHUFFLE, epoch)

    def _random(self, purpose: int, number: int) -> np.random.Generator:
        return np.random.default_rng((self._seed, purpose, number))

    def _worn(self, frames: Frames, rng: np.random.Generator) -> Frames:
        """An augmented copy, normalised."""
        if self._augmentation is not None:
            frames = augment(frames, self._signal, self._augmentation, rng, self._mean)
        normalised: Frames = (frames - self._mean) * self._inverse_std
        return normalised

    def _extra(self, signs: Frames, copy: int) -> list[Frames]:
        """Windows that only the teacher labels: of recordings without labels, then spliced from two ``signs``."""
        rng = self._random(_UNLABELLED, copy)
        taken = self._unlabelled[rng.permutation(len(self._unlabelled))[: self._taken]]
        extra = [self._worn(taken, rng)] if self._taken else []
        return [*extra, between_signs(signs, self._spliced, self._random(_EXTRA, copy))] if self._spliced else extra

    def _judged(self, frames: Frames, copy: int) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
        """The teacher's logits, and its features if they are kept."""
        if self._teacher is None:
            return None, None
        if copy not in self._opinions:
            if self._views is None:
                self._opinions[copy] = predict_logits(self._teacher, frames), None
            else:
                self._opinions[copy] = predict_features(self._views, frames)
        return self._opinions[copy]
