"""NEON and WebAssembly: the same bytes as TFLite Micro, windows and streams, from each fast path."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kd_edge.codegen import StreamOptions, generate
from tests.codegen.conftest import Truth
from tests.codegen.harness import GCC, STREAM_RUNNER, ZIG, build, differing, output_bytes, run
from tests.codegen.targets import BARE_FLAGS, BARE_SOURCES, TARGETS, Target
from tests.codegen.zoo import ZOO, Specimen, specimen

TIMED_WINDOWS = 10_000

MODES = [StreamOptions(), StreamOptions(projection_bytes=0), StreamOptions(stateful=True)]


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
    for quick in [bool(target.product) and mode == StreamOptions()]
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
def test_streams_equal_the_host(
    truth: Callable[[Specimen], Truth], target: Target, mode: StreamOptions, tmp_path: Path
) -> None:
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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["student_isl", "student_psl18"])
def test_simd_pays_in_webassembly(shared: Path, name: str, tmp_path: Path) -> None:
    """The processor time of two builds in turns, Node's start included; ``pytest -s`` shows the ratio."""
    generated = generate((shared / "models" / f"{name}.tflite").read_bytes())
    golden = np.load(shared / "models" / f"{name}.npz")
    windows = np.resize(golden["x"], (TIMED_WINDOWS, *golden["x"].shape[1:]))
    programs = {}
    for target in TARGETS:
        if target.name.startswith("wasm"):
            target.require()
            flags = ("-O3", *BARE_FLAGS, *target.flags)
            programs[target] = build(generated, tmp_path / target.name, ZIG, flags, sources=BARE_SOURCES)
    ratios = []
    for _ in range(5):
        seconds = {}
        for target, program in programs.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            outputs = output_bytes(program, windows, target.launcher)
            seconds[target.name] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
            assert outputs.startswith(golden["y"].tobytes())
        ratios.append(seconds["wasm"] / seconds["wasm-simd"])
    least, median, most = np.quantile(ratios, [0, 0.5, 1])
    print(f"\n{name}: plain WebAssembly takes {median:.1f} times as long ({least:.1f} to {most:.1f})")
    assert median > 1.5
