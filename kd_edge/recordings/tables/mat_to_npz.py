"""`python -m kd_edge.recordings.tables.mat_to_npz IN.mat OUT.npz`: the arrays of a MATLAB file as a NumPy archive.

A program of its own, because SciPy's reader can crash on damaged bytes, and a crash ends its whole process.
Numbers and text are taken; structures and cells are left out.  What is wrong is printed, with exit code 1.
"""

from __future__ import annotations

import sys
from typing import Any, Final

import numpy as np

_EXPANDED: Final = 4 << 30
"""Bytes that all arrays together may take."""

_NUMBERS: Final = frozenset(
    {"double", "single", "logical", *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))}
)


def convert(source: str, target: str) -> None:
    """Write the arrays of ``source`` to ``target``; raises whatever SciPy raises for damaged files."""
    import scipy.io

    listed = scipy.io.whosmat(source)
    total = sum(8 * int(np.prod([int(size) for size in shape], dtype=object)) for _, shape, _ in listed)
    if total > _EXPANDED:
        raise ValueError(f"arrays of {total:,} bytes")
    wanted = [name for name, _, kind in listed if kind in _NUMBERS or kind == "char"]
    found = scipy.io.loadmat(source, variable_names=wanted) if wanted else {}
    arrays: dict[str, Any] = {name: np.asarray(found[name]) for name in wanted}
    with open(target, "wb") as file:  # noqa: PTH123 - a name as it was given
        np.savez(file, **{name: array for name, array in arrays.items() if array.dtype.kind in "biufU"})


if __name__ == "__main__":
    try:
        convert(*sys.argv[1:3])
    except NotImplementedError:
        sys.exit("format 7.3, which is HDF5")
    except Exception as error:  # noqa: BLE001 - the other process tells it, whatever it is
        sys.exit(str(error) or type(error).__name__)
