"""Benchmark of a bundle's program for 64-bit Arm: golden scores, signs, and what a hop takes by the phone's clock."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct, ValidationError, json
from msgspec.structs import replace

from kd_edge.bench.on_phone.places import Program
from kd_edge.bench.reports.describe import new_report
from kd_edge.bench.reports.schema import BenchReport, Distribution, GoldenCheck, Kind, Unit
from kd_edge.bundle import Bundle
from kd_edge.engines import Engine
from kd_edge.errors import DeployError
from kd_edge.libraries.golden import library_goldens
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay

_UNITS: Final[dict[str, Unit]] = {"device": "us", "emulator": "emulator_us"}


class _Said(Struct, frozen=True):
    """What ``recognise --json`` prints; see ``firmware/native/main.c``."""

    scores: int
    wrong_scores: int
    state_bytes: int
    hops: int
    mean_us: float
    p50_us: float
    p95_us: float
    p99_us: float


def bench_phone(bundle: Bundle, engine: Engine, program: Program, kind: Kind, target: str) -> BenchReport:
    """Run ``program`` and compare what it says with the goldens of ``bundle`` and the host's signs.

    Args:
        bundle: what was built into the program.
        engine: the host's, with whose decisions the program's are compared.
        program: at its place.
        kind: ``device`` for a phone, or ``emulator``.
        target: name of the place.

    Raises:
        DeployError: the program does not run there, or says something else.
    """
    *signs, _ = program.run().splitlines()
    text = program.run("--json")
    try:
        said = json.decode(text, type=_Said)
    except (ValidationError, ValueError) as error:
        raise DeployError(
            "The program prints its figures as JSON", found=text[:200], remedy="build it again with this kd-edge"
        ) from error
    unit = _UNITS[kind]
    total = Distribution(unit, said.hops, said.mean_us, said.p50_us, said.p95_us, said.p99_us)
    report = new_report(
        bundle, kind, target, runtime="c", stages={"total": total}, memory_bytes={"variables": said.state_bytes}
    )
    return replace(report, golden=_golden(bundle, engine, said, signs))


def _golden(bundle: Bundle, engine: Engine, said: _Said, signs: list[str]) -> GoldenCheck:
    played = library_goldens(bundle)
    indices = list(played.indices)
    golden = bundle.golden
    right = int(np.count_nonzero(golden.logits[indices].argmax(axis=1) == golden.labels[indices]))
    expected = {
        (str(sign.time_ns // 1_000_000), sign.name) for sign in replay(LiveClassifier(bundle, engine), played.session)
    }
    found = set(map(_time_and_name, signs))
    return GoldenCheck(
        windows=len(indices),
        right=right if said.wrong_scores == 0 else 0,  # other scores mean other signs, of which nothing is known
        scores=said.scores,
        wrong_scores=said.wrong_scores,
        decisions=len(expected),
        wrong_decisions=len(expected ^ found),
    )


def _time_and_name(line: str) -> tuple[str, str]:
    """Of a line such as ``  3180 ms  SIGN00  100 %``."""
    time, _, rest = line.partition(" ms  ")
    return time.strip(), rest.rpartition("  ")[0]
