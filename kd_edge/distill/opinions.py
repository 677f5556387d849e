"""What a teacher says of each augmented copy: asked once, also when several students learn from the same copies."""

from __future__ import annotations

from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from kd_edge.distill.methods.registry import rule_of
from kd_edge.distill.runs import RunConfig
from kd_edge.distill.teachers import KERAS_TEACHER

Opinion: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float32] | None]
"""Logits ``(windows, classes)``, and features ``(windows, width)`` if they are kept."""


class Opinions:
    """The opinions of the last teachers that were asked, for the next student of the same ones.

    Students share them if their runs have the same teachers, windows and augmented copies; then asking again would
    give the same numbers.  Runs of other folders must not share one object, since they may call other teachers by the
    same name.
    """

    def __init__(self) -> None:
        self._key = b""
        self._by_copy: dict[int, Opinion] = {}

    def of(self, config: RunConfig) -> dict[int, Opinion]:
        """Opinions by the number of the copy, for the run with ``config``; what is added, the next run finds.

        Keras models of the caller's own have no names to tell them apart, so they are always asked.
        """
        if KERAS_TEACHER in config.teachers:
            return {}
        key = _key(config)
        if key != self._key:
            self._key, self._by_copy = key, {}
        return self._by_copy


def _key(config: RunConfig) -> bytes:
    """Everything that a copy and the answer to it follow from."""
    learnt = config.distillation
    seen = learnt and (learnt.bank, learnt.spliced, learnt.unlabelled, rule_of(learnt.method).sees)
    return msgspec.json.encode(
        [
            config.teachers,
            config.dataset_fingerprint,
            config.split,
            config.signal,
            config.wearers,
            config.seed,
            config.augmentation,
            config.recipe.background,
            config.recipe.outliers,
            config.validation,
            config.favour,
            config.unlabelled,
            seen,
        ],
        order="sorted",
    )
