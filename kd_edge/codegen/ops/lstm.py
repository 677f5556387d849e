"""UNIDIRECTIONAL_SEQUENCE_LSTM: over a sequence, step by step, or with its input projected beforehand."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from kd_edge.codegen import work
from kd_edge.codegen.graph import Operator
from kd_edge.codegen.kinds import Kind
from kd_edge.codegen.lowering import Buffer, Builder, Step, Value
from kd_edge.codegen.ops.lstm_layer import Layer, read_layer
from kd_edge.codegen.ops.slices import selects_last_row
from kd_edge.codegen.quantised import exactness

LSTM: Final = "UNIDIRECTIONAL_SEQUENCE_LSTM"
TIME_AXIS: Final = 1  # of (batch, steps, features)
_LANE_BYTES: Final = 2
_CELL_BYTES: Final = 2
_PROJECTED_BYTES: Final = 8  # four gates of one unit

# The state in C, over the step's scratch buffers: lanes of input, hidden and next hidden, and the cell.
_LANES: Final = tuple(f"(kd_lane_t *)(void *)({{scratch{i}}})" for i in range(3))
_CELL: Final = "(int16_t *)(void *)({scratch3})"
_STATE: Final = ("const kd_lstm_state_t state = {", *(f"    {lanes}," for lanes in _LANES), f"    {_CELL},", "};")


def lower_lstm(operator: Operator, builder: Builder) -> None:
    """The whole sequence, from a reset state; only its last step is kept where nothing reads the others."""
    source, layer = builder.value(operator), read_layer(operator)
    written, stride = _output(operator, builder, layer.units)
    call = f"kd_lstm(&lstm, {exactness(layer.exact)}, {layer.steps}, {{in0}}, {{out}}, {stride}, state);"
    step = _step(operator, layer, source, written, call)
    macs = layer.steps * (layer.input_macs + layer.recurrent_macs)
    in_place = (0,) if stride and layer.units <= layer.inputs else ()
    kept = layer.steps if stride else 1
    counts = work.lstm(layer.steps, layer.inputs, layer.units, exact=layer.exact, kept=kept)
    builder.steps.append(replace(step, macs=macs, in_place=in_place, work=counts))


def lower_lstm_step(operator: Operator, builder: Builder) -> None:
    """One step that continues from the state of the last call."""
    source, layer = builder.value(operator), read_layer(operator)
    call = f"kd_lstm_continue(&lstm, {exactness(layer.exact)}, {{in0}}, {{out}}, state);"
    step = _step(operator, layer, source, builder.new_value(operator.output), call)
    reset = f"kd_lstm_clear({_LANES[1]}, {_CELL}, {layer.units}, {layer.zero_point});"
    builder.persistent += [step.scratch[1], step.scratch[3]]
    counts = work.lstm(1, layer.inputs, layer.units, exact=layer.exact, kept=1, fresh=False)
    macs = layer.input_macs + layer.recurrent_macs
    builder.steps.append(replace(step, macs=macs, reset=(reset,), work=counts))


def lower_lstm_projection(operator: Operator, builder: Builder) -> None:
    """The input's contribution to one step's gates, as int16 in the place of the output."""
    source, layer = builder.value(operator), read_layer(operator)
    contribution = replace(
        operator.output, shape=(1, 1, 4 * layer.units), dtype=np.dtype("<i2"), name=f"{operator.output.name}, projected"
    )
    gates = "(int16_t *)(void *)({out})"
    call = f"kd_lstm_project(&lstm, {exactness(layer.exact)}, {{in0}}, {_LANES[0]}, {gates});"
    step = Step(
        operator,
        (source,),
        builder.new_value(contribution),
        "kd_lstm.h",
        (*layer.declaration, call),
        constants=layer.constants,
        scratch=(Buffer(_lane_bytes(layer.inputs)),),
        macs=layer.input_macs,
        work=work.lstm_projection(layer.inputs, layer.units, exact=layer.exact),
        part="projection",
    )
    builder.steps.append(step)


def lower_lstm_over(operator: Operator, builder: Builder) -> None:
    """The whole sequence, whose inputs have been projected; the projection has emitted the weights."""
    source, layer = builder.value(operator), read_layer(operator)
    written, stride = _output(operator, builder, layer.units)
    projected = "(const int16_t *)(const void *)({in0})"
    call = f"kd_lstm_over(&lstm, {exactness(layer.exact)}, {layer.steps}, {projected}, {{out}}, {stride}, state);"
    step = _step(operator, layer, source, written, call)
    kept = layer.steps if stride else 1
    counts = work.lstm(layer.steps, 0, layer.units, exact=layer.exact, kept=kept, input_products=False)
    builder.steps.append(replace(step, constants=(), macs=layer.steps * layer.recurrent_macs, work=counts))


def projected_bytes(operator: Operator) -> int:
    """Memory for the projected inputs of a whole sequence."""
    shape = operator.output.shape
    return shape[1] * shape[2] * _PROJECTED_BYTES if len(shape) == 3 else 0


def _step(operator: Operator, layer: Layer, source: Value, written: Value, call: str) -> Step:
    hidden = _lane_bytes(layer.units)
    return Step(
        operator,
        (source,),
        written,
        "kd_lstm.h",
        (*layer.declaration, *_STATE, call),
        constants=layer.constants,
        scratch=(
            Buffer(_lane_bytes(layer.inputs)),
            Buffer(hidden),
            Buffer(hidden),
            Buffer(layer.units * _CELL_BYTES),
        ),
    )


def _lane_bytes(columns: int) -> int:
    return -(-columns // 4) * 4 * _LANE_BYTES


def _output(operator: Operator, builder: Builder, units: int) -> tuple[Value, int]:
    """Where the hidden states go, and how far apart."""
    output = operator.output
    reader = builder.graph.only_consumer(output)
    if reader is None or not selects_last_row(reader):
        return builder.new_value(output), units
    buffer = Buffer(units)
    # The rows before the last one do not exist; the slice that reads this adds the offset back.
    builder.values[output.index] = Value(output, buffer, units - output.bytes)
    return Value(reader.output, buffer), 0


OPERATORS = {LSTM: Kind(lower_lstm)}
