"""Models that others trained: TensorFlow Lite Micro's bytes, and no layer slow for the sake of a few filters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kd_edge.deploy.emulators.batch import run_on_core
from kd_edge.engines import open_engine
from kd_edge.errors import BoardTooSmallError
from tests.codegen.harness import differing
from tests.codegen.test_cores import component
from tests.deploy.conftest import needs_compiler, needs_qemu

CORES = ("m4", "m55", "m0")


@dataclass(frozen=True)
class Budget:
    """What one model may cost.

    Attributes:
        macs: multiplications of the network as it was published; those of constant filters are never done.
        m4: instructions per MAC at -O2 on a Cortex-M4.
        m55: the same on a Cortex-M55; None where nothing is promised.
    """

    macs: int
    m4: float
    m55: float | None = None


BUDGETS = {
    "mlperf_kws": Budget(2_656_768, 1.5),
    "mlperf_ic": Budget(12_501_632, 1.1),
    "mlperf_vww": Budget(7_489_664, 1.2, 0.6),
    "mlperf_ad": Budget(264_192, 1.02),
    "mlperf_str_ww": Budget(826_368, 1.3),
    "har_200x6": Budget(3_465_792, 0.25),
    "micro_speech": Budget(336_000, 1.25),
    "mnist_lstm": Budget(113_120, 1.9),
}
CASES = [
    pytest.param(core, name, id=f"{core}-{name}", marks=[] if core == "m4" else [pytest.mark.slow])
    for core in CORES
    for name in BUDGETS
]


@dataclass(frozen=True)
class Published:
    """A model with inputs and the outputs that TFLite Micro gave."""

    model: bytes
    inputs: NDArray[np.int8]
    outputs: NDArray[np.int8]


def published(shared: Path, name: str) -> Published:
    """The model of that name."""
    path = shared / "zoo" / f"{name}.tflite"
    if not path.is_file():
        pytest.skip(f"no {path}")
    with np.load(path.with_suffix(".npz")) as arrays:
        return Published(path.read_bytes(), arrays["x"], arrays["y"])


@pytest.mark.parametrize("name", BUDGETS)
def test_host_gives_every_byte(shared: Path, name: str) -> None:
    case = published(shared, name)
    outputs = open_engine(case.model, "c").infer(case.inputs)
    assert not differing(outputs.reshape(case.outputs.shape), case.outputs)


@needs_compiler
@needs_qemu
@pytest.mark.parametrize(("core", "name"), CASES)
def test_core_gives_every_byte_within_budget(shared: Path, core: str, name: str, tmp_path: Path) -> None:
    """Two inputs on the M4 in the fast run, one of them extreme: counts hardly depend on the data."""
    case, budget = published(shared, name), BUDGETS[name]
    rows = [0, -2] if core == "m4" else [0, 1, 2, 3, -3, -2, -1]
    inputs, expected = case.inputs[rows], case.outputs[rows]
    try:
        result = run_on_core(core, component(case.model, tmp_path), inputs, expected[0].size)
    except BoardTooSmallError as error:
        pytest.skip(f"no emulated board has the memory: {error.found}")
    assert not differing(result.outputs.reshape(expected.shape), expected)
    limit = {"m4": budget.m4, "m55": budget.m55}.get(core)
    if limit is not None:
        assert result.instructions.max() <= limit * budget.macs
