"""The generated C engine against desktop TFLite on this host: the same int8 model and windows, one thread each.

The engines take turns on every window, so that other load on the machine affects both equally.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.bench.engine.subject import find_vectors
from kd_edge.bench.reports.describe import describe_environment
from kd_edge.bench.reports.schema import Distribution, Environment
from kd_edge.codegen import generate
from kd_edge.engines import Engine, open_engine
from kd_edge.engines.litert import LiteRt
from kd_edge.files import write_bytes

SCHEMA_VERSION: Final = 1
ROUNDS: Final = 300
_WARM_UP: Final = 10


class HostComparison(Struct, frozen=True, forbid_unknown_fields=True):
    """Time per window, called from Python, state reset included.

    Attributes:
        model: its name.
        c: of the generated engine.
        litert: of LiteRT.
        ratio: ``litert / c``, median over the rounds.
        ratio_p5: low end of its spread.
        ratio_p95: high end of its spread.
    """

    schema_version: int
    model: str
    c: Distribution
    litert: Distribution
    ratio: float
    ratio_p5: float
    ratio_p95: float
    environment: Environment


def compare_on_host(model: Path, rounds: int = ROUNDS) -> HostComparison:
    """Time both engines on the flatbuffer ``model`` in turns, with the inputs of :func:`find_vectors`.

    Raises:
        CodegenError: the model is malformed, or has an operator that the generator lacks.
        EngineError: one of the engines refuses it, or there is no C compiler.
        MissingExtraError: LiteRT is not installed.
    """
    data = model.read_bytes()
    inputs, _ = find_vectors(model, generate(data).cost)
    open_engine(data, "litert").infer(inputs)  # in a process of its own, which shows that these windows are safe
    engines = [open_engine(data, "c"), LiteRt(data)]
    spent = np.array([[_time(engine, inputs, number) for engine in engines] for number in range(rounds + _WARM_UP)])
    c, litert = spent[_WARM_UP:].T
    low, median, high = np.percentile(litert / c, (5, 50, 95)).round(2).tolist()
    return HostComparison(
        schema_version=SCHEMA_VERSION,
        model=model.stem,
        c=Distribution.of(c.tolist(), "us"),
        litert=Distribution.of(litert.tolist(), "us"),
        ratio=median,
        ratio_p5=low,
        ratio_p95=high,
        environment=describe_environment(),
    )


def save_comparisons(comparisons: Sequence[HostComparison], path: Path) -> None:
    """Write ``comparisons`` as a JSON list."""
    write_bytes(path, contract.encode(comparisons))


def _time(engine: Engine, inputs: NDArray[np.int8], number: int) -> float:
    """Microseconds for one of the windows."""
    window = inputs[number % len(inputs)][None]
    started = time.perf_counter_ns()
    engine.infer(window)
    return (time.perf_counter_ns() - started) / 1000
