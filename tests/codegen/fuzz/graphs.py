"""Random int8 graphs: branches, slices, broadcasts, shared operands, odd strides and zero points."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tests.codegen.fuzz import filters, joins, layers
from tests.codegen.fuzz.draft import MOST_ELEMENTS, Draft, Layer
from tests.codegen.writer import Activations

# How often each kind of operator is drawn.
_LAYERS: dict[Layer, int] = {
    filters.convolution: 6,
    filters.depthwise: 2,
    filters.pool: 3,
    layers.dense: 2,
    layers.lookup: 5,
    layers.softmax: 1,
    layers.reduction: 2,
    layers.reshape: 3,
    layers.pad: 1,
    layers.lstm: 1,
    joins.cutting: 3,
    joins.pair: 9,
    joins.concatenation: 3,
}


@dataclass(frozen=True)
class SampleGraph:
    """A model, its name in messages, and the shape of its input."""

    name: str
    model: bytes
    shape: tuple[int, ...]


def random_graph(seed: int) -> SampleGraph:
    """The graph of ``seed``; one in three is drawn without padding in time and in one dimension, to be streamed."""
    rng = np.random.default_rng(seed)
    entry = Activations(_entry_shape(rng), float(np.float32(rng.uniform(0.01, 0.1))), int(rng.integers(-128, 128)))
    draft = Draft(rng, entry, padded=float(rng.choice([0, 0, 0.4])))
    kinds, weights = list(_LAYERS), np.array(list(_LAYERS.values()), float)
    for _ in range(int(rng.integers(2, 14))):
        recent = draft.chance(0.7)
        source = draft.tensors[-1] if recent else draft.tensors[draft.integer(0, len(draft.tensors) - 1)]
        layer = kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))]
        output = layer(draft, source)
        if output is not None and len(output.shape) > 1 and math.prod(output.shape) <= MOST_ELEMENTS:
            draft.tensors.append(output)
    last = draft.tensors[-1]
    if last is entry:
        last = draft.writer.add("RELU", [entry], draft.new(entry.shape, entry.scale))
    if draft.chance(0.5) and math.prod(last.shape) > 1:
        last = layers.dense(draft, last) or last
    return SampleGraph(f"graph {seed}", draft.writer.finish(last), entry.shape)


def _entry_shape(rng: np.random.Generator) -> tuple[int, ...]:
    frames, features = int(rng.integers(6, 25)), int(rng.integers(1, 8))
    match int(rng.integers(0, 4)):
        case 0:
            return (1, frames, features)
        case 1:
            return (1, frames, 1, features)
        case 2:
            return (1, 1, frames, features)
        case _:
            return (1, frames // 2 + 3, int(rng.integers(2, 8)), int(rng.integers(1, 5)))
