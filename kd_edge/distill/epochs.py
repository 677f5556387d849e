"""The training data of an epoch: augmented copies of the training set, and the teacher's logits for each."""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec
from kd_edge.distill.augment import Augmentation, Frames, augment
from kd_edge.distill.background import between_signs
from kd_edge.distill.loop import Batch, predict_logits
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import REST

_AUGMENT, _SHUFFLE, _SPLICE, _REST = 1, 2, 3, 6


class EpochSource:
    """Batches by epoch number, the same whenever they are asked for.

    Every random number follows from ``(seed, epoch)``, so a run that was killed continues
    exactly as if it had not been.  A teacher scores each of ``bank`` augmented copies once;
    only its logits are kept, because making a copy again is cheaper than storing it.

    Args:
        frames: unnormalised training frames, float32 ``(windows, window_size, features)``.
        labels: int64 ``(windows,)``.
        signal: layout for augmentation, and the normalisation to apply.
        augmentation: ``None`` for the same windows every epoch.
        seed: of the run.
        teacher: a model that gives logits for normalised frames.
        bank: copies that the teacher scores.
        background: windows between signs, as a share of the training windows.
        rest: unnormalised frames of recorded rest; as many as ``background`` says join every epoch, other ones
            each time.
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
        bank: int = 1,
        background: float = 0.0,
        rest: Frames | None = None,
    ) -> None:
        self._frames, self._signal = frames, signal
        self._augmentation, self._seed, self._teacher = augmentation, seed, teacher
        self._bank = bank if augmentation else 1
        self._between = round(background * len(frames))
        self._rest = frames[:0] if rest is None else rest
        self._resting = min(len(self._rest), self._between)
        self._labels = np.concatenate([labels, np.full(self._resting + self._between, REST)])
        self._logits: dict[int, NDArray[np.float32]] = {}
        if signal.normalisation is None:
            raise TrainingError(
                "Training frames have normalisation constants",
                found="a SignalSpec without normalisation",
                remedy="fit them on the training recordings with fit_normalisation",
            )
        self._mean = np.array(signal.normalisation.mean, np.float32)
        self._inverse_std = np.array(signal.normalisation.inverse_std, np.float32)

    def __len__(self) -> int:
        """Windows in every batch."""
        return len(self._labels)

    def batch(self, epoch: int) -> Batch:
        """The windows of ``epoch``, normalised: signs in data set order, then rest, then splices."""
        copy = epoch if self._teacher is None else epoch % self._bank
        resting = np.random.default_rng((self._seed, _REST, copy)).permutation(len(self._rest))[: self._resting]
        frames = np.concatenate([self._frames, self._rest[resting]])
        if self._augmentation is not None:
            rng = np.random.default_rng((self._seed, _AUGMENT, copy))
            frames = augment(frames, self._signal, self._augmentation, rng, self._mean)
        frames = (frames - self._mean) * self._inverse_std
        rng = np.random.default_rng((self._seed, _SPLICE, copy))
        frames = np.concatenate([frames, between_signs(frames[: len(self._frames)], self._between, rng)])
        if self._teacher is None:
            return Batch(frames, self._labels)
        if copy not in self._logits:
            self._logits[copy] = predict_logits(self._teacher, frames)
        return Batch(frames, self._labels, self._logits[copy])

    def shuffle(self, epoch: int) -> np.random.Generator:
        """The generator that orders ``epoch``."""
        return np.random.default_rng((self._seed, _SHUFFLE, epoch))
