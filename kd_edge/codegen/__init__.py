"""From an int8 flatbuffer to the same network as plain C99.

``flatbuffer`` reads the file's tables, ``model`` reads the TFLite schema into a typed graph, ``ops`` lower
each operator to one kernel call or to none, ``plan`` places every buffer in one arena and
``emit`` writes ``kd_model.h`` and ``kd_model.c``.
"""

from __future__ import annotations

from kd_edge.codegen.cost import ModelCost, StreamCost
from kd_edge.codegen.generate import Generated, generate, write_model
from kd_edge.codegen.inference import INFERENCE_CHOICES, Inference, LiveNetwork, live_network
from kd_edge.codegen.stream_network import StreamOptions

__all__ = [
    "INFERENCE_CHOICES",
    "Generated",
    "Inference",
    "LiveNetwork",
    "ModelCost",
    "StreamCost",
    "StreamOptions",
    "generate",
    "live_network",
    "write_model",
]
