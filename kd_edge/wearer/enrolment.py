"""Which recordings a new person is known by: drawn at random, and never tested on."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from kd_edge.recordings.recording import Dataset, Recording
from kd_edge.wearer.worn import wearing_of

MOST: float = 0.5
"""Share of a person's recordings that an enrolment may take, so that some are left to test on."""


def draw_enrolment(
    dataset: Dataset, indices: Iterable[int], known: Collection[str], seconds: float, seed: int
) -> NDArray[np.int64]:
    """Recordings of wearings that are not ``known``, about ``seconds`` of each, in ascending order.

    They are drawn at random, so any signs may be among them, and none in particular; which of them came first does
    not matter.

    Args:
        dataset: the recordings.
        indices: those that may be drawn.
        known: names of wearings that need no enrolment.
        seconds: of movement that each wearing gives; at most half of its recordings.
        seed: draws them.
    """
    mine: dict[str, list[int]] = {}
    for index in indices:
        mine.setdefault(wearing_of(dataset.recordings[index]), []).append(int(index))
    drawn: list[int] = []
    for position, name in enumerate(sorted(mine)):
        if name in known:
            continue
        left = seconds
        order = np.random.default_rng([seed, position]).permutation(mine[name])
        for index in order[: int(len(order) * MOST)]:
            if left <= 0:
                break
            drawn.append(int(index))
            left -= _duration_s(dataset.recordings[index])
    return np.array(sorted(drawn), np.int64)


def _duration_s(recording: Recording) -> float:
    return min(stream.duration_s for stream in recording.streams.values())
