"""From a Keras model to the graph of what it computes, call by call.

A layer that is called twice is read twice, nested models are opened, and everything that
nobody reads is an error that names the layer.
"""

from __future__ import annotations

from typing import Any

import keras
from keras.src.models.functional import Functional

from kd_edge.errors import ExportError
from kd_edge.network.readers import read_call
from kd_edge.network.readers.call import Call
from kd_edge.network.stages import Network, Node, Window

_REMEDY = "build it with keras.Sequential or keras.Model(inputs, outputs)"


def read_network(model: keras.Model) -> Network:
    """The graph of ``model`` as it stands; arguments and errors as for :func:`read_calls`."""
    return read_calls(model)[0]


def read_calls(model: keras.Model) -> tuple[Network, list[tuple[Any, Node]]]:
    """The graph of ``model`` as it stands, and for each tensor of the Keras model the node that computes it.

    Args:
        model: Sequential or functional, from ``(batch, window_size, features)`` to one score per class.

    Raises:
        ExportError: an unsupported layer, option or shape, naming the layer.
    """
    graph = _graph_of(model)
    window = Node("window", Window(), _window_shape(graph))
    calls: list[tuple[Any, Node]] = []
    outputs = _walk(graph, [window], calls)
    if len(outputs) != 1 or len(outputs[0].shape) != 1:
        raise ExportError(
            "An exported model gives one score per class for a window",
            found=f"outputs of shape {', '.join(str(node.shape) for node in outputs)}",
            remedy="end it with one Dense layer after a pooling, an LSTM or Flatten",
        )
    return Network(window, outputs[0]), calls


def _graph_of(model: keras.Model) -> Any:
    """The functional graph of ``model``."""
    is_sequential = isinstance(model, keras.Sequential)
    kind = keras.Sequential if is_sequential else Functional
    if not isinstance(model, kind) or type(model).call is not kind.call:
        raise ExportError(
            "An exported model is Sequential or functional",
            found=f"{getattr(model, 'name', model)!r} of class {type(model).__name__} with a call of its own",
            remedy=_REMEDY,
        )
    graph = model._functional if is_sequential else model
    if graph is None:
        raise ExportError(
            "An exported model knows its window",
            found=f"Sequential {model.name!r} that is not built",
            remedy="begin it with keras.Input((window_size, features))",
        )
    return graph


def _window_shape(graph: Any) -> tuple[int, int]:
    if len(graph.inputs) != 1 or len(graph.inputs[0].shape) != 3:
        raise ExportError(
            "An exported model has one input (batch, window_size, features), or one for every stream",
            found=", ".join(str(tensor.shape) for tensor in graph.inputs),
            remedy="reshape inside the model, or name the inputs after the streams",
        )
    tensor = graph.inputs[0]
    _, window_size, features = tensor.shape
    if window_size is None or features is None or tensor.dtype != "float32":
        raise ExportError(
            "An exported model knows its window, of float32",
            found=f"input of shape {tensor.shape} and type {tensor.dtype}",
            remedy="build it with keras.Input((window_size, features))",
        )
    return int(window_size), int(features)


def _walk(graph: Any, inputs: list[Node], calls: list[tuple[Any, Node]] | None = None) -> list[Node]:
    """What the functional ``graph`` gives for ``inputs``; each tensor and its node are added to ``calls``."""
    known = {id(tensor): node for tensor, node in zip(graph.inputs, inputs, strict=True)}
    for depth in sorted(graph._nodes_by_depth, reverse=True):
        for called in graph._nodes_by_depth[depth]:
            if called.is_input:
                continue
            results = _read(called.operation, _arguments(called, known))
            made = list(zip(called.outputs, results, strict=True))
            known |= {id(tensor): node for tensor, node in made}
            if calls is not None:
                calls += made
    return [known[id(tensor)] for tensor in graph.outputs]


def _read(operation: Any, arguments: tuple[Any, ...]) -> list[Node]:
    if isinstance(operation, keras.Model):
        return _walk(_graph_of(operation), [node for node in arguments if isinstance(node, Node)])
    return [read_call(Call(operation, arguments))]


def _arguments(called: Any, known: dict[int, Node]) -> tuple[Any, ...]:
    """What an operation is called with; nothing may be said by keyword but what has no effect."""
    given = (*called.arguments.args, *called.arguments.kwargs.values())
    for keyword, value in called.arguments.kwargs.items():
        if keyword == "mask" and not any(item is not None for item in keras.tree.flatten(value)):
            continue
        if keyword in ("training", "mask", "initial_state") and value not in (None, False):
            raise Call(called.operation, ()).refused(
                f"is called with {keyword}={value if keyword == 'training' else '...'}", f"call it without {keyword}"
            )
    flat = (item for value in given for item in _opened(value))
    return tuple(known[id(item)] if isinstance(item, keras.KerasTensor) else item for item in flat if item is not None)


def _opened(value: Any) -> list[Any]:
    """Lists, tuples and dictionaries of tensors as their members; anything else as one argument."""
    if isinstance(value, tuple) and any(isinstance(part, slice) or part is Ellipsis for part in value):
        return list(value)  # the key of x[...]
    return list(keras.tree.flatten(value)) if isinstance(value, list | tuple | dict) else [value]
