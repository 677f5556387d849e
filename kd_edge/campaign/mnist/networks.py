"""The teacher and the students of the MNIST campaign; all give logits."""

from __future__ import annotations

from typing import Final

import keras

from kd_edge.campaign.mnist.digits import CLASSES, SIDE

TEACHER_UNITS: Final = 128
PUBLISHED_UNITS: Final = 6
"""The published student has so many units in its hidden layer: 74,188 parameters."""


def published(units: int, *, dropout: bool = False) -> keras.Model:
    """The teacher's layers with ``units`` in the hidden one: 128 make the teacher, fewer make a student.

    Conv32 and Conv64 have 18,816 parameters, each unit has 9,216 weights, a bias and 10 weights to the scores, and
    these have 10 biases: 18,826 + 9,227 n, so 1,199,882 for the teacher's 128 units and 74,188 for 6.
    """
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 1)),
            layers.Conv2D(32, 3, activation="relu", name="conv_32"),
            layers.Conv2D(64, 3, activation="relu", name="conv_64"),
            layers.MaxPooling2D(name="pool"),
            *([layers.Dropout(0.25)] if dropout else []),
            layers.Flatten(name="features"),
            layers.Dense(units, activation="relu", name="hidden"),
            *([layers.Dropout(0.5)] if dropout else []),
            layers.Dense(CLASSES, name="logits"),
        ],
        name=f"published-{units}",
    )


def slim(filters: tuple[int, int, int]) -> keras.Model:
    """A student whose convolutions are small, too: three with stride 2, then the scores; ``filters`` of each."""
    first, second, third = filters
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 1)),
            layers.Conv2D(first, 5, strides=2, activation="relu", name="conv_0"),  # 12 x 12 positions
            layers.Conv2D(second, 3, strides=2, activation="relu", name="conv_1"),  # 5 x 5
            layers.Conv2D(third, 3, strides=2, activation="relu", name="conv_2"),  # 2 x 2
            layers.Flatten(name="features"),
            layers.Dense(CLASSES, name="logits"),
        ],
        name="slim-" + "-".join(map(str, filters)),
    )
