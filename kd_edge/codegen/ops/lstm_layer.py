"""The parts of a UNIDIRECTIONAL_SEQUENCE_LSTM: checked, folded and written as constants."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.fixedpoint import Rescale, float32, quantise_multiplier, round_half_away
from kd_edge.codegen.graph import Operator, Tensor
from kd_edge.codegen.literals import blocks, rescale, starts, struct
from kd_edge.codegen.lowering import Constant, require_int8, require_shape, require_size
from kd_edge.codegen.quantised import INT8_MAX, INT8_MIN, folded_biases, is_exact
from kd_edge.codegen.schema import Activation

# Positions among the operator's 24 inputs.
_INPUT_WEIGHTS: Final = (1, 2, 3, 4)  # input, forget, cell, output gate
_RECURRENT_WEIGHTS: Final = (5, 6, 7, 8)
_BIASES: Final = (12, 13, 14, 15)
_HIDDEN_STATE: Final = 18
_CELL_STATE: Final = 19
_UNUSED: Final = (9, 10, 11, 16, 17, 20, 21, 22, 23)  # peepholes, projection, layer normalisation

_GATE_INPUT_SCALE: Final = 2.0**-12  # Q3.12
_GATE_OUTPUT_SCALE: Final = 2.0**-15  # Q0.15


@dataclass(frozen=True)
class Layer:
    """One layer as C wants it.

    Attributes:
        steps: time steps in a sequence.
        exact: whether the fast kernels give every bit.
        constants: its arrays.
        declaration: the ``kd_lstm_t`` called ``lstm``.
    """

    steps: int
    inputs: int
    units: int
    zero_point: int
    exact: bool
    constants: tuple[Constant, ...]
    declaration: tuple[str, ...]

    @property
    def input_macs(self) -> int:
        """Multiplications by the input's weights in one step."""
        return 4 * self.units * self.inputs

    @property
    def recurrent_macs(self) -> int:
        """Multiplications by the recurrent weights in one step."""
        return 4 * self.units * self.units


def read_layer(operator: Operator) -> Layer:
    """The layer of ``operator``.

    Raises:
        CodegenError: a variant of the LSTM, or shapes and types that do not fit together.
    """
    _check(operator)
    source = operator.input(0)
    steps, inputs = source.shape[1], source.shape[2]
    hidden, cell = operator.input(_HIDDEN_STATE), operator.input(_CELL_STATE)
    units = hidden.size
    input_weights = _matrices(operator, _INPUT_WEIGHTS, (units, inputs))
    recurrent_weights = _matrices(operator, _RECURRENT_WEIGHTS, (units, units))
    input_biases = np.stack(
        [
            folded_biases(operator, operator.input(position), matrix, source.zero_point)
            for position, matrix in zip(_BIASES, input_weights, strict=True)
        ],
        axis=1,
    )
    recurrent_biases = np.stack(
        [folded_biases(operator, None, matrix, hidden.zero_point) for matrix in recurrent_weights], axis=1
    )
    input_rescales = _gate_rescales(operator, source, _INPUT_WEIGHTS)
    recurrent_rescales = _gate_rescales(operator, hidden, _RECURRENT_WEIGHTS)
    inner = (
        quantise_multiplier(_GATE_OUTPUT_SCALE * cell.scale / cell.scale),
        quantise_multiplier(_GATE_OUTPUT_SCALE**2 / cell.scale),
        quantise_multiplier(_GATE_OUTPUT_SCALE**2 / hidden.scale),
    )
    exact = all(
        is_exact(matrix, biases[:, gate], [factors[gate]])
        for matrices, biases, factors in (
            (input_weights, input_biases, input_rescales),
            (recurrent_weights, recurrent_biases, recurrent_rescales),
        )
        for gate, matrix in enumerate(matrices)
    )
    exact = exact and all(2**15 * (2**15 - 1) << factor.left < 2**30 for factor in inner)

    index = operator.index
    weights = blocks(f"weights{index}", _interleaved(input_weights, recurrent_weights))
    biases = np.concatenate([input_biases, recurrent_biases], axis=1)
    begin = starts(f"starts{index}", biases.reshape(-1), packed=[exact] * (biases.size // 4))
    input_blocks, recurrent_blocks = -(-inputs // 4), -(-units // 4)
    factor, shift = _cell_to_thirds(operator, cell)
    fields: dict[str, int | str] = {
        "weights": weights.name,
        "starts": begin.name,
        "inputs": inputs,
        "units": units,
        "input_blocks": input_blocks,
        "recurrent_blocks": recurrent_blocks,
        "input_rescale": f"{{{', '.join(map(rescale, input_rescales))}}}",
        "recurrent_rescale": f"{{{', '.join(map(rescale, recurrent_rescales))}}}",
        "forget_rescale": rescale(inner[0]),
        "update_rescale": rescale(inner[1]),
        "hidden_rescale": rescale(inner[2]),
        "cell_clip": _cell_clip(operator, cell),
        "cell_factor": factor,
        "cell_shift": shift,
        "zero_point": hidden.zero_point,
    }
    return Layer(steps, inputs, units, hidden.zero_point, exact, (weights, begin), struct("kd_lstm_t", "lstm", fields))


def _check(operator: Operator) -> None:
    source, output = operator.input(0), operator.output
    hidden, cell = operator.input(_HIDDEN_STATE), operator.input(_CELL_STATE)
    require_int8(operator, source, output, hidden)
    extras = [position for position in _UNUSED if operator.optional_input(position) is not None]
    if extras:
        raise operator.unsupported(
            "it has no peepholes, projection or layer normalisation", f"inputs {extras}", "use a plain LSTM layer"
        )
    activation = operator.option("fused_activation_function")
    if activation != Activation.TANH:
        raise operator.unsupported("its activation is tanh", activation, "use activation='tanh'")
    if len(source.shape) != 3 or min(source.shape) < 1 or source.shape[0] != 1 or operator.option("time_major"):
        raise operator.unsupported(
            "its input has shape (1, steps, features), batch first", source.shape, "convert with a batch of 1"
        )
    if cell.dtype != np.dtype("<i2") or not cell.is_variable or not hidden.is_variable or hidden.size < 1:
        raise operator.unsupported(
            "its state is an int8 and an int16 variable", f"{hidden.dtype} and {cell.dtype}", "convert the model again"
        )
    require_size(operator, cell, hidden.size)
    require_shape(operator, output, (1, source.shape[1], hidden.size))


def _matrices(operator: Operator, positions: tuple[int, ...], shape: tuple[int, int]) -> list[NDArray[np.generic]]:
    """The weights, their zero points taken off."""
    matrices: list[NDArray[np.generic]] = []
    for position in positions:
        tensor = operator.input(position)
        require_shape(operator, tensor, shape)
        weights = np.asarray(operator.constant(position, "i1"), np.int64) - tensor.zero_point
        if weights.min() < INT8_MIN or weights.max() > INT8_MAX:
            raise operator.unsupported(
                "its weights still fit int8 when their zero point is taken off",
                f"zero point {tensor.zero_point} of tensor {tensor.label}",
                "convert the model with symmetric weights",
            )
        matrices.append(weights.astype(np.int8))
    return matrices


def _gate_rescales(operator: Operator, activations: Tensor, positions: tuple[int, ...]) -> list[Rescale]:
    """Scales are multiplied in double precision, as for any product of the TFLite Micro wheel."""
    return [
        quantise_multiplier(activations.scale * operator.input(position).scale / _GATE_INPUT_SCALE)
        for position in positions
    ]


def _interleaved(
    input_weights: list[NDArray[np.generic]], recurrent_weights: list[NDArray[np.generic]]
) -> NDArray[np.int8]:
    """Shape (units, 4 gates, columns): per unit the four gates' rows, input columns before recurrent ones."""
    padded = [
        np.pad(np.stack(matrices, axis=1), ((0, 0), (0, 0), (0, -matrices[0].shape[1] % 4)))
        for matrices in (input_weights, recurrent_weights)
    ]
    return np.asarray(np.concatenate(padded, axis=2), np.int8)


def _cell_clip(operator: Operator, cell: Tensor) -> int:
    """The clipping value in units of the cell, 0 for none."""
    clip = operator.real_option("cell_clip")
    if not math.isfinite(clip):
        raise operator.unsupported("its cell clip is a number", clip, "convert the model again")
    return int(min(max(clip / cell.scale, -32768.0), 32767.0)) if clip > 0 else 0


def _cell_to_thirds(operator: Operator, cell: Tensor) -> tuple[int, int]:
    """Factor and right shift from the cell's scale to 1/3 of Q3.12, the unit of the tanh table.

    TFLite takes the nearest power of two for the cell's scale.
    """
    power = round_half_away(float32(np.log(np.float32(cell.scale)) * np.float32(1 / math.log(2))))
    shift = 15 + power - 3
    if not -30 <= shift <= 14:
        raise operator.unsupported(
            "its cell scale is from 2**-42 to 2**2", f"2**{power}", "calibrate with representative data"
        )
    return (3 << shift, 0) if shift >= 0 else (3, -shift)
