"""Scales multiply in double precision: single precision moves one value in millions, so those are sought out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kd_edge.export.codegen import generate
from kd_edge.export.codegen.fixedpoint import quantise_multiplier
from tests.codegen.conftest import Truth
from tests.codegen.harness import GCC, build, differing, oracle, run
from tests.codegen.zoo import ZOO, Specimen

CASES = 6


def telling_cases(output_scale: float) -> Iterator[tuple[np.float32, np.float32, int]]:
    """Scales of input and weights with a sum that only double precision rounds to the right side."""
    rng = np.random.default_rng(0)
    while True:
        first, second = (np.float32(1e-4 * rng.uniform(0.8, 1.2)) for _ in range(2))
        exact = quantise_multiplier(float(first) * float(second) / output_scale)
        rounded = quantise_multiplier(float(first * second) / output_scale)
        for step in range(20, 60):
            total = round((step + 0.5) * output_scale / (float(first) * float(second)))
            if abs(total) < 2**30 and exact.apply(total) != rounded.apply(total):
                yield first, second, total


def test_dense_layer(truth: Callable[[Specimen], Truth], tmp_path: Path) -> None:
    """The bias alone makes the sum, for the input is its zero point."""
    flatbuffers = pytest.importorskip("flatbuffers")
    schema = pytest.importorskip("tensorflow.lite.python.schema_py_generated")
    model = truth(next(item for item in ZOO if item.name == "dense one")).model
    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0))
    (graph,) = tree.subgraphs
    dense = next(operator for operator in graph.operators if len(operator.inputs) == 3)
    source, weights, bias = (graph.tensors[index] for index in dense.inputs)
    output = graph.tensors[dense.outputs[0]]
    cases = telling_cases(float(output.quantization.scale[0]))
    for number in range(CASES):
        first, second, total = next(cases)
        source.quantization.scale, weights.quantization.scale = np.array([first]), np.array([second])
        bias.quantization.scale = np.array([first * second])
        tree.buffers[bias.buffer].data = np.frombuffer(np.int32([total]).tobytes(), np.uint8)
        builder = flatbuffers.Builder(4096)
        builder.Finish(tree.Pack(builder), file_identifier=b"TFL3")
        changed = bytes(builder.Output())
        inputs = np.full((1, *source.shape), source.quantization.zeroPoint[0], np.int8)
        expected = oracle(changed, inputs)
        assert -128 < expected.item() < 127, "a saturated output proves nothing"
        program = build(generate(changed), tmp_path / str(number), GCC, ("-O1",))
        assert not differing(run(program, inputs, expected), expected)
