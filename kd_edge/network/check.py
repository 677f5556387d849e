"""Check that a model can be exported: it is read as a graph, and the graph must compute what the model computes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from kd_edge.errors import ExportError
from kd_edge.network.evaluate import Batch, evaluate
from kd_edge.network.reading import read_calls
from kd_edge.network.stages import Activation, Network, Node

TOLERANCE: Final = 1e-4
"""Largest difference, as a share of the largest magnitude, between float32 in Keras and float64 here."""

WINDOWS_PER_SPREAD: Final = 4
SPREADS: Final = (0.3, 1.0, 4.0)
"""Standard deviations of random windows: small ones keep activations linear, large ones reach every non-linear part."""

# What a model's own code may raise when it is run.
_MODEL_ERRORS: Final = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError),
    tf.errors.OpError,
)


def read_exportable(model: keras.Model) -> Network:
    """The graph of ``model``, shown to compute what the model computes.

    Args:
        model: Sequential or functional, from ``(batch, window_size, features)`` to logits or probabilities.

    Raises:
        ExportError: an unsupported layer, option or shape; outputs that are no scores of classes, or not
            finite; or a layer that computes something else than its class and options say.
    """
    network, calls = read_calls(model)
    _require_scores(network)
    windows = random_windows(network.window_size, network.feature_count)
    computed = evaluate(network, windows)
    expected = outputs(model, windows)
    if not np.isfinite(expected).all():
        raise ExportError(
            "An exported model gives finite scores",
            found=f"layer {_culprit(model, windows, calls, computed)!r} gives numbers that are not finite",
            remedy="train it again, with a lower learning rate",
        )
    if not _equal(expected, computed[network.output]):
        raise ExportError(
            "An exported model computes what its layers and their options say",
            found=f"layer {_culprit(model, windows, calls, computed)!r} gives other numbers",
            remedy="replace it by Keras's own layer, without changes of your own",
        )
    return network


def random_windows(
    window_size: int, feature_count: int, *, spreads: Sequence[float] = SPREADS, seed: int = 0
) -> NDArray[np.float32]:
    """Windows ``(n, window_size, feature_count)`` of several spreads, the same for equal arguments."""
    spread = np.repeat(spreads, WINDOWS_PER_SPREAD)[:, None, None]
    noise = np.random.default_rng(seed).normal(size=(len(spread), window_size, feature_count))
    windows: NDArray[np.float32] = (noise * spread).astype(np.float32)
    return windows


def outputs(model: keras.Model, windows: NDArray[np.float32]) -> Any:
    """What ``model`` gives for ``windows`` after training, as arrays.

    Raises:
        ExportError: the model cannot be run on them.
    """
    try:
        return keras.tree.map_structure(np.asarray, model(windows, training=False))
    except _MODEL_ERRORS as error:
        raise ExportError(
            f"A model computes its scores for windows {windows.shape[1:]}",
            found=f"{type(error).__name__}: {(str(error).strip() or model.name).splitlines()[0]}",
            remedy="build it for that window, from Keras layers",
        ) from error


def _require_scores(network: Network) -> None:
    stage = network.output.stage
    if network.classes < 2:
        raise ExportError(
            "An exported model gives one score for each of at least two classes",
            found=f"{network.classes} score of {network.output.name!r}",
            remedy="end it with Dense(classes); two classes want two scores",
        )
    if isinstance(stage, Activation) and stage.kind == "sigmoid":
        raise ExportError(
            "The scores of an exported model are logits, or probabilities that sum to 1",
            found=f"a sigmoid at the end, in {network.output.name!r}",
            remedy="train the last Dense layer without activation; the exporter appends the softmax",
        )


def _equal(expected: Any, found: NDArray[np.float64]) -> bool:
    value = np.asarray(expected, np.float64)
    if value.shape != found.shape or not np.isfinite(value).all():
        return False
    return bool(np.abs(value - found).max() <= TOLERANCE * max(1.0, float(np.abs(value).max())))


def _culprit(
    model: keras.Model, windows: NDArray[np.float32], calls: list[tuple[Any, Node]], computed: dict[Node, Batch]
) -> str:
    """Name of the first layer whose numbers are not those that were read."""
    used = [(tensor, node) for tensor, node in calls if node in computed]
    for tensor, node in used:
        if not _equal(outputs(keras.Model(model.inputs[0], tensor), windows), computed[node]):
            return node.name
    return used[-1][1].name
