"""A convolution laid out for its kernel: rows in fours, taps in the order of the strip that the input is copied to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.geometry import Window2D

LANE_BYTES: Final = 2
_TILE_OUTPUTS: Final = 3  # that the kernel for SMLAD takes at once
_STRIP_BYTES: Final = 1024


def fill_quads(window: Window2D, kernel: NDArray[np.generic]) -> tuple[Window2D, NDArray[np.generic], int]:
    """Let one or two channels at neighbouring outputs be the four rows of one product.

    The same taps, moved by a stride, in a kernel that is so much wider: its zeros cost less than
    rows that would stay empty.

    Returns:
        the window and the kernel to use, and how many outputs became channels.
    """
    channels, height, width, in_channels = kernel.shape
    repeats = 4 // channels if channels <= 2 else 1
    stride = window.strides[1]
    wider = width + (repeats - 1) * stride
    if window.out_shape[1] % repeats or window.dilations[1] != 1 or wider >= repeats * width:
        return window, kernel, 1
    combined = np.zeros((repeats * channels, height, wider, in_channels), np.int8)
    for position in range(repeats):
        rows = slice(position * channels, (position + 1) * channels)
        combined[rows, :, position * stride : position * stride + width] = kernel
    return (
        replace(
            window,
            filter_shape=(height, wider),
            strides=(window.strides[0], stride * repeats),
            out_shape=(window.out_shape[0], window.out_shape[1] // repeats),
        ),
        combined,
        repeats,
    )


def strip_size(window: Window2D, column_lanes: int) -> tuple[int, int]:
    """How many outputs share one filling of the strip, and how many input columns that takes.

    Filling again costs time, long strips cost memory; ``column_lanes`` are the lanes of one column.
    """
    covered = (window.filter_shape[1] - 1) * window.dilations[1] + 1
    room = _STRIP_BYTES // (column_lanes * LANE_BYTES)
    most = max(1, (room - covered) // window.strides[1] + 1)
    outputs = min(most, window.out_shape[1])
    if _TILE_OUTPUTS <= outputs < window.out_shape[1]:
        outputs -= outputs % _TILE_OUTPUTS
    return outputs, (outputs - 1) * window.strides[1] + covered


def in_strip_order(kernel: NDArray[np.generic]) -> NDArray[np.int8]:
    """A row for each channel of ``kernel`` (channels, height, width, in_channels): column after column of the strip."""
    return np.asarray(kernel.transpose(0, 2, 1, 3).reshape(len(kernel), -1), np.int8)


def in_fours(rows: NDArray[np.int8], runs: int, run_columns: int) -> NDArray[np.int8]:
    """Groups of four rows, shape ``(groups, 4, columns)``, each of ``runs`` parts padded to whole blocks of four."""
    channels, columns = rows.shape
    split = np.pad(rows, ((0, -channels % 4), (0, runs * run_columns - columns))).reshape(-1, runs, run_columns)
    padded = np.pad(split, ((0, 0), (0, 0), (0, -run_columns % 4)))
    return padded.reshape(-1, 4, runs * padded.shape[2])


def follows_its_input(window: Window2D, in_shape: tuple[int, ...], channels: int, outputs: int) -> bool:
    """Whether writing over the input is safe: one row, each strip's outputs behind the next strip's inputs."""
    if in_shape[1] != 1 or window.out_shape[0] != 1:
        return False
    ends = range(outputs, window.out_shape[1], outputs)
    return all(end * channels <= (end * window.strides[1] - window.pads[1]) * in_shape[3] for end in ends)
