"""The cost of a generated model, computed from the plan before anything is built."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from kd_edge.codegen.graph import Graph
from kd_edge.codegen.lowering import Step
from kd_edge.codegen.plan import Plan


class OperatorCost(Struct, frozen=True):
    """One operator, or a part of one.

    Attributes:
        macs: multiplications each time that it runs.
        work: how often its kernel's loops run, by their names, each time that it runs.
        runs: how often that is, from one result to the next.
        weight_bytes: flash for the model's own constants.
        table_bytes: flash for the generator's.
        live_bytes: memory in use while it runs.
    """

    index: int
    kind: str
    output_shape: tuple[int, ...]
    macs: int
    work: dict[str, int]
    runs: int
    weight_bytes: int
    table_bytes: int
    live_bytes: int


class StreamCost(Struct, frozen=True):
    """The properties of a network that takes one frame at a time.

    Attributes:
        first_frames: until the first result.
        hop_frames: from one result to the next.
        frame_values: in each frame.
        counter_bytes: memory beside the arena.
    """

    first_frames: int
    hop_frames: int
    frame_values: int
    counter_bytes: int


class ModelCost(Struct, frozen=True):
    """A whole model.

    Attributes:
        macs: multiplications from one result to the next.
        arena_bytes: with the input in it.
        weight_names: constants that hold the weights, by their names in C.
        stream: of a model that takes one frame at a time.
    """

    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    macs: int
    weight_bytes: int
    table_bytes: int
    arena_bytes: int
    operators: tuple[OperatorCost, ...]
    weight_names: tuple[str, ...]
    stream: StreamCost | None = None

    @property
    def macs_by_operator(self) -> dict[int, int]:
        """Multiplications from one result to the next, by the operator's number in the flatbuffer."""
        macs: dict[int, int] = defaultdict(int)
        for operator in self.operators:
            macs[operator.index] += operator.macs * operator.runs
        return macs

    @property
    def state_bytes(self) -> int:
        """All memory of a ``kd_model_t``, without padding for its alignment."""
        return self.arena_bytes + (self.stream.counter_bytes if self.stream else 0)


def model_cost(
    steps: Sequence[Step], runs: Sequence[int], graph: Graph, plan: Plan, stream: StreamCost | None = None
) -> ModelCost:
    """Sum up ``steps``, each of which runs as often as ``runs`` says from one result to the next."""
    operators = tuple(
        OperatorCost(
            index=step.operator.index,
            kind=step.operator.kind,
            output_shape=step.output.shape,
            macs=step.macs,
            work=dict(step.work),
            runs=times,
            weight_bytes=sum(constant.bytes for constant in step.constants if constant.weights),
            table_bytes=sum(constant.bytes for constant in step.constants if not constant.weights),
            live_bytes=live,
        )
        for step, times, live in zip(steps, runs, plan.live_bytes, strict=True)
    )
    return ModelCost(
        input_shape=graph.input.shape,
        output_shape=graph.output.shape,
        macs=sum(item.macs * item.runs for item in operators),
        weight_bytes=sum(item.weight_bytes for item in operators),
        table_bytes=sum(item.table_bytes for item in operators),
        arena_bytes=plan.arena_bytes,
        operators=operators,
        weight_names=tuple(constant.name for step in steps for constant in step.constants if constant.weights),
        stream=stream,
    )
