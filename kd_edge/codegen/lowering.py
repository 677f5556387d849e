"""What operators are lowered to: steps that call one kernel each, and the buffers between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from kd_edge.codegen.graph import Graph, Operator, Tensor


@dataclass(eq=False)
class Buffer:
    """A block of the arena; ``place`` is set by the memory plan.

    Attributes:
        bytes: its size.
        place: byte offset in the arena.
    """

    bytes: int
    place: int = -1


# (before, after) for height and for width.
Pads = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Value:
    """An activation: a tensor's elements in a buffer, or part of one.

    Attributes:
        offset: bytes from the start of the buffer; not 0 for a slice that is a view.
    """

    tensor: Tensor
    buffer: Buffer
    offset: int = 0

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the tensor."""
        return self.tensor.shape


@dataclass(frozen=True)
class Constant:
    """One ``static const`` array of the generated file.

    Attributes:
        ctype: element type.
        name: C identifier.
        lines: the initialiser, line by line.
        bytes: size in flash.
        weights: whether it comes from the model's weights, rather than from the generator.
    """

    ctype: str
    name: str
    lines: tuple[str, ...]
    bytes: int
    weights: bool = True


@dataclass(frozen=True, eq=False)
class Step:
    """One kernel call.

    Attributes:
        inputs: activations that it reads.
        output: the activation that it writes.
        include: header of the kernel.
        constants: arrays that it needs.
        body: C statements; ``{in0}``, ``{out}`` and ``{scratch0}`` stand for byte pointers.
        scratch: bytes of working memory, one number for each buffer.
        in_place: positions of inputs whose memory the output may overwrite.
        macs: multiplications of weights and activations.
        work: how often the kernel's loops run; see :mod:`kd_edge.codegen.work`.
        reset: statements that reset the state which the step keeps between calls.
        part: which part of the operator this is, if it takes several steps.
    """

    operator: Operator
    inputs: tuple[Value, ...]
    output: Value
    include: str
    body: tuple[str, ...]
    constants: tuple[Constant, ...] = ()
    scratch: tuple[Buffer, ...] = ()
    in_place: tuple[int, ...] = ()
    macs: int = 0
    work: Mapping[str, int] = field(default_factory=dict)
    reset: tuple[str, ...] = ()
    part: str = ""

    @property
    def name(self) -> str:
        """C identifier of the step's function."""
        name = f"op{self.operator.index:02d}_{self.operator.kind.lower()}"
        return f"{name}_{self.part}" if self.part else name


@dataclass(eq=False)
class Builder:
    """Collects steps while the operators are lowered in order.

    Attributes:
        values: activations by tensor.
        pads: for a tensor that a folded PAD would have written, the rows and columns that
            its reader adds instead.
        persistent: buffers that keep their contents between calls.
    """

    graph: Graph
    values: dict[int, Value] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    pads: dict[int, Pads] = field(default_factory=dict)
    persistent: list[Buffer] = field(default_factory=list)

    def value(self, operator: Operator, position: int = 0) -> Value:
        """The activation at input ``position``."""
        tensor = operator.input(position)
        if tensor.index not in self.values:
            raise operator.unsupported(
                f"input {position} is an activation",
                f"tensor {tensor.label}, a constant or a variable",
                "fold the constant into the model before converting it",
            )
        return self.values[tensor.index]

    def new_value(self, tensor: Tensor) -> Value:
        """A fresh buffer for ``tensor``."""
        value = Value(tensor, Buffer(tensor.bytes))
        self.values[tensor.index] = value
        return value

    def view(self, tensor: Tensor, of: Value, offset: int = 0) -> None:
        """Let ``tensor`` share the memory of ``of``, ``offset`` bytes further on."""
        self.values[tensor.index] = Value(tensor, of.buffer, of.offset + offset)


def require_int8(operator: Operator, *tensors: Tensor) -> None:
    """Refuse activations that are not int8 with one scale.

    Raises:
        CodegenError: naming the tensor.
    """
    for tensor in tensors:
        if tensor.dtype != np.dtype("i1"):
            raise operator.unsupported(
                "activations are int8",
                f"{tensor.dtype} in tensor {tensor.label}",
                "convert the model with full int8 quantisation",
            )
        _ = tensor.scale
        require_int8_zero_point(operator, tensor)


def require_int8_zero_point(operator: Operator, tensor: Tensor) -> None:
    """Refuse a zero point outside the range of int8.

    Raises:
        CodegenError: naming the tensor.
    """
    if not -128 <= tensor.zero_point <= 127:
        raise operator.unsupported(
            "zero points of int8 tensors are from -128 to 127",
            f"{tensor.zero_point} in tensor {tensor.label}",
            "convert the model again",
        )


def require_shape(operator: Operator, tensor: Tensor, expected: tuple[int, ...]) -> None:
    """Refuse a tensor whose shape does not follow from the operator's other tensors.

    Raises:
        CodegenError: naming the tensor.
    """
    if tensor.shape != expected:
        raise operator.unsupported(
            f"tensor {tensor.label} has shape {expected}", tensor.shape, "convert the model again, with fixed shapes"
        )


def require_size(operator: Operator, tensor: Tensor, expected: int) -> None:
    """As :func:`require_shape`, but only the number of elements must fit."""
    if math.prod(tensor.shape) != expected:
        raise operator.unsupported(
            f"tensor {tensor.label} has {expected} elements",
            tensor.shape,
            "convert the model again, with fixed shapes",
        )
