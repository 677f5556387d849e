"""The arithmetic of one stream: scale, filters and envelope, with state kept between blocks.

Every operation is float32 and happens in the order that the C signal path uses,
so both give the same bits.  Blocks of any size give the same values as one block.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import StreamSpec
from kd_edge.signal.filters import Sections, design_envelope, design_filters
from kd_edge.signal.sections import section_runner

Block = NDArray[np.float32]
"""Samples of a stream, ``(channels, n)``: time runs along the contiguous axis."""


class Chain:
    """Turns raw samples of one stream into processed ones.

    Args:
        spec: the stream's scale, filters and envelope.
    """

    def __init__(self, spec: StreamSpec) -> None:
        self._scale = np.array(spec.scale, dtype=np.float32)[:, np.newaxis] if spec.scale else None
        self._filters = _Cascade(design_filters(spec))
        envelope = design_envelope(spec)
        self._envelope = None if envelope is None else _Cascade([envelope])
        self._sqrt = spec.envelope is not None and spec.envelope.compression == "sqrt"

    def reset(self) -> None:
        """Reset the state: the next sample is the first."""
        self._filters.reset()
        if self._envelope is not None:
            self._envelope.reset()

    def process(self, raw: NDArray[np.generic]) -> Block:
        """Process the next samples, raw ``(n, channels)`` to float32 ``(channels, n)``."""
        block: Block = raw.T.astype(np.float32, order="C")
        if self._scale is not None:
            block *= self._scale
        block = self._filters.run(block)
        if self._envelope is not None:
            block = self._envelope.run(np.abs(block))
        if self._sqrt:
            # Not np.maximum: its choice between 0.0 and -0.0 is not specified.
            block = np.sqrt(np.where(block > 0, block, np.float32(0)))
        return block


class _Cascade:
    """Filters in series as one list of sections, each filter settled on its own first input."""

    def __init__(self, stages: list[Sections]) -> None:
        self._run = section_runner()
        self._stages = stages
        self._sos = np.concatenate([stage.sos for stage in stages]) if stages else None
        self._state: NDArray[np.float32] | None = None

    def reset(self) -> None:
        self._state = None

    def run(self, block: Block) -> Block:
        if self._sos is None or block.shape[1] == 0:
            return block
        if self._state is None:
            self._state = self._settle(block[:, 0])
        filtered: Block
        filtered, self._state = self._run(self._sos, block, self._state)
        return filtered

    def _settle(self, first: NDArray[np.float32]) -> NDArray[np.float32]:
        """State ``(sections, channels, 2)`` in which ``first`` finds every filter settled."""
        states = []
        for stage in self._stages:
            state = stage.zi[:, np.newaxis, :] * first[np.newaxis, :, np.newaxis]
            states.append(state)
            filtered, _ = self._run(stage.sos, first[:, np.newaxis], state)
            first = filtered[:, 0]
        return np.concatenate(states)
