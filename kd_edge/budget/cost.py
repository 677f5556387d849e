"""The cost of a network before it is trained."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

from kd_edge.budget.coefficients import Coefficients, fitted
from kd_edge.budget.properties import NETWORK, code_properties, runtime_table_bytes, weighted
from kd_edge.codegen import ModelCost, generate
from kd_edge.contract import SignalSpec
from kd_edge.export.untrained import export_untrained
from kd_edge.model.build import build_model
from kd_edge.model.family import Family
from kd_edge.model.streams import StreamShape, stream_shapes

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Shape:
    """What a network reads and says.

    Attributes:
        window_size: frames per window.
        streams: of a frame, in order.
        classes: scores.
    """

    window_size: int
    streams: tuple[StreamShape, ...]
    classes: int

    @classmethod
    def of(cls, signal: SignalSpec, classes: int) -> Shape:
        """The shape for recordings of ``signal`` with as many labels."""
        return cls(signal.window_size, stream_shapes(signal), classes)

    @property
    def features(self) -> int:
        """Features per frame."""
        return sum(stream.features for stream in self.streams)

    def build(self, network: str | Family) -> keras.Model:
        """``network`` for this shape, untrained."""
        return build_model(network, self.window_size, self.features, self.classes, streams=self.streams)


class NetworkCost(Struct, frozen=True):
    """What a network costs.

    Attributes:
        network: its name.
        parameters: of the Keras model; None of a file.
        macs: multiplications for a window.
        int8_bytes: of the TFLite file.
        flash_bytes: of the generated C: weights and tables, exact, and its code, estimated.
        ram_bytes: arena, exact, and stack, at most.
        instructions: of a Cortex-M4 for a window, estimated.  None where it has a loop that was never measured.
    """

    network: str
    parameters: int | None
    macs: int
    int8_bytes: int
    flash_bytes: int | None
    ram_bytes: int
    instructions: int | None


def network_cost(network: str | Family, shape: Shape) -> NetworkCost:
    """The cost of a preset, also ``NAME*FACTOR``, or of layer sizes of your own.

    Raises:
        TrainingError: an unknown preset, or a window that is too short for it.
        ExportError: no target runs it.
    """
    model = shape.build(network)
    name = network if isinstance(network, str) else network.name
    return file_cost(name, export_untrained(model), parameters=model.count_params())


def file_cost(name: str, int8: bytes, *, parameters: int | None = None) -> NetworkCost:
    """The cost of an int8 TFLite file.

    Raises:
        CodegenError: the engine cannot run it.
    """
    return estimate(name, generate(int8).cost, len(int8), fitted(), parameters=parameters)


def estimate(
    name: str, plan: ModelCost, int8_bytes: int, coefficients: Coefficients, *, parameters: int | None = None
) -> NetworkCost:
    """What ``coefficients`` make of the generator's plan."""
    instructions = weighted(loop_counts(plan), coefficients.instructions)
    code = weighted(code_properties(plan.operators), coefficients.code)
    constants = plan.weight_bytes + plan.table_bytes + runtime_table_bytes(plan.operators)
    return NetworkCost(
        network=name,
        parameters=parameters,
        macs=plan.macs,
        int8_bytes=int8_bytes,
        flash_bytes=None if code is None else constants + round(code),
        ram_bytes=plan.state_bytes + coefficients.stack_bytes,
        instructions=None if instructions is None else round(instructions),
    )


def loop_counts(plan: ModelCost) -> Counter[str]:
    """How often each loop of a model runs for a result."""
    counts = Counter({NETWORK: 1})
    for operator in plan.operators:
        for name, count in operator.work.items():
            counts[name] += count * operator.runs
    return counts
