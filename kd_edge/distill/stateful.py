"""Training for a state that is never reset.

A stateful stream carries the LSTM's state from one sign into the next, so a network that
has only seen windows meets states that it does not know.  Here every training take comes
after other takes of the same person, and the network is evaluated twice with the
same weights: on the take after its context (stateful) and on the take alone (as a window).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec
from kd_edge.distill.ahead import made_ahead
from kd_edge.distill.augment import Augmentation, Frames, augment
from kd_edge.distill.background import LEAST_SHIFT, LONGEST_PAUSE, MOST_SHIFT
from kd_edge.distill.checkpoint import restore_checkpoint, save_checkpoint
from kd_edge.distill.loop import Batch, Trainer, predict_logits
from kd_edge.distill.methods.registry import comparing_logits
from kd_edge.distill.runs import RunConfig
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import REST
from kd_edge.signal.windows import Windows

SEQUENCE_WINDOWS: Final = 3
"""Length of a training sequence, in windows: the take that is evaluated, and the takes before it."""

_SEQUENCE, _SHUFFLE = 4, 5


def splice(takes: Sequence[NDArray[np.float32]], pauses: Sequence[int]) -> NDArray[np.float32]:
    """Takes end to end, as a stream shows them; each is followed by a pause that holds its last frame.

    Args:
        takes: float32 ``(frames, features)`` each.
        pauses: frames held after each take.

    Returns:
        float32 ``(frames, features)``.
    """
    parts = zip(takes, pauses, strict=True)
    return np.concatenate([part for take, pause in parts for part in (take, np.repeat(take[-1:], pause, axis=0))])


def sequence_model(student: keras.Model, frames: int) -> keras.Model:
    """``student`` on sequences, sharing its weights: ``(batch, frames, features)`` to logits ``(batch, 2, classes)``.

    The first row has seen all of the sequence, the second only the window at its end.
    """
    _check_streams(student)
    _, window_size, features = student.input_shape
    sequence = keras.Input((frames, features))
    after_context, alone = sequence, sequence[:, -window_size:]
    layers = list(student.layers)
    while len(after_context.shape) == 3:
        layer = layers.pop(0)
        after_context, alone = layer(after_context), layer(alone)
    merged = keras.ops.concatenate([after_context, alone], axis=0)  # one batch, so that its statistics cover both
    for layer in layers:
        merged = layer(merged)
    logits = keras.ops.reshape(merged, (2, -1, merged.shape[-1]))
    return keras.Model(sequence, keras.ops.moveaxis(logits, 0, 1))


class SequenceSource:
    """Batches of spliced takes by epoch number, the same whenever they are asked for.

    The movement of every take is augmented on its own; the sensors stay on, so what
    happens to them is the same throughout a sequence.

    Args:
        windows: unnormalised training takes, one window each.
        config: of the run that the student comes from: signal with normalisation, seed, augmentation, recipe.
        teacher: gives logits for the normalised window at the end of a sequence.
        bank: augmented copies that the teacher scores once each.
    """

    def __init__(self, windows: Windows, config: RunConfig, teacher: keras.Model, bank: int) -> None:
        self._windows, self._config, self._teacher, self._bank = windows, config, teacher, bank
        self._between = round(config.recipe.background * len(windows))
        self._labels = np.concatenate([windows.labels, np.full(self._between, REST)])
        self._same_person = {name: np.flatnonzero(windows.subjects == name) for name in np.unique(windows.subjects)}
        self._logits: dict[int, NDArray[np.float32]] = {}

    def __len__(self) -> int:
        """Sequences in every batch."""
        return len(self._labels)

    def batch(self, epoch: int) -> Batch:
        """The sequences of ``epoch`` with two labels each, which are the same."""
        copy = epoch % self._bank
        frames = self.frames(copy, self._config.augmentation)
        if copy not in self._logits:
            self._logits[copy] = predict_logits(self._teacher, frames[:, -self._config.signal.window_size :])
        return Batch(frames, _twice(self._labels), _twice(self._logits[copy]))

    def frames(self, copy: int, augmentation: Augmentation | None) -> Frames:
        """Normalised sequences: first those that end with a whole sign, then those that end between signs."""
        signal = self._config.signal
        assert signal.normalisation is not None  # every run has it
        mean, inverse_std = (
            np.array(values, np.float32) for values in (signal.normalisation.mean, signal.normalisation.inverse_std)
        )
        rng = np.random.default_rng((self._config.seed, _SEQUENCE, copy))
        takes = self._windows.frames
        if augmentation is None:
            sequences = self._splice(takes, signal, rng)
        else:
            moved = augment(takes, signal, _of_movement(augmentation), rng, mean)
            sequences = augment(self._splice(moved, signal, rng), signal, _of_sensors(augmentation), rng, mean)
        normalised: Frames = (sequences - mean) * inverse_std
        return normalised

    def shuffle(self, epoch: int) -> np.random.Generator:
        """The generator that orders ``epoch``."""
        return np.random.default_rng((self._config.seed, _SHUFFLE, epoch))

    def _splice(self, takes: Frames, signal: SignalSpec, rng: np.random.Generator) -> Frames:
        """One sequence that ends with each take, then as many that end before theirs is complete."""
        size = signal.window_size
        length = SEQUENCE_WINDOWS * size
        ends_with = np.concatenate([np.arange(len(takes)), rng.integers(len(takes), size=self._between)])
        shift = rng.uniform(LEAST_SHIFT, MOST_SHIFT, self._between)
        unseen = np.concatenate([np.zeros(len(takes), np.int64), np.round((1 - shift) * size).astype(np.int64)])
        sequences = np.empty((len(ends_with), length, takes.shape[2]), np.float32)
        for sequence, take, missing in zip(sequences, ends_with, unseen, strict=True):
            before = rng.choice(self._same_person[self._windows.subjects[take]], SEQUENCE_WINDOWS)
            pauses = rng.integers(round(LONGEST_PAUSE * size) + 1, size=SEQUENCE_WINDOWS)
            stream = splice([*takes[before], takes[take]], [*pauses, 0])
            sequence[:] = stream[len(stream) - missing - length : len(stream) - missing]
        return sequences


def train_stateful(student: keras.Model, source: SequenceSource, config: RunConfig, checkpoint: Path) -> None:
    """Train ``student`` in place on the sequences of ``source``; ``checkpoint`` lets it continue after it was killed.

    Args:
        student: a chain with valid padding, trained on windows.
        source: what to learn from.
        config: of the student's run, with the recipe to follow now.
        checkpoint: holds the state after every epoch, and stays.

    Raises:
        TrainingError: the student's padding looks beyond its frames.
    """
    model = sequence_model(student, SEQUENCE_WINDOWS * config.signal.window_size)
    distillation = config.distillation and comparing_logits(config.distillation)
    trainer = Trainer(model, config.recipe, len(source), distillation)
    history = restore_checkpoint(checkpoint, trainer)
    for epoch, batch in made_ahead(source.batch, range(len(history), config.recipe.epochs)):
        history.append(trainer.epoch(batch, source.shuffle(epoch)))
        save_checkpoint(checkpoint, trainer, history)


def _check_streams(student: keras.Model) -> None:
    padded = [layer.name for layer in student.layers if getattr(layer, "padding", "valid") != "valid"]
    if padded:
        raise TrainingError(
            "A student that carries its state has valid padding",
            found=f"other padding in {', '.join(padded)}",
            remedy="use a preset with valid padding, such as compact",
        )


def _of_movement(augmentation: Augmentation) -> Augmentation:
    return replace(augmentation, gain=0, channel_gain=0, ring_shift=0, rotation_deg=0, channel_dropout=0)


def _of_sensors(augmentation: Augmentation) -> Augmentation:
    return replace(augmentation, time_shift=0, time_scale=0, time_warp=0)


def _twice(values: NDArray[Any]) -> NDArray[Any]:
    """``values`` (n, ...) as (n, 2, ...): for the take after its context, and alone."""
    return np.stack([values, values], axis=1)
