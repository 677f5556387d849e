"""The kernel that moves elements: its struct, for the operators that cut, join and pad."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from kd_edge.codegen.literals import struct

COPY_RANK: Final = 4
"""Axes that ``kd_copy`` can walk along."""


def row_major(shape: Sequence[int]) -> list[int]:
    """Elements from one index to the next along each axis of an array of ``shape``."""
    return [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]


def copy_struct(
    shape: Sequence[int], *, in_steps: Sequence[int], out_steps: Sequence[int], in_offset: int = 0, out_offset: int = 0
) -> tuple[str, ...]:
    """A ``kd_copy_t`` called ``copy``, filled up to four axes."""
    fill = COPY_RANK - len(shape)

    def listed(values: Sequence[int], missing: int) -> str:
        return f"{{{', '.join(map(str, [missing] * fill + list(values)))}}}"

    fields: dict[str, int | str] = {
        "shape": listed(shape, 1),
        "in_offset": in_offset,
        "in_step": listed(in_steps, 0),
        "out_offset": out_offset,
        "out_step": listed(out_steps, 0),
    }
    return struct("kd_copy_t", "copy", fields)
