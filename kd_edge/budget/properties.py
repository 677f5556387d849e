"""What the code of a step depends on: which loops it has, and how long those are that the compiler unrolls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from kd_edge.codegen.cost import OperatorCost

NETWORK: Final = "network"
"""What every network has once, around its operators."""

_SIGMOID_TABLE_BYTES: Final = 1026  # firmware/runtime/c/kd_sigmoid_table.h; every LSTM reads it

# Loops over blocks or taps: how many belong to each run of the loop around them.
_INNER: Final = (
    ("conv.tile_block", "conv.tile"),
    ("conv.tile_odd_block", "conv.tile"),
    ("conv.block", "conv.single"),
    ("conv.odd_block", "conv.single"),
    ("lstm.block", "lstm.unit"),
    *((f"depthwise.{way}tap", f"depthwise.{way}quad") for way in ("", "padded_", "ragged_", "ragged_padded_")),
)
_UNROLLED: Final = 4  # blocks in a loop of kd_dot_dsp.h; the rest stands before it

# Kernels that the compiler may leave as functions of their own, which all operators of a kind then call.
_SHARED: Final = ("copy", "lookup", "softmax", "quantise", "dequantise")


def code_properties(operators: Sequence[OperatorCost]) -> Counter[str]:
    """How many steps have each property, summed over a network, and what is there once."""
    properties = properties_around(operators)
    for operator in operators:
        properties.update(step_properties(operator.work))
    return properties


def properties_around(operators: Sequence[OperatorCost]) -> Counter[str]:
    """What a network's code has beside the functions of its operators."""
    kernels = {name for operator in operators for name in operator.work}
    return Counter({NETWORK: 1} | {f"{name} shared": 1 for name in _SHARED if name in kernels})


def step_properties(work: Mapping[str, int]) -> Counter[str]:
    """The loops that a step's function has, which of them run more than once, and how long unrolled ones are."""
    properties = Counter(name for name, count in work.items() if count)
    properties.update(f"{name} repeated" for name in ("conv.strip", "conv.group") if work.get(name, 0) > 1)
    for inner, outer in _INNER:
        if work.get(inner):
            length = -(-work[inner] // work[outer])
            properties[f"{inner} unrolled"] = length % _UNROLLED + (_UNROLLED if length >= _UNROLLED else 0)
    return properties


def runtime_table_bytes(operators: Sequence[OperatorCost]) -> int:
    """Constants that belong to the kernels, once for the whole network."""
    return _SIGMOID_TABLE_BYTES if any(operator.work.get("lstm") for operator in operators) else 0


def weighted(counts: Mapping[str, int], coefficients: Mapping[str, float]) -> float | None:
    """The sum of ``counts`` by their coefficients; None if one has none."""
    if any(name not in coefficients for name, count in counts.items() if count):
        return None
    return sum(count * coefficients[name] for name, count in counts.items() if count)
