"""Every shape in the zoo: not one byte differs from TFLite Micro."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kd_edge.codegen.ops import OPERATORS
from tests.codegen.conftest import Truth
from tests.codegen.harness import GCC, SANITIZERS, X86_SIMD, ZIG, build, differing, run
from tests.codegen.zoo import ZOO, Specimen, specimen

SPECIMENS = [pytest.param(item, id=item.name, marks=[pytest.mark.slow] if item.slow else []) for item in ZOO]
# Compiler and flags.  Those that run by default see every kernel, sanitized and fast, by both compilers.
BUILDS = [
    pytest.param(GCC, (*SANITIZERS, *X86_SIMD["portable"]), id="gcc-portable-sanitized"),
    pytest.param(GCC, ("-O2", *X86_SIMD["avx2"]), id="gcc-avx2"),
    pytest.param(GCC, (*SANITIZERS, *X86_SIMD["sse2"]), id="gcc-sse2-sanitized", marks=pytest.mark.slow),
    pytest.param(GCC, (*SANITIZERS, *X86_SIMD["avx2"]), id="gcc-avx2-sanitized", marks=pytest.mark.slow),
    pytest.param(GCC, ("-O3", *X86_SIMD["portable"]), id="gcc-portable", marks=pytest.mark.slow),
    pytest.param(ZIG, ("-O2", *X86_SIMD["sse2"]), id="zig-sse2"),
    pytest.param(ZIG, ("-Os", *X86_SIMD["portable"]), id="zig-portable", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("specimen", SPECIMENS)
@pytest.mark.parametrize(("compiler", "flags"), BUILDS)
def test_equals_tflite_micro(
    truth: Callable[[Specimen], Truth],
    specimen: Specimen,
    compiler: tuple[str, ...],
    flags: tuple[str, ...],
    tmp_path: Path,
) -> None:
    if compiler is ZIG and importlib.util.find_spec("ziglang") is None:
        pytest.skip("ziglang is not installed")
    case = truth(specimen)
    program = build(case.generated, tmp_path, compiler, flags)
    assert not differing(run(program, case.inputs, case.outputs), case.outputs)
    assert len(np.unique(case.outputs)) > 2, "outputs that never change prove nothing"


def test_the_zoo_has_every_operator(truth: Callable[[Specimen], Truth]) -> None:
    """Views leave no step behind, and RELU6 is folded: test_zoo_streams.py sees them in the graphs themselves."""
    kinds = {operator.kind for item in ZOO if not item.slow for operator in truth(item).generated.cost.operators}
    assert kinds | {"EXPAND_DIMS", "RESHAPE", "SQUEEZE", "TRANSPOSE", "RELU6"} >= set(OPERATORS)


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_every_step_says_how_often_its_loops_run(truth: Callable[[Specimen], Truth], specimen: Specimen) -> None:
    """What kd-edge cost counts; a step that says nothing would cost nothing."""
    assert all(operator.work for operator in truth(specimen).generated.cost.operators)


@pytest.mark.parametrize("fault", ["weight", "shift"])
def test_a_seeded_fault_is_seen(truth: Callable[[Specimen], Truth], fault: str, tmp_path: Path) -> None:
    case = truth(specimen("student valid"))
    text = case.generated.files["kd_model.c"]
    if fault == "weight":
        start = text.index("KD_BLOCK(") + len("KD_BLOCK(")
        end = text.index(",", start)
        changed = f"{text[:start]}{int(text[start:end]) // 2 + 1}{text[end:]}"
    else:
        start = text.index(".hidden_rescale = {")
        end = text.index("}", start)
        *front, right = text[start:end].rsplit(",", 1)
        changed = f"{text[:start]}{front[0]}, {int(right) + 1}{text[end:]}"
    assert changed != text
    case.generated.files["kd_model.c"] = changed
    try:
        program = build(case.generated, tmp_path, GCC, ("-O1",))
    finally:
        case.generated.files["kd_model.c"] = text
    assert differing(run(program, case.inputs, case.outputs), case.outputs)


def test_two_runs_give_the_same_bytes(truth: Callable[[Specimen], Truth]) -> None:
    from kd_edge.codegen import generate

    case = truth(specimen("student same"))
    assert generate(case.model).files == case.generated.files
