"""A network that takes one frame at a time: its options, and the result of lowering it."""

from __future__ import annotations

from dataclasses import dataclass

from kd_edge.codegen.lowering import Buffer, Value
from kd_edge.codegen.slides import Slide


@dataclass(frozen=True)
class StreamOptions:
    """What streaming code to generate.

    Attributes:
        hop: frames from one result to the next; None for the least that the network's strides allow.
        stateful: keep the LSTM's state from item to item; results then differ from those of
        whole windows.
        projection_bytes: memory that may be used to store the first LSTM's projected inputs instead of its inputs;
        the projection, half of the LSTM's work, is then done only once for each item.
    """

    hop: int | None = None
    stateful: bool = False
    projection_bytes: int = 4096


@dataclass(frozen=True, eq=False)
class StreamingNetwork:
    """A lowered streaming network.

    Attributes:
        slides: in the order of the steps.
        guards: for each step, the number of the slide after which it runs; None for every frame.
        runs: for each step, how often it runs from one result to the next.
        result: the output.
        guard: number of the slide that completes a result; None if every frame does.
        first: frames until the first result.
        hop: frames between results.
        frame_size: values in a frame.
        stateful: whether the LSTM's state goes on from item to item.
    """

    slides: tuple[Slide, ...]
    guards: tuple[int | None, ...]
    runs: tuple[int, ...]
    result: Value
    guard: int | None
    first: int
    hop: int
    frame_size: int
    stateful: bool = False

    @property
    def reads(self) -> list[tuple[int, Buffer]]:
        """Which buffers slides read, each after which step."""
        return [(slide.before - 1, slide.source.buffer) for slide in self.slides if slide.source]
