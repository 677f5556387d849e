"""Every class of keras.layers, and every option of those that are read: equal numbers, or an ExportError by name."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import keras
import pytest

from kd_edge.errors import ExportError
from kd_edge.network.check import read_exportable
from kd_edge.network.readers import LAYERS
from tests.network.conftest import chain, ended, graph, stirred

EVERY = sorted(
    {kind for kind in vars(keras.layers).values() if isinstance(kind, type) and issubclass(kind, keras.layers.Layer)},
    key=lambda kind: kind.__name__,
)
ARGUMENTS: tuple[tuple[Any, ...], ...] = ((), (3,), (4, 3), ((16, 6),), (2, 3, 4))
"""Positional arguments that some layer or other is content with."""

NEEDED: dict[str, dict[str, Any]] = {
    "Conv1D": {"filters": 6, "kernel_size": 3},
    "DepthwiseConv1D": {"kernel_size": 3},
    "SeparableConv1D": {"filters": 6, "kernel_size": 3},
    "Dense": {"units": 6},
    "LSTM": {"units": 6, "return_sequences": True},
    "TimeDistributed": {"layer": None},
    "Activation": {"activation": "relu"},
    "Rescaling": {"scale": 0.5},
    "Reshape": {"target_shape": (8, 12)},
    "Dropout": {"rate": 0.5},
    "SpatialDropout1D": {"rate": 0.5},
    "AlphaDropout": {"rate": 0.5},
    "GaussianDropout": {"rate": 0.5},
    "GaussianNoise": {"stddev": 0.5},
    "AveragePooling1D": {"pool_size": 3},
    "MaxPooling1D": {"pool_size": 3},
}
VALUES: dict[str, tuple[Any, ...]] = {
    "activation": ("relu", "relu6", "leaky_relu", "silu", "tanh", "sigmoid", "softmax", "elu", "hard_sigmoid", "selu"),
    "recurrent_activation": ("tanh", "hard_sigmoid"),
    "padding": ("same", "causal", (1, 2)),
    "data_format": ("channels_first",),
    "strides": (2, 3),
    "dilation_rate": (2, 3),
    "groups": (2, 3, 6),
    "depth_multiplier": (2,),
    "axis": (1, 2, -2, (1, 2), None),
    "epsilon": (0.5,),
    "momentum": (0.3,),
    "negative_slope": (0.3,),
    "threshold": (0.5,),
    "max_value": (6.0, 1.0),
    "pool_size": (2, 16),
    "cropping": ((2, 3), 0),
    "target_shape": ((96,), (-1, 3), (4, 4, 6)),
    "offset": (0.5,),
    "scale": (False, 0.1),
    "mean": (0.5,),
    "lora_rank": (2,),
    "layer": (keras.layers.Dense(5), keras.layers.Conv1D(5, 1)),
    "kernel_size": (1, 2, 4),
    "dtype": ("float16", "float64"),
    "renorm": (True,),
}


def options(kind: type) -> Iterator[dict[str, Any]]:
    """Every option of ``kind`` away from its default, one at a time; keras.ops of the same meaning come elsewhere."""
    names = [*inspect.signature(kind.__init__).parameters, "dtype"]
    needed = NEEDED.get(kind.__name__, {})
    yield needed
    for name in names:
        default = inspect.signature(kind.__init__).parameters.get(name)
        values = VALUES.get(name, ())
        if not values and default is not None and isinstance(default.default, bool):
            values = (not default.default,)
        for value in values:
            extra = {"variance": 2.0} if name == "mean" else {}
            yield {**needed, name: value, **extra}
    for name in ("strides", "dilation_rate"):
        for padding in ("same", "causal"):
            if name in names and "padding" in names:
                yield {**needed, name: 2, "padding": padding}


def model_of(kind: type, arguments: dict[str, Any]) -> Any | None:
    """A model with one such layer in it, None where Keras itself refuses."""
    try:
        layer = kind(**arguments)
        if kind.__module__.startswith("keras.src.layers.merging"):
            count = 2 if kind is keras.layers.Subtract else 3
            return stirred(graph(lambda window: ended(layer([window, window * 0.5, keras.ops.tanh(window)][:count]))))
        return stirred(graph(lambda window: ended(layer(window))))
    except Exception:  # noqa: BLE001  whatever Keras says about it
        return None


def refused(model: Any) -> str:
    """The reader's error for ``model``; empty if it was read and equals Keras."""
    try:
        read_exportable(model)
    except ExportError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.__name__)
def test_every_option_is_honoured_or_refused_by_name(kind: type) -> None:
    tried = 0
    for arguments in options(kind):
        model = model_of(kind, arguments)
        if model is None:
            continue
        tried += 1
        refusal = refused(model)
        assert "gives other numbers" not in refusal, f"{arguments} is read wrongly: {refusal}"
        named = model.layers[1].name in refusal or kind.__name__ in refusal
        assert not refusal or named, f"{arguments}: {refusal}"
    assert tried, f"no {kind.__name__} could be built"


@pytest.mark.parametrize("kind", [kind for kind in EVERY if kind not in LAYERS], ids=lambda kind: kind.__name__)
def test_every_other_layer_is_refused_by_name_or_changes_nothing(kind: type) -> None:
    for arguments in ARGUMENTS:
        try:
            layer = kind(*arguments)
            model = chain(layer, keras.layers.Flatten(), keras.layers.Dense(4))
        except Exception:  # noqa: BLE001  whatever Keras says about it
            continue
        refusal = refused(model)  # none where Keras itself leaves the layer out of the graph
        assert not refusal or layer.name in refusal or "not built" in refusal
