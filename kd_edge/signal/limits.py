"""What the signal path takes, in Python as in C; without SciPy, so that live recognition starts at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, StreamSpec
from kd_edge.errors import SignalError

GAP_LIMIT_NS: Final = NS_PER_S // 2
"""The longest gap that is filled; a longer gap restarts the path."""

TIME_LIMIT_NS: Final = 1 << 62
"""Times lie within this of 0, so that differences fit an int64 everywhere: 146 years."""


def check_samples(spec: StreamSpec, samples: NDArray[np.generic]) -> None:
    """Check that ``samples`` can be pushed into the stream ``spec``.

    Raises:
        SignalError: wrong shape or type, NaN or infinity.
    """
    if not isinstance(samples, np.ndarray) or samples.ndim != 2 or samples.shape[1] != len(spec.channels):
        raise SignalError(
            f"Samples of stream {spec.name!r} have the shape (n, {len(spec.channels)})",
            found=getattr(samples, "shape", type(samples).__name__),
            remedy=f"give one column for each of {', '.join(spec.channels)}",
        )
    if not np.can_cast(samples.dtype, spec.sample_type, casting="safe"):
        raise SignalError(
            f"Samples of stream {spec.name!r} fit the type {spec.sample_type} without loss",
            found=samples.dtype,
            remedy=f"convert them to {spec.sample_type}, checking the range, or declare another sample_type",
        )
    if samples.dtype.kind == "f" and not np.isfinite(samples).all():
        row, column = np.argwhere(~np.isfinite(samples))[0]
        raise SignalError(
            f"Samples of stream {spec.name!r} are finite",
            found=f"{samples[row, column]} in channel {spec.channels[column]} at sample {row}",
            remedy="repair or drop the recording; a missing sample is left out, not written as NaN",
        )
