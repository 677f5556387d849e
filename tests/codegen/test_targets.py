"""NEON and WebAssembly: the same bytes as TFLite Micro, windows and streams, from each fast path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kd_edge.export.codegen import Mode, generate
from tests.codegen.conftest import Truth
from tests.codegen.harness import GCC, STREAM_RUNNER, ZIG, build, differing, output_bytes, run
from tests.codegen.targets import BARE_FLAGS, BARE_SOURCES, TARGETS, Target
from tests.codegen.zoo import ZOO, Specimen, specimen

MODES = [Mode(), Mode(projection_bytes=0), Mode(stateful=True)]


def unless(quick: bool) -> list[pytest.MarkDecorator]:
    return [] if quick else [pytest.mark.slow]


WINDOWS = [
    pytest.param(target, item, id=f"{target.name}-{item.name}", marks=unless(quick))
    for target in TARGETS
    for item in ZOO
    for quick in [bool(target.product) and item.name == "student same"]
]
STREAMS = [
    pytest.param(target, mode, id=f"{target.name}-{mode}", marks=unless(quick))
    for target in TARGETS
    for mode in MODES
    for quick in [bool(target.product) and mode == Mode()]
]


@pytest.mark.parametrize(("target", "item"), WINDOWS)
def test_equals_tflite_micro(
    truth: Callable[[Specimen], Truth], target: Target, item: Specimen, tmp_path: Path
) -> None:
    target.require()
    case = truth(item)
    program = build(case.generated, tmp_path, ZIG, ("-O2", *BARE_FLAGS, *target.flags), sources=BARE_SOURCES)
    assert not differing(run(program, case.inputs, case.outputs, target.launcher), case.outputs)


@pytest.mark.parametrize(("target", "mode"), STREAMS)
def test_streams_equal_the_host(truth: Callable[[Specimen], Truth], target: Target, mode: Mode, tmp_path: Path) -> None:
    """The host's streams are compared with TFLite Micro in ``test_streaming``."""
    target.require()
    generated = generate(truth(specimen("student valid")).model, mode)
    frames = np.random.default_rng(5).integers(-128, 128, (100, 5)).astype(np.int8)
    host = build(generated, tmp_path / "host", GCC, ("-O2", "-DKD_PORTABLE"), runner=STREAM_RUNNER)
    flags = ("-O2", *BARE_FLAGS, *target.flags)
    program = build(generated, tmp_path / "target", ZIG, flags, runner=STREAM_RUNNER, sources=BARE_SOURCES)
    expected = output_bytes(host, frames)
    assert len(set(expected)) > 2, "outputs that never change prove nothing"
    assert output_bytes(program, frames, target.launcher) == expected


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_the_fast_path_is_compiled(truth: Callable[[Specimen], Truth], target: Target, tmp_path: Path) -> None:
    target.require()
    generated = truth(specimen("student valid")).generated
    text = target.assembly(generated, tmp_path)
    products = {other.product for other in TARGETS if other.product and other.product in text}
    assert products == ({target.product} if target.product else set())
