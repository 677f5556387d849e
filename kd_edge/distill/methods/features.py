"""What a network computes besides its logits, for methods that compare it."""

from __future__ import annotations

import keras

from kd_edge.errors import TrainingError


def with_features(model: keras.Model) -> keras.Model:
    """A model with the weights of ``model`` that gives ``(logits, features)``.

    Features are what the last dense layer reads, ``(windows, width)``.

    Raises:
        TrainingError: ``model`` does not end in a dense layer that can be found: a subclassed or a nested model.
    """
    last = getattr(model, "layers", [])[-1:]
    if not model.built or not last or not isinstance(last[0], keras.layers.Dense):
        raise _unseen(model, f"layer {last[0].name!r} at the end" if last else "no layers")
    try:
        features = last[0].input
        return keras.Model(model.inputs, [model.outputs[0], features])
    except (AttributeError, ValueError) as error:
        raise _unseen(model, f"{type(error).__name__} at its end") from error


def _unseen(model: keras.Model, found: str) -> TrainingError:
    return TrainingError(
        "Hints and relations come from a Sequential or functional network that ends in one Dense layer",
        found=f"{model.name!r} with {found}",
        remedy="use a method that compares logits only, or one network of that form",
    )
