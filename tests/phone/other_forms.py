"""A bundle's float network as other runtimes want it: layers of TensorFlow.js, and ONNX; both from its TFLite file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen.graph import Graph, Operator
from kd_edge.codegen.model import read_model

ACTIVATIONS = {0: "linear", 1: "relu"}
PADDINGS = {0: "same", 1: "valid"}

Weights = list[NDArray[np.float32]]


@dataclass
class Layer:
    """A layer as Keras names it and its settings, with weights in Keras's order and layout."""

    kind: str
    config: dict[str, Any]
    weights: Weights = field(default_factory=list)


def layers(model: bytes) -> list[Layer]:
    """The layers of a float TFLite file, in which one operator follows the other.

    Raises:
        NotImplementedError: an operator that is not among them.
    """
    return list(_layers(read_model(model)))


def _layers(graph: Graph) -> Iterator[Layer]:
    for operator in graph.operators:
        if operator.kind == "RESHAPE":
            yield Layer("Reshape", {"target_shape": list(operator.output.shape[1:])})
        elif operator.kind == "CONV_2D":
            kernel = np.moveaxis(_constant(operator, 1), 0, -1)
            window = {
                "strides": _pair(operator, "stride_h", "stride_w"),
                "padding": PADDINGS[operator.option("padding")],
            }
            yield Layer(
                "Conv2D", {**_dense(operator), "kernel_size": kernel.shape[:2], **window}, [kernel, _bias(operator)]
            )
        elif operator.kind == "AVERAGE_POOL_2D":
            sizes = {"pool_size": _pair(operator, "filter_height", "filter_width")}
            strides = {
                "strides": _pair(operator, "stride_h", "stride_w"),
                "padding": PADDINGS[operator.option("padding")],
            }
            yield Layer("AveragePooling2D", {**sizes, **strides})
        elif operator.kind == "MEAN":
            yield Layer("GlobalAveragePooling2D", {})
        elif operator.kind == "UNIDIRECTIONAL_SEQUENCE_LSTM":
            gates = [(1, 5, 12), (2, 6, 13), (3, 7, 14), (4, 8, 15)]  # input, forget, cell, output: as in Keras
            inputs, recurrent, biases = (
                np.concatenate([_constant(operator, at) for at in place]) for place in zip(*gates, strict=True)
            )
            (after,) = graph.consumers[operator.output.index]
            config = {"units": operator.output.shape[-1], "return_sequences": after.kind != "STRIDED_SLICE"}
            yield Layer(
                "LSTM",
                {**config, "recurrent_activation": "sigmoid", "unit_forget_bias": False},
                [inputs.T, recurrent.T, biases],
            )
        elif operator.kind == "FULLY_CONNECTED":
            yield Layer("Dense", _dense(operator, "units"), [_constant(operator, 1).T, _bias(operator)])
        elif operator.kind == "SOFTMAX":
            yield Layer("Activation", {"activation": "softmax"})
        elif operator.kind != "STRIDED_SLICE":  # the last step of an LSTM: see there
            raise NotImplementedError(operator.kind)


def _constant(operator: Operator, position: int) -> NDArray[np.float32]:
    return operator.constant(position, "f4").astype(np.float32)


def _bias(operator: Operator) -> NDArray[np.float32]:
    """Zeros, where the file leaves it out."""
    return (
        np.zeros(operator.output.shape[-1], np.float32)
        if operator.optional_input(2) is None
        else _constant(operator, 2)
    )


def _pair(operator: Operator, first: str, second: str) -> list[int]:
    return [operator.option(first), operator.option(second)]


def _dense(operator: Operator, size: str = "filters") -> dict[str, Any]:
    activation = ACTIVATIONS[operator.option("fused_activation_function")]
    return {size: operator.output.shape[-1], "activation": activation, "use_bias": True}


def tfjs_layers(network: list[Layer], shape: tuple[int, ...]) -> tuple[bytes, bytes]:
    """``model.json`` and its weights, as TensorFlow.js's ``loadLayersModel`` reads them.

    Args:
        network: its layers.
        shape: of a window, without the batch.
    """
    topology, specs, data = [], [], b""
    for number, layer in enumerate(network):
        config = {"name": f"layer{number}", "trainable": False, **layer.config}
        if number == 0:
            config["batch_input_shape"] = [1, *shape]
        topology.append({"class_name": layer.kind, "config": config})
        for place, values in enumerate(layer.weights):
            name = ["kernel", "recurrent_kernel", "bias"][place if len(layer.weights) == 3 else 2 * place]
            specs.append({"name": f"layer{number}/{name}", "shape": list(values.shape), "dtype": "float32"})
            data += np.ascontiguousarray(values, "<f4").tobytes()
    model = {"class_name": "Sequential", "config": {"name": "network", "layers": topology}}
    described = {
        "format": "layers-model",
        "modelTopology": {"keras_version": "2.15.0", "backend": "tensorflow", "model_config": model},
        "weightsManifest": [{"paths": ["tfjs.bin"], "weights": specs}],
    }
    return json.dumps(described).encode(), data


def onnx_model(network: list[Layer], shape: tuple[int, ...]) -> bytes:
    """The network as an ONNX file; images are channels first there, and an LSTM's sequence comes before its batch.

    Args:
        network: its layers.
        shape: of a window, without the batch.
    """
    from onnx import TensorProto, helper, numpy_helper

    nodes: list[Any] = []
    constants: list[Any] = []
    value = "input"

    def constant(values: NDArray[Any]) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(values), f"c{len(constants)}"))
        return str(constants[-1].name)

    def add(kind: str, *inputs: str, outputs: int = 1, **attributes: Any) -> str:
        names = [f"v{len(nodes)}_{output}" for output in range(outputs)]
        nodes.append(helper.make_node(kind, [value, *inputs], names, **attributes))
        return names[-1]

    def window(config: dict[str, Any]) -> dict[str, Any]:
        return {"strides": config["strides"], "auto_pad": {"same": "SAME_UPPER", "valid": "VALID"}[config["padding"]]}

    for layer in network:
        config = layer.config
        images = layer.kind in ("Conv2D", "AveragePooling2D")
        if images:
            value = add("Transpose", perm=[0, 3, 1, 2])
        if layer.kind == "Reshape":
            value = add("Reshape", constant(np.array([1, *config["target_shape"]], np.int64)))
        elif layer.kind == "Conv2D":
            kernel, bias = layer.weights
            value = add("Conv", constant(kernel.transpose(3, 2, 0, 1)), constant(bias), **window(config))
        elif layer.kind == "AveragePooling2D":
            value = add("AveragePool", kernel_shape=config["pool_size"], **window(config))
        elif layer.kind == "GlobalAveragePooling2D":
            value = add("ReduceMean", constant(np.array([1, 2], np.int64)), keepdims=0)
        elif layer.kind == "Dense":
            value = add("Gemm", *map(constant, layer.weights))
        elif layer.kind == "LSTM":
            order = [0, 3, 1, 2]  # input, output, forget, cell
            kernel, recurrent, bias = (
                np.concatenate([np.split(each, 4, axis=-1)[gate] for gate in order], axis=-1).T
                for each in layer.weights
            )
            value = add("Transpose", perm=[1, 0, 2])
            biases = np.concatenate([bias, np.zeros_like(bias)])
            given = [constant(each[np.newaxis]) for each in (kernel, recurrent, biases)]
            value = add("LSTM", *given, outputs=1 if config["return_sequences"] else 2, hidden_size=config["units"])
            if config["return_sequences"]:
                value = add("Squeeze", constant(np.array([1], np.int64)))
                value = add("Transpose", perm=[1, 0, 2])
            else:
                value = add("Squeeze", constant(np.array([0], np.int64)))
        if images:
            value = add("Transpose", perm=[0, 2, 3, 1])
        if config.get("activation") == "relu":
            value = add("Relu")
        elif config.get("activation") == "softmax":
            value = add("Softmax", axis=-1)
    kind = TensorProto.FLOAT
    given = [helper.make_tensor_value_info("input", kind, [1, *shape])]
    told = [helper.make_tensor_value_info(value, kind, None)]
    opset = [helper.make_opsetid("", 18)]
    made = helper.make_model(
        helper.make_graph(nodes, "network", given, told, constants), opset_imports=opset, ir_version=9
    )
    return bytes(made.SerializeToString())
