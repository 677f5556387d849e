"""One lowering per kind of operator; a new operator is one function and one line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kd_edge.codegen.graph import Graph, Operator
from kd_edge.codegen.lowering import Builder
from kd_edge.codegen.ops.arithmetic import lower_add, lower_mul
from kd_edge.codegen.ops.convolution import lower_convolution, lower_fully_connected
from kd_edge.codegen.ops.copies import lower_concatenation, lower_pad, lower_strided_slice
from kd_edge.codegen.ops.depthwise import lower_depthwise
from kd_edge.codegen.ops.lookups import lower_logistic, lower_relu, lower_relu6, lower_tanh
from kd_edge.codegen.ops.lstm import lower_lstm
from kd_edge.codegen.ops.pooling import lower_mean, lower_pool
from kd_edge.codegen.ops.quantisation import lower_dequantise, lower_quantise
from kd_edge.codegen.ops.softmax import lower_softmax
from kd_edge.codegen.ops.views import lower_reshape, lower_transpose
from kd_edge.errors import CodegenError

LOWERINGS: Final[dict[str, Callable[[Operator, Builder], None]]] = {
    "ADD": lower_add,
    "AVERAGE_POOL_2D": lower_pool,
    "CONCATENATION": lower_concatenation,
    "CONV_2D": lower_convolution,
    "DEPTHWISE_CONV_2D": lower_depthwise,
    "DEQUANTIZE": lower_dequantise,
    "EXPAND_DIMS": lower_reshape,
    "FULLY_CONNECTED": lower_fully_connected,
    "LOGISTIC": lower_logistic,
    "MAX_POOL_2D": lower_pool,
    "MEAN": lower_mean,
    "MUL": lower_mul,
    "PAD": lower_pad,
    "QUANTIZE": lower_quantise,
    "RELU": lower_relu,
    "RELU6": lower_relu6,
    "RESHAPE": lower_reshape,
    "SOFTMAX": lower_softmax,
    "SQUEEZE": lower_reshape,
    "STRIDED_SLICE": lower_strided_slice,
    "SUB": lower_add,
    "TANH": lower_tanh,
    "TRANSPOSE": lower_transpose,
    "UNIDIRECTIONAL_SEQUENCE_LSTM": lower_lstm,
}


def lower(graph: Graph) -> Builder:
    """Turn every operator into a step or a view.

    Raises:
        CodegenError: an operator, or a use of one, that the engine does not have.
    """
    builder = Builder(graph)
    builder.new_value(graph.input)
    for operator in graph.operators:
        lower_operator(operator, builder)
    return builder


def lower_operator(operator: Operator, builder: Builder) -> None:
    """Turn one operator into a step or a view.

    Raises:
        CodegenError: as for :func:`lower`.
    """
    if operator.kind not in LOWERINGS:
        raise CodegenError(
            f"Every operator is one that the C engine has ({', '.join(LOWERINGS)})",
            found=operator.label,
            remedy="replace that layer, or run the model with the TFLite Micro runtime",
        )
    LOWERINGS[operator.kind](operator, builder)
