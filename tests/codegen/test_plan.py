"""The memory plan: nothing that is live together overlaps, and nothing is wasted on what is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kd_edge.codegen import generate
from kd_edge.codegen.lowering import Buffer
from kd_edge.codegen.model import read_model
from kd_edge.codegen.ops import lower
from kd_edge.codegen.plan import plan_memory
from tests.codegen.conftest import Truth
from tests.codegen.zoo import ZOO, Specimen

SPECIMENS = [pytest.param(item, id=item.name) for item in ZOO if not item.slow]


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_live_buffers_are_apart(truth: Callable[[Specimen], Truth], specimen: Specimen) -> None:
    graph = read_model(truth(specimen).model)
    builder = lower(graph)
    entry, result = builder.values[graph.input.index], builder.values[graph.output.index]
    plan = plan_memory(builder.steps, entry, result)
    alive: dict[Buffer, list[int]] = {entry.buffer: [-1]}
    for index, step in enumerate(builder.steps):
        for buffer in (*(value.buffer for value in step.inputs), step.output.buffer, *step.scratch):
            alive.setdefault(buffer, []).append(index)
    alive[result.buffer].append(len(builder.steps))
    in_place = {
        frozenset((step.inputs[position].buffer, step.output.buffer))
        for step in builder.steps
        for position in step.in_place
    }
    buffers = list(alive)
    for number, one in enumerate(buffers):
        assert 0 <= one.place <= plan.arena_bytes - one.bytes
        for other in buffers[:number]:
            together = min(max(alive[one]), max(alive[other])) - max(min(alive[one]), min(alive[other]))
            apart = one.place + one.bytes <= other.place or other.place + other.bytes <= one.place
            shared = together == 0 and one.place == other.place and frozenset((one, other)) in in_place
            assert together < 0 or apart or shared


def test_student_isl_fits_its_budget(shared: Path) -> None:
    report = generate((shared / "models" / "student_isl.tflite").read_bytes()).cost
    assert report.macs == 560_300
    assert report.arena_bytes <= 6_300 + 1_024
