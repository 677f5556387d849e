"""How a live network is run: over whole windows, or frame by frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kd_edge.codegen.cost import ModelCost
from kd_edge.codegen.generate import Generated, generate
from kd_edge.codegen.stream_network import StreamOptions
from kd_edge.errors import CodegenError


class Inference(StrEnum):
    """What is computed at every hop."""

    WINDOWS = "windows"
    """The whole window."""

    STREAMING = "streaming"
    """What is new since the last hop, and the window's LSTM; the scores are those of the window, bit for bit."""

    STATEFUL = "stateful"
    """What is new since the last hop; the LSTM's state is carried on, so that scores depend on all frames before."""

    @property
    def runtime_source(self) -> str:
        """The C file under firmware/runtime that runs the generated network so."""
        return "kd_runtime_c.c" if self == Inference.WINDOWS else "kd_runtime_c_stream.c"


INFERENCE_CHOICES: Final = ("auto", *Inference)
"""What a user may ask for: ``auto`` is streaming where the network allows it and it costs less, else windows."""


@dataclass(frozen=True, eq=False)
class LiveNetwork:
    """Code of a network for live recognition.

    A network that takes frames may have its result before its window is complete, since the last frames of a window
    need not fit into its strides.  The result is then kept until the window's last frame, so that every kind gives
    its scores at the same frames.

    Attributes:
        inference: what the code computes at every hop.
        generated: the code.
        reason: why it does not take one frame at a time, as a sentence; empty if it does, or if that was not asked for.
    """

    inference: Inference
    generated: Generated
    reason: str = ""


def live_network(model: bytes, window_size: int, hop: int, wanted: str = "auto") -> LiveNetwork:
    """Generate C for live recognition with the int8 flatbuffer ``model``.

    Args:
        model: takes windows of ``window_size`` frames.
        window_size: frames in a window.
        hop: frames from one window to the next.
        wanted: one of :data:`INFERENCE_CHOICES`.

    Raises:
        CodegenError: the engine does not take the network; or it cannot take one frame at a time, which was asked for.
    """
    if wanted == Inference.WINDOWS:
        return LiveNetwork(Inference.WINDOWS, generate(model))
    if wanted == Inference.STATEFUL:
        _take_frames(model, StreamOptions(hop=hop), window_size, hop)  # with a hop that the strides allow
        # A result for every item, for whichever of them is the newest when a window ends.
        return LiveNetwork(Inference.STATEFUL, generate(model, StreamOptions(stateful=True)))
    if wanted == Inference.STREAMING:
        return LiveNetwork(Inference.STREAMING, _take_frames(model, StreamOptions(hop=hop), window_size, hop))
    windows = generate(model)
    try:
        stream = _take_frames(model, StreamOptions(hop=hop), window_size, hop)
    except CodegenError as error:
        return LiveNetwork(Inference.WINDOWS, windows, f"{error.rule}, and has {error.found}")
    if stream.cost.macs >= windows.cost.macs:
        return LiveNetwork(Inference.WINDOWS, windows, _no_gain(windows.cost, stream.cost))
    return LiveNetwork(Inference.STREAMING, stream)


def _take_frames(model: bytes, options: StreamOptions, window_size: int, hop: int) -> Generated:
    """The code that takes frames, if each of its results is that of the window that ends next."""
    generated = generate(model, options)
    stream, (_, *shape) = generated.cost.stream, generated.cost.input_shape
    assert stream is not None, "a stream was asked for"
    if shape[0] != window_size:
        raise CodegenError(
            f"A network that takes frames has the {window_size} frames of a window as its first axis",
            found=f"an input of {tuple(shape)}",
            remedy="run it over whole windows",
        )
    if not 0 <= window_size - stream.first_frames < hop:
        raise CodegenError(
            "A window's result is complete less than a hop before its last frame",
            found=f"{stream.first_frames} frames of {window_size} at a hop of {hop}",
            remedy="use a larger hop",
        )
    return generated


def _no_gain(windows: ModelCost, stream: ModelCost) -> str:
    return (
        f"Frame by frame, a hop would take {stream.macs:,} multiplications, and over the whole window "
        f"{windows.macs:,}: windows that hardly overlap have little in common."
    )
