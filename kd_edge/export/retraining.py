"""A finished network trained further on one person's takes alone, and converted: seconds for a few dozen windows."""

from __future__ import annotations

from typing import Final

import keras
import numpy as np
import tensorflow as tf
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.bundle import Manifest
from kd_edge.contract import SignalSpec
from kd_edge.distill.augment import Augmentation, augment
from kd_edge.distill.runs import Run
from kd_edge.errors import TrainingError
from kd_edge.export.convert import Converted, convert
from kd_edge.network.streams import one_window

AUGMENTATION: Final = Augmentation(ring_shift=0.4, rotation_deg=5.0, time_shift=0.12, time_scale=0.12, time_warp=0.06)
"""One person's later takes differ in timing more, and in how the sensors sit less, than another person's."""

_STEPS: Final = 400
_BATCH: Final = 32
_RATE: Final = 1e-3
_DECAY: Final = 1e-3
_REPRESENTATIVE: Final = 200
_CHUNK: Final = 50


class Retraining:
    """Trains a copy of ``model`` further on somebody's windows.

    The statistics of batch normalisation stay those of everybody, for a few dozen windows say little about them.

    Args:
        model: a trained network, frames ``(batch, window_size, features)`` to logits.
        signal: with the normalisation that it was trained with.
        seed: of every random choice.
    """

    def __init__(self, model: keras.Model, signal: SignalSpec, seed: int = 0) -> None:
        self._model, self._signal, self._seed = model, signal, seed

    def __call__(self, frames: NDArray[np.float32], labels: NDArray[np.int64]) -> Converted:
        """The retrained network as float32 and int8 files.

        Args:
            frames: in the population's orientation and not normalised, float32 ``(n, window_size, features)``.
            labels: int64 ``(n,)``.
        """
        keras.utils.set_random_seed(self._seed)
        draws = np.random.default_rng(self._seed)
        model = keras.models.clone_model(self._model)
        model.set_weights(self._model.get_weights())
        for layer in model.layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.trainable = False
        step = _step(model)
        for _ in range(_STEPS // _CHUNK):
            chosen = draws.integers(len(labels), size=_CHUNK * _BATCH)
            windows = self._copies(frames[chosen], draws).reshape(_CHUNK, _BATCH, *frames.shape[1:])
            for batch, truth in zip(windows, labels[chosen].reshape(_CHUNK, _BATCH), strict=True):
                step(tf.constant(batch), tf.constant(truth))
        chosen = draws.integers(len(labels), size=_REPRESENTATIVE)
        shown = np.concatenate([self._normalised(frames), self._copies(frames[chosen], draws)])
        return convert(model, shown)

    def _normalised(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        normalisation = self._signal.normalisation
        if normalisation is None:
            return frames
        mean, inverse_std = (np.array(part, np.float32) for part in (normalisation.mean, normalisation.inverse_std))
        return np.asarray((frames - mean) * inverse_std)

    def _copies(self, frames: NDArray[np.float32], draws: np.random.Generator) -> NDArray[np.float32]:
        normalisation = self._signal.normalisation
        neutral = frames.mean(axis=(0, 1)) if normalisation is None else np.array(normalisation.mean, np.float32)
        return self._normalised(augment(frames, self._signal, AUGMENTATION, draws, neutral))


def retraining_of(run: Run, manifest: Manifest) -> Retraining:
    """How the network of ``run`` is trained further for a bundle that was exported from it.

    Raises:
        TrainingError: the bundle's network has other windows, another normalisation, other signs or another size; or
            the run is not complete.
    """
    expected = (replace(manifest.signal, wearer=None), manifest.model.labels, manifest.model.parameters)
    config = run.config
    if (replace(config.signal, wearer=None), config.labels, config.parameters) != expected:
        raise TrainingError(
            f"Bundle {manifest.name!r} was exported from the run that is trained further",
            found=f"run {config.name!r} of another signal path, other signs or another network",
            remedy="name the run that `kd-edge export` read",
        )
    return Retraining(one_window(run.load_model(), config.signal), config.signal)


def _step(model: keras.Model) -> tf.types.experimental.GenericFunction:
    """One step of AdamW on the labels' cross-entropy, with a rate that falls to 0."""
    schedule = keras.optimizers.schedules.CosineDecay(_RATE, _STEPS)
    optimiser = keras.optimizers.AdamW(schedule, weight_decay=_DECAY)
    optimiser.build(model.trainable_variables)

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def step(windows: tf.Tensor, labels: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            logits = model(windows, training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        optimiser.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)

    return step
