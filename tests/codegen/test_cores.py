"""The generated code on emulated cores: the same bytes as TFLite Micro, each fast path in its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kd_edge.codegen import generate, write_model
from kd_edge.codegen.model import read_model
from kd_edge.deploy.emulators.batch import run_on_core
from kd_edge.deploy.images.build import Component
from kd_edge.files import firmware_root
from tests.codegen.conftest import Truth
from tests.codegen.harness import RUNTIME, differing, oracle
from tests.codegen.zoo import ZOO, Specimen
from tests.deploy.conftest import needs_compiler, needs_qemu

pytestmark = [needs_compiler, needs_qemu]

CORES = ["m0", "m4", "m55"]
# Networks that every change runs on every core.  Of the others, m4 and m55 take turns, as each kernel is in several; m0
# leaves them out, since it runs the kernels that every test on the host runs, by another compiler.
ON_EVERY_CORE = {
    *("student same", "lstm 3", "lstm stacked", "ds-cnn", "branches", "residual", "activations", "gated", "dense 37"),
    *("conv valid dilated", "depthwise dilated", "conv 2d odd", "conv thin pair odd width", "softmax rows"),
}


def left_out(core: str, item: Specimen) -> bool:
    """Whether only `make test-all` runs it."""
    return item.slow or (item.name not in ON_EVERY_CORE and core != ("m4", "m55")[ZOO.index(item) % 2])


CASES = [
    pytest.param(core, item, id=f"{core}-{item.name}", marks=[pytest.mark.slow] if left_out(core, item) else [])
    for core in CORES
    for item in ZOO
    if not item.float_io
]


def component(model: bytes, folder: Path) -> Component:
    """The generated engine as a subject of the batch runner."""
    write_model(generate(model), folder)
    adapter = firmware_root() / "batch" / "model.c"
    return Component("engine", (folder / "kd_model.c", adapter), (RUNTIME, folder, adapter.parent))


@pytest.mark.parametrize(("core", "specimen"), CASES)
def test_zoo_on_a_core(truth: Callable[[Specimen], Truth], core: str, specimen: Specimen, tmp_path: Path) -> None:
    case = truth(specimen)
    inputs, expected = case.inputs[:12].astype(np.int8), case.outputs[:12]
    outputs = run_on_core(core, component(case.model, tmp_path), inputs, expected[0].size).outputs
    assert not differing(outputs.reshape(expected.shape), expected)


def test_weights_of_minus_128(truth: Callable[[Specimen], Truth], tmp_path: Path) -> None:
    """TFLite's converter never writes them, other tools do; two rows of them do not fit one word."""
    case = truth(next(item for item in ZOO if item.name == "conv three channels stride 2"))
    weights = read_model(case.model).operators[0].constant(1, "i1")
    lowest = np.full_like(weights, -128)
    model = case.model.replace(weights.tobytes(), lowest.tobytes())
    inputs = case.inputs[:4].astype(np.int8)
    expected = oracle(model, inputs)
    outputs = run_on_core("m4", component(model, tmp_path), inputs, expected[0].size).outputs
    assert not differing(outputs.reshape(expected.shape), expected)


# Instructions at -O2: what the project promises for the reference models.
LIMITS = {
    ("student_isl", "m4"): 1_000_000,
    ("student_isl", "m55"): 500_000,
    ("student_psl18", "m4"): 240_000,
    ("student_psl18", "m55"): 95_000,
}


@pytest.mark.parametrize(("name", "core"), LIMITS, ids="-".join)
def test_reference_models_on_a_core(shared: Path, name: str, core: str, tmp_path: Path) -> None:
    model = (shared / "models" / f"{name}.tflite").read_bytes()
    golden = np.load(shared / "models" / f"{name}.npz")
    result = run_on_core(core, component(model, tmp_path), golden["x"][::4], golden["y"].shape[1])
    assert not differing(result.outputs, golden["y"][::4])
    assert result.instructions.max() <= LIMITS[name, core]
