"""What can be streamed, frame by frame: every result equals its window's, and no operator is left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kd_edge.codegen import StreamOptions, generate
from kd_edge.codegen.model import read_model
from kd_edge.codegen.ops import OPERATORS
from kd_edge.errors import CodegenError
from tests.codegen.conftest import Truth
from tests.codegen.fuzz.campaign import run_graphs
from tests.codegen.fuzz.graphs import SampleGraph
from tests.codegen.test_branches import NETWORKS, graph_of
from tests.codegen.zoo import ZOO, Specimen

NEVER_STREAMED = {"DEQUANTIZE"}  # a stream's frames and results are int8
REFUSED = ("streaming needs valid padding", "A streaming model takes an int8 window (1, frames, features)")

Streamable = Callable[..., list[SampleGraph]]


@pytest.fixture(scope="module")
def streamable(truth: Callable[[Specimen], Truth]) -> Streamable:
    """Those of the specimens that can be streamed; the others are refused for one of ``REFUSED``."""

    def streams(item: Specimen, model: bytes) -> bool:
        try:
            generate(model, StreamOptions())
        except CodegenError as error:
            if not any(reason in error.rule for reason in REFUSED):
                pytest.fail(f"{item.name}: {error}")
            return False
        return True

    def select(*, slow: bool) -> list[SampleGraph]:
        items = ((item, truth(item).model) for item in ZOO if item.slow == slow)
        return [SampleGraph(item.name, model, item.shape) for item, model in items if streams(item, model)]

    return select


@pytest.mark.parametrize("slow", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_streams_of_the_zoo_equal_tflite_micro(slow: bool, streamable: Streamable, tmp_path: Path) -> None:
    graphs = streamable(slow=slow)
    tally = run_graphs(graphs, tmp_path)
    assert not tally.wrong
    assert not tally.died
    assert not tally.refused
    assert tally.streams == tally.telling == len(graphs) > 0


def test_every_operator_is_streamed(streamable: Streamable) -> None:
    """By a specimen of the zoo, or by a network of test_branches.py."""
    graphs = [*streamable(slow=False), *map(graph_of, NETWORKS)]
    kinds = {operator.kind for graph in graphs for operator in read_model(graph.model).needed().operators}
    assert kinds == set(OPERATORS) - NEVER_STREAMED
