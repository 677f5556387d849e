"""The options tables of the TFLite schema: each field's index and type by its name there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Option:
    """One field of an options table.

    Attributes:
        index: its number in the table.
        layout: its type as a ``struct`` code.
        default: its value where the file leaves it out.
    """

    index: int
    layout: str = "<i"
    default: int = 0


_BYTE: Final = "<b"
_FLAG: Final = "<B"
_FLOAT: Final = "<f"


def _activation(index: int) -> dict[str, Option]:
    return {"fused_activation_function": Option(index, _BYTE)}


_STRIDES: Final = {"padding": Option(0, _BYTE), "stride_w": Option(1), "stride_h": Option(2)}
_POOL_2D: Final = {**_STRIDES, "filter_width": Option(3), "filter_height": Option(4), **_activation(5)}
_REDUCER: Final = {"keep_dims": Option(0, _FLAG)}

OPTIONS: Final[Mapping[str, Mapping[str, Option]]] = {
    "ADD": _activation(0),
    "AVERAGE_POOL_2D": _POOL_2D,
    "CONCATENATION": {"axis": Option(0), **_activation(1)},
    "CONV_2D": {
        **_STRIDES,
        **_activation(3),
        "dilation_w_factor": Option(4, default=1),
        "dilation_h_factor": Option(5, default=1),
    },
    "DEPTHWISE_CONV_2D": {
        **_STRIDES,
        "depth_multiplier": Option(3),
        **_activation(4),
        "dilation_w_factor": Option(5, default=1),
        "dilation_h_factor": Option(6, default=1),
    },
    "FULLY_CONNECTED": {**_activation(0), "weights_format": Option(1, _BYTE), "keep_num_dims": Option(2, _FLAG)},
    "LEAKY_RELU": {"alpha": Option(0, _FLOAT)},
    "MAX_POOL_2D": _POOL_2D,
    "MEAN": _REDUCER,
    "MUL": _activation(0),
    "REDUCE_MAX": _REDUCER,
    "SOFTMAX": {"beta": Option(0, _FLOAT)},
    "SPLIT": {"num_splits": Option(0)},
    "STRIDED_SLICE": {
        "begin_mask": Option(0),
        "end_mask": Option(1),
        "ellipsis_mask": Option(2),
        "new_axis_mask": Option(3),
        "shrink_axis_mask": Option(4),
        "offset": Option(5, _FLAG),
    },
    "SUB": _activation(0),
    "UNIDIRECTIONAL_SEQUENCE_LSTM": {**_activation(0), "cell_clip": Option(1, _FLOAT), "time_major": Option(3, _FLAG)},
}
"""By the operators that have them."""
