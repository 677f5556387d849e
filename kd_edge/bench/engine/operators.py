"""The share of each operator in what a generated model executed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kd_edge.bench.reports.schema import OperatorCost
from kd_edge.deploy.emulators.batch import SUBJECT
from kd_edge.deploy.emulators.trace import Trace

# Functions that the generator emits for the operators: their number in the flatbuffer, their kind.
# A compiler may have renamed one, as in ``op01_conv_2d.isra.0``.
_OPERATOR: Final = re.compile(r"op(\d+)_(\w+)")


def operator_of(function: str) -> int | None:
    """The number of the operator whose function is called so; None for other functions."""
    match = _OPERATOR.match(function)
    return int(match[1]) if match else None


def operator_costs(trace: Trace, macs: Mapping[int, int]) -> tuple[OperatorCost, ...]:
    """Cost of each operator in the order of execution, ``macs`` being by their numbers in the flatbuffer.

    Instructions before the first operator count for none; instructions after an operator count for that operator.
    """
    names = [symbol.name for symbol in trace.symbols if _OPERATOR.match(symbol.name)]
    costs: dict[int, OperatorCost] = {}
    for name, count in trace.by_phase([SUBJECT, *names]).items():
        if match := _OPERATOR.match(name):
            index = int(match[1])
            if index in costs:  # an LSTM whose inputs are projected once has two functions
                count += costs.pop(index).instructions
            costs[index] = OperatorCost(index, match[2].upper(), macs.get(index, 0), count)
    return tuple(costs.values())
