"""Which channels of a Keras model belong together, and the model without some of them.

Every channel of every tensor carries the number of the unit (filter, LSTM unit, input feature) that gives it.
Layers without weights of their own hand numbers on; additions tie those of their operands together; layers that are
not known here keep everything that they read.  To remove units is then one indexing of every weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any, Final, TypeAlias

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import TrainingError

Units: TypeAlias = NDArray[np.int64]

_LAYERS: Final = keras.layers
_KEEPS_CHANNELS: Final = (
    *(_LAYERS.BatchNormalization, _LAYERS.Activation, _LAYERS.ReLU, _LAYERS.LeakyReLU, _LAYERS.Dropout),
    *(_LAYERS.SpatialDropout1D, _LAYERS.AveragePooling1D, _LAYERS.MaxPooling1D, _LAYERS.GlobalAveragePooling1D),
    *(_LAYERS.GlobalMaxPooling1D, _LAYERS.ZeroPadding1D, _LAYERS.Cropping1D),
)
_TIES: Final = (_LAYERS.Add, _LAYERS.Subtract, _LAYERS.Multiply, _LAYERS.Average, _LAYERS.Maximum, _LAYERS.Minimum)
_SIZE_FIELD: Final = {"Conv1D": "filters", "SeparableConv1D": "filters", "Dense": "units", "LSTM": "units"}
"""Layers whose outputs can be removed -> the field of their configuration that says how many there are."""


class UnitMap:
    """The units of a model with one input and one output, each layer of which is called once.

    Args:
        model: Sequential or functional.

    Attributes:
        model: the same as a functional model.
        features: units of the input, one for each feature.

    Raises:
        TrainingError: several inputs or outputs, or a layer that is called more than once or gives several tensors.
    """

    def __init__(self, model: keras.Model) -> None:
        if len(model.inputs) != 1 or len(model.outputs) != 1:
            raise TrainingError(
                "A network that is compressed has one input and one output",
                found=f"{model.name!r} with {len(model.inputs)} and {len(model.outputs)}",
                remedy="join them inside the model",
            )
        self.model = keras.Model(model.inputs[0], model.outputs[0], name=model.name)
        self._parents: list[int] = []
        self._kept: set[int] = set()
        self._of: dict[int, Units] = {}
        self._read: dict[str, Units] = {}
        self._given: dict[str, Units] = {}
        # The nodes of this graph only: a layer remembers its calls in other models, too.
        for _, nodes in sorted(self.model._nodes_by_depth.items(), reverse=True):
            for node in nodes:
                self._visit(node)
        self.features = self._of[id(self.model.inputs[0])]
        self._keep(self._of[id(self.model.outputs[0])])

    def inputs(self, layer: keras.layers.Layer) -> Units:
        """The unit of every channel that ``layer`` reads."""
        return self._roots(self._read[layer.name])

    def outputs(self, layer: keras.layers.Layer) -> Units:
        """The unit of every channel that ``layer`` gives."""
        return self._roots(self._given[layer.name])

    def producers(self) -> Iterator[list[keras.layers.Layer]]:
        """Layers with units that can be removed; those with common units together."""
        groups: dict[int, list[keras.layers.Layer]] = {}
        kept = set(self._roots(np.array(sorted(self._kept), np.int64)).tolist())
        features = set(self._roots(self.features).tolist())
        for layer in self.model.layers:
            if type(layer).__name__ in _SIZE_FIELD:
                units = self.outputs(layer)
                if not (kept | features) & set(units.tolist()):
                    groups.setdefault(int(units.min()), []).append(layer)
        yield from groups.values()

    def without(self, removed: Set[int]) -> keras.Model:
        """A new functional model without the ``removed`` units, with the other weights as they were.

        Raises:
            TrainingError: a unit is read by a layer that cannot do without it, or the network's output.
        """
        fixed = set(self._roots(np.array(sorted(self._kept), np.int64)).tolist())
        if fixed & removed:
            raise TrainingError(
                "Channels are removed where every layer that reads them is known",
                found=f"a network, {self.model.name!r}, with another kind of layer there",
                remedy="use layers of the presets behind the input, or another pass",
            )

        def alive(units: Units) -> NDArray[np.int64]:
            return np.flatnonzero([unit not in removed for unit in units.tolist()])

        def smaller(layer: keras.layers.Layer) -> keras.layers.Layer:
            config = layer.get_config()
            field = _SIZE_FIELD.get(type(layer).__name__)
            if field:
                config[field] = len(alive(self.outputs(layer)))
            return type(layer).from_config(config)

        steps = self.model.input_shape[1:-1]
        window = keras.Input((*steps, len(alive(self._roots(self.features)))), name=self.model.inputs[0].name)
        clone = keras.models.clone_model(self.model, input_tensors=window, clone_function=smaller)
        for layer in self.model.layers:
            if layer.weights:
                weights = _sliced(layer, alive(self.inputs(layer)), alive(self.outputs(layer)))
                clone.get_layer(layer.name).set_weights(weights)
        return clone

    def _visit(self, node: Any) -> None:
        layer, read = node.operation, [self._of[id(tensor)] for tensor in node.input_tensors]
        if layer.name in self._given:
            raise TrainingError(
                "A network that is compressed calls each layer once",
                found=f"layer {layer.name!r} twice",
                remedy="give each call a layer of its own",
            )
        if len(node.outputs) != 1:
            raise TrainingError(
                "Layers of a network that is compressed give one tensor each",
                found=f"{len(node.outputs)} from layer {layer.name!r}",
                remedy="build it without return_state",
            )
        (output,) = node.outputs
        given = self._units(layer, read, output.shape)
        self._read[layer.name], self._given[layer.name] = (read or [given])[0], given
        self._of[id(output)] = given

    def _units(self, layer: keras.layers.Layer, read: list[Units], shape: tuple[int, ...]) -> Units:
        """The units of the channels that ``layer`` gives, one for each entry of the last axis of ``shape``."""
        if type(layer) in _KEEPS_CHANNELS:
            return read[0]
        if type(layer) is _LAYERS.DepthwiseConv1D:
            return np.repeat(read[0], layer.depth_multiplier)
        if type(layer) is _LAYERS.Flatten:
            return np.tile(read[0], shape[-1] // len(read[0]))
        if type(layer) is _LAYERS.Concatenate and layer.axis in (-1, len(shape) - 1):
            return np.concatenate(read)
        if type(layer) in _TIES and len({len(units) for units in read}) == 1:
            for other in read[1:]:
                self._tie(read[0], other)
            return read[0]
        given = self._new(shape[-1])
        known = type(layer) is _LAYERS.InputLayer or type(layer).__name__ in _SIZE_FIELD
        if not known or getattr(layer, "groups", 1) != 1:
            for units in (*read, given):
                self._keep(units)
        return given

    def _new(self, count: int) -> Units:
        first = len(self._parents)
        self._parents.extend(range(first, first + count))
        return np.arange(first, first + count)

    def _keep(self, units: Units) -> None:
        self._kept.update(units.tolist())

    def _tie(self, some: Units, others: Units) -> None:
        for one, other in zip(self._roots(some).tolist(), self._roots(others).tolist(), strict=True):
            self._parents[max(one, other)] = min(one, other)

    def _roots(self, units: Units) -> Units:
        return np.array([self._root(unit) for unit in units.tolist()], np.int64)

    def _root(self, unit: int) -> int:
        while self._parents[unit] != unit:
            unit = self._parents[unit]
        return unit


def gates(kept: NDArray[np.int64], units: int) -> NDArray[np.int64]:
    """Columns of an LSTM's kernels that belong to the units ``kept``: one block of ``units`` for each gate."""
    columns: NDArray[np.int64] = (units * np.arange(4)[:, None] + kept).ravel()
    return columns


def _sliced(layer: keras.layers.Layer, read: NDArray[np.int64], given: NDArray[np.int64]) -> list[Any]:
    """The weights of ``layer`` for the channels ``read`` of its input and ``given`` of its output."""
    weights: list[Any] = layer.get_weights()
    match type(layer).__name__:
        case "Conv1D":
            return [weights[0][:, read][..., given], *(bias[given] for bias in weights[1:])]
        case "Dense":
            return [weights[0][read][:, given], *(bias[given] for bias in weights[1:])]
        case "LSTM":
            columns = gates(given, layer.units)
            kernel, recurrent, *bias = weights
            return [kernel[read][:, columns], recurrent[given][:, columns], *(part[columns] for part in bias)]
        case "DepthwiseConv1D":
            return [weights[0][:, read], *(bias[given] for bias in weights[1:])]
        case "SeparableConv1D":
            depthwise, pointwise, *bias = weights
            multiplier = depthwise.shape[-1]
            rows = (multiplier * read[:, None] + np.arange(multiplier)).ravel()
            return [depthwise[:, read], pointwise[:, rows][..., given], *(part[given] for part in bias)]
        case "BatchNormalization":
            return [part[given] for part in weights]
    return weights
