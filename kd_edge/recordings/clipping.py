"""Samples that an amplifier has cut off: flat tops at a channel's own least or greatest value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

FLAT: Final = 3
"""Number of equal samples in a row that a signal at its peak rarely has by chance."""


def clipped_share(takes: Sequence[NDArray[np.generic]]) -> float:
    """Share of one channel's samples in runs of at least ``FLAT`` equal ones at either end of its range.

    The range is that of all takes together, so clipping is found
    even when an amplifier has fewer bits than its samples.
    A channel that never changes is dead, not clipped.

    Args:
        takes: the channel's samples in every recording, each of shape ``(n,)``.
    """
    least, greatest = min(take.min() for take in takes), max(take.max() for take in takes)
    if least == greatest:
        return 0.0
    flat = sum(_in_runs(take == end) for take in takes for end in (least, greatest))
    return flat / sum(len(take) for take in takes)


def _in_runs(marked: NDArray[np.bool_]) -> int:
    """Number of marked elements that lie in a run of at least ``FLAT``."""
    edges = np.flatnonzero(np.diff(marked, prepend=False, append=False))
    lengths = edges[1::2] - edges[::2]
    return int(lengths[lengths >= FLAT].sum())
