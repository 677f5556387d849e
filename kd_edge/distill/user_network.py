"""A network that a user builds in a Python file of his own: ``my_net.py:build``."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import keras

from kd_edge.contract import SignalSpec
from kd_edge.errors import TrainingError

_RULE = "A network of your own is FILE.py:FUNCTION, and FUNCTION(window_size, features, classes) gives a Keras model"


def is_file_reference(network: str) -> bool:
    """Whether ``network`` names a function in a file, and not a preset."""
    return ".py:" in network


def build_from_file(reference: str, signal: SignalSpec, classes: int, seed: int) -> keras.Model:
    """The model that the function in the file gives for these windows and classes.

    Args:
        reference: ``path/to/file.py:function``.
        signal: says the shape ``(window_size, features)`` of a window.
        classes: logits that the model gives.
        seed: of Keras's initial weights.

    Raises:
        TrainingError: no such file or function, an exception in it, or something else than a Keras model.
    """
    name, _, function = reference.rpartition(":")
    path = Path(name)
    if not path.is_file():
        raise TrainingError(_RULE, found=f"no file {path}", remedy="name the file from the folder that you are in")
    build = getattr(_module(path), function, None)
    if not callable(build):
        raise TrainingError(_RULE, found=f"no function {function!r} in {path}", remedy="define it, or correct its name")
    keras.utils.set_random_seed(seed)
    try:
        model = build(signal.window_size, signal.feature_count, classes)
    except Exception as error:  # whatever the user's code raises
        raise TrainingError(
            _RULE, found=f"{type(error).__name__} in {reference}: {error}", remedy="correct it"
        ) from error
    if not isinstance(model, keras.Model):
        raise TrainingError(_RULE, found=f"{type(model).__name__} from {reference}", remedy="return a keras.Model")
    return model


def _module(path: Path) -> Any:
    name = f"kd_edge_network_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise TrainingError(_RULE, found=f"{path}, which is no Python file", remedy="name a file that ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their own module up there
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the user's code raises
        raise TrainingError(_RULE, found=f"{type(error).__name__} in {path}: {error}", remedy="correct it") from error
    return module
