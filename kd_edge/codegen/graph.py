"""The network as the generator sees it: typed tensors and operators, all of them connected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.flatbuffer import Table
from kd_edge.codegen.options import OPTIONS
from kd_edge.errors import CodegenError


@dataclass(frozen=True, eq=False)
class Tensor:
    """One tensor of the flatbuffer.

    Attributes:
        scales: float32 values; one, or one per entry of ``quantised_dimension``, or none.
        data: constants, shaped; None for activations and variables.
    """

    index: int
    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[np.generic]
    scales: tuple[float, ...] = ()
    zero_points: tuple[int, ...] = ()
    quantised_dimension: int = 0
    data: NDArray[np.generic] | None = None
    is_variable: bool = False

    @property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def bytes(self) -> int:
        """Size in memory."""
        return self.size * self.dtype.itemsize

    @property
    def scale(self) -> float:
        """The only scale.

        Raises:
            CodegenError: not quantised per tensor.
        """
        if len(self.scales) != 1:
            raise CodegenError(
                f"Tensor {self.label} is quantised with one scale",
                found=f"{len(self.scales)} scales",
                remedy="convert the model with full int8 quantisation",
            )
        return self.scales[0]

    @property
    def zero_point(self) -> int:
        """The only zero point."""
        return self.zero_points[0] if self.zero_points else 0

    @property
    def label(self) -> str:
        """Index and name, for messages and comments."""
        return f"{self.index} {self.name!r}"


@dataclass(frozen=True, eq=False)
class Operator:
    """One operator: its kind, its tensors (None where an optional one is absent), its options."""

    index: int
    kind: str
    inputs: tuple[Tensor | None, ...]
    outputs: tuple[Tensor, ...]
    options: Table | None

    @property
    def label(self) -> str:
        """The name of this operator in messages."""
        name = f", which writes tensor {self.outputs[0].label}" if self.outputs else ""
        return f"Operator {self.index} ({self.kind}{name})"

    def unsupported(self, rule: str, found: object, remedy: str) -> CodegenError:
        """The error for a property of this operator that the generator does not support."""
        return CodegenError(f"{self.label}: {rule}", found=found, remedy=remedy)

    def input(self, position: int) -> Tensor:
        """The input at ``position``, which must be there."""
        tensor = self.inputs[position] if position < len(self.inputs) else None
        if tensor is None:
            raise self.unsupported(f"input {position} is connected", "nothing", "convert the model again")
        return tensor

    def optional_input(self, position: int) -> Tensor | None:
        """The input at ``position``, or None."""
        return self.inputs[position] if position < len(self.inputs) else None

    def constant(self, position: int, dtype: str) -> NDArray[np.generic]:
        """The values of the constant input at ``position``."""
        tensor = self.input(position)
        if tensor.data is None or tensor.dtype != np.dtype(dtype):
            raise self.unsupported(
                f"input {position} is a constant of type {dtype}",
                f"tensor {tensor.label} of type {tensor.dtype}",
                "convert the model with full int8 quantisation and fixed shapes",
            )
        return tensor.data

    @property
    def output(self) -> Tensor:
        """The only output."""
        if len(self.outputs) != 1:
            raise self.unsupported("it has one output", len(self.outputs), "convert the model again")
        return self.outputs[0]

    def option(self, name: str) -> int:
        """A whole number or a flag from the options table, by its name in the schema."""
        option = OPTIONS[self.kind][name]
        return self.options.integer(option.index, option.layout, option.default) if self.options else option.default

    def real_option(self, name: str) -> float:
        """A float32 from the options table, by its name in the schema; 0 where it is left out."""
        return self.options.real(OPTIONS[self.kind][name].index) if self.options else 0.0


@dataclass(frozen=True, eq=False)
class Graph:
    """A model with one input and one output, operators in order of execution."""

    input: Tensor
    output: Tensor
    operators: Sequence[Operator]
    consumers: dict[int, list[Operator]] = field(init=False, repr=False)
    producers: dict[int, Operator] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        consumers: dict[int, list[Operator]] = {}
        producers: dict[int, Operator] = {}
        for operator in self.operators:
            for tensor in operator.inputs:
                if tensor is not None:
                    consumers.setdefault(tensor.index, []).append(operator)
            for tensor in operator.outputs:
                producers[tensor.index] = operator
        object.__setattr__(self, "consumers", consumers)
        object.__setattr__(self, "producers", producers)

    def needed(self) -> Graph:
        """The graph without operators that the output does not depend on."""
        wanted = {self.output.index}
        operators: list[Operator] = []
        for operator in reversed(self.operators):
            if any(tensor.index in wanted for tensor in operator.outputs):
                operators.insert(0, operator)
                wanted |= {tensor.index for tensor in operator.inputs if tensor is not None}
        return Graph(self.input, self.output, operators)

    def only_consumer(self, tensor: Tensor) -> Operator | None:
        """The operator that alone reads ``tensor``, if the model does not also return it."""
        readers = self.consumers.get(tensor.index, [])
        return readers[0] if len(readers) == 1 and tensor is not self.output else None
