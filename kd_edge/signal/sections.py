"""Second-order sections in float32, run by SciPy where it is installed and else by NumPy, with the same bits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Runner = Callable[[Floats, Floats, Floats], tuple[Floats, Floats]]


@cache
def section_runner() -> Runner:
    """What runs sections on this host: ``(sos, block, state)`` to ``(filtered, next state)``, as :func:`run_sections`.

    SciPy's loop is the fastest for whole recordings.  A host that only runs bundles need not install it: it is
    larger than everything else there, and importing it costs more memory than recognition.
    """
    try:
        from scipy.signal import sosfilt
    except ModuleNotFoundError:
        return run_sections

    def run(sos: Floats, block: Floats, state: Floats) -> tuple[Floats, Floats]:
        filtered, after = sosfilt(sos, block, axis=1, zi=state)
        return filtered, after

    return run


def run_sections(sos: Floats, block: Floats, state: Floats) -> tuple[Floats, Floats]:
    """Run sections in series over a block.

    Every section computes ``y = b0 x + z0; z0 = (b1 x - a1 y) + z1; z1 = b2 x - a2 y``, in float32 and in this order,
    as SciPy and the C signal path do.  At each step section s takes sample step - s, so that one operation of
    NumPy serves all sections and channels.

    Args:
        sos: ``(sections, 6)``, rows ``b0 b1 b2 a0 a1 a2`` with ``a0 = 1``.
        block: samples ``(channels, n)``.
        state: ``(sections, channels, 2)``, which stays as it is.

    Returns:
        Filtered samples ``(channels, n)`` and the state behind them.
    """
    sections, (channels, count) = len(sos), block.shape
    columns = np.ascontiguousarray(sos.T)[:, :, np.newaxis]
    ahead, forward, back = columns[0], columns[1:3], columns[4:6]
    states = np.array(np.moveaxis(state, 2, 0))
    # Row 0 holds what enters the first section, row s what section s - 1 has given: the next step's inputs.
    between = np.zeros((sections + 1, channels), np.float32)
    samples = np.ascontiguousarray(block.T)
    filtered = np.empty_like(samples)
    for first, last, steps in _phases(sections, count):
        b0, b12, a12 = ahead[first:last], forward[:, first:last], back[:, first:last]
        z0, z1 = states[:, first:last]
        x, y = between[first:last], between[first + 1 : last + 1]
        for step in steps:
            if first == 0:
                between[0] = samples[step]
            change = b12 * x  # before y takes the place of the next x
            np.add(b0 * x, z0, out=y)
            change -= a12 * y
            np.add(change[0], z1, out=z0)
            z1[:] = change[1]
            if last == sections:
                filtered[step - sections + 1] = between[sections]
    return np.ascontiguousarray(filtered.T), np.ascontiguousarray(np.moveaxis(states, 0, 2))


def _phases(sections: int, count: int) -> Iterator[tuple[int, int, range]]:
    """Steps in which the same sections, from the first to before the last, have a sample of ``count``."""
    changes = sorted({*range(sections), *range(count, count + sections)})
    for step, after in pairwise(changes):
        first, last = max(0, step - count + 1), min(sections, step + 1)
        if first < last:
            yield first, last, range(step, after)
