"""Models with one input for every stream, as models of the one window that holds all features."""

from __future__ import annotations

import keras

from kd_edge.contract import SignalSpec
from kd_edge.errors import ExportError


def one_window(model: keras.Model, signal: SignalSpec) -> keras.Model:
    """``model`` itself if it has one input; else one that cuts the window into its streams first.

    Args:
        model: each input is ``(batch, window_size, channels)`` of one stream, found by the input's name, or by
            its place where the names are no streams.
        signal: which features of a frame belong to which stream.

    Raises:
        ExportError: the inputs are not the streams.
    """
    inputs = getattr(model, "inputs", None) or []
    if len(inputs) < 2:
        return model
    order = [stream.name for stream in signal.streams]
    names = [tensor.name for tensor in inputs]
    if set(names) != set(order):
        names = order
    wanted = {stream.name: (signal.window_size, len(stream.channels)) for stream in signal.streams}
    found = [tuple(tensor.shape[1:]) for tensor in inputs]
    if len(inputs) != len(order) or found != [wanted[name] for name in names]:
        raise ExportError(
            "A model with several inputs has one for every stream",
            found=", ".join(f"{tensor.name} {tuple(tensor.shape[1:])}" for tensor in inputs),
            remedy="give it " + ", ".join(f"keras.Input({shape}, name={name!r})" for name, shape in wanted.items()),
        )
    window = keras.Input((signal.window_size, signal.feature_count), name="frames")
    parts, first = {}, 0
    for stream in signal.streams:
        parts[stream.name] = window[:, :, first : first + len(stream.channels)]
        first += len(stream.channels)
    part_of = {id(tensor): parts[name] for tensor, name in zip(inputs, names, strict=True)}
    given = keras.tree.map_structure(lambda tensor: part_of[id(tensor)], model.input)
    return keras.Model(window, model(given), name=model.name)
