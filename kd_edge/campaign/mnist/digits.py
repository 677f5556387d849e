"""MNIST's images and labels as the networks take them."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kd_edge.arrays import read_arrays
from kd_edge.errors import RecordingError

SIDE: Final = 28
"""Rows and columns of an image."""
CLASSES: Final = 10
_LIMIT: Final = 256 << 20


class Digits(NamedTuple):
    """Training and test images; ``*_images`` are float32 ``(n, 28, 28, 1)`` from 0 to 1, labels int64 ``(n,)``."""

    train_images: NDArray[np.float32]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.float32]
    test_labels: NDArray[np.int64]


def load_digits(path: Path) -> Digits:
    """Read ``x_train``, ``y_train``, ``x_test`` and ``y_test`` of an npz archive.

    Raises:
        RecordingError: no such archive, or arrays of another shape, type or range.
    """
    arrays = read_arrays(path, _LIMIT, RecordingError)
    sides = []
    for side in ("train", "test"):
        images, labels = arrays.get(f"x_{side}"), arrays.get(f"y_{side}")
        if images is None or labels is None or not _are_digits(images, labels):
            raise RecordingError(
                f"Digits are uint8 images x_{side} (n, 28, 28) with labels y_{side} (n,) from 0 to 9",
                found=f"{path} with {', '.join(f'{name} {array.shape}' for name, array in sorted(arrays.items()))}",
                remedy="give the npz archive of MNIST as Keras distributes it",
            )
        sides.append((images[..., np.newaxis].astype(np.float32) / np.float32(255), labels.astype(np.int64)))
    (train_images, train_labels), (test_images, test_labels) = sides
    return Digits(train_images, train_labels, test_images, test_labels)


def _are_digits(images: NDArray[np.generic], labels: NDArray[np.generic]) -> bool:
    return (
        images.dtype == np.uint8
        and images.shape == (len(labels), SIDE, SIDE)
        and len(labels) > 0
        and labels.ndim == 1
        and labels.dtype.kind in "iu"
        and bool(np.isin(labels, np.arange(CLASSES)).all())
    )
