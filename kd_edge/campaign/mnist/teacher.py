"""The teacher of the MNIST campaign: trained once, then kept with its logits and its features."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge.campaign.mnist.digits import Digits
from kd_edge.campaign.mnist.networks import TEACHER_UNITS, published
from kd_edge.files import atomic_path

EPOCHS: Final = 4
_BATCH: Final = 128
_RATE: Final = 1e-3
_FILE: Final = "teacher.keras"


def open_teacher(
    digits: Digits, folder: Path, *, epochs: int = EPOCHS, tell: Callable[[str], None] = lambda line: None
) -> keras.Model:
    """The teacher that ``folder`` keeps; trained from the labels and written there if there is none yet."""
    path = folder / _FILE
    if path.is_file():
        return keras.models.load_model(path)
    tell("training the teacher")
    keras.utils.set_random_seed(0)
    model = published(TEACHER_UNITS, dropout=True)
    steps = epochs * -(-len(digits.train_labels) // _BATCH)
    model.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(_RATE, steps)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(digits.train_images, digits.train_labels, batch_size=_BATCH, epochs=epochs, verbose=0)
    with atomic_path(path) as temporary:
        model.save(temporary)
    return model


def kept_logits(model: keras.Model, images: NDArray[np.float32], path: Path) -> NDArray[np.float32]:
    """The logits ``(n, 10)`` of ``model``; a second call reads what the first one wrote to ``path``."""
    if path.is_file():
        with path.open("rb") as file:
            return np.lib.format.read_array(file, allow_pickle=False)
    logits = model.predict(images, batch_size=256, verbose=0)
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.lib.format.write_array(file, logits, allow_pickle=False)
    return np.asarray(logits)
