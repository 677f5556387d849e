"""What a network really costs: compiled for a Cortex-M4 and run in the emulator, operator by operator."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

from msgspec import Struct

from kd_edge import contract
from kd_edge.bench.engine.on_emulator import EngineCost, measure_models
from kd_edge.budget.properties import NETWORK
from kd_edge.campaign.cost.networks import Subject
from kd_edge.codegen import ModelCost, generate
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.errors import DeployError
from kd_edge.export.untrained import export_untrained
from kd_edge.files import write_bytes

CORE: Final = "m4"
OPTIMISATION: Final = "-O2"


class Measured(Struct, frozen=True, forbid_unknown_fields=True):
    """A network, its plan, and what the emulator counted."""

    name: str
    plan: ModelCost
    int8_bytes: int
    cost: EngineCost
    emulator: str


def measure(subject: Subject, folder: Path, toolchain: Toolchain) -> Measured:
    """Measure ``subject``; a second call reads what the first one wrote into ``folder``."""
    path = folder / f"{subject.name}.json"
    if path.is_file():
        return contract.decode(path.read_bytes(), Measured, source=str(path))
    int8 = export_untrained(subject.shape.build(subject.network))
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        model = Path(name) / "model.tflite"
        model.write_bytes(int8)
        (bench,) = measure_models([model], toolchain, cores=(CORE,), optimisations=(OPTIMISATION,))
    (cost,) = bench.costs
    measured = Measured(subject.name, generate(int8).cost, len(int8), cost, bench.emulator)
    write_bytes(path, contract.encode(measured))
    return measured


def by_operator(measured: Measured) -> list[tuple[Counter[str], int]]:
    """How often loops run and how many instructions that takes, for each operator and for what is around them.

    The compiler makes one function of operators that do the same, and both count for one of them.

    Raises:
        DeployError: an operator that runs is in no function.
    """
    loops: dict[int, Counter[str]] = defaultdict(Counter)
    for step in measured.plan.operators:
        loops[step.index].update({name: count * step.runs for name, count in step.work.items()})
    spent = {operator.index: operator.instructions for operator in measured.cost.operators}
    rows = {index: Counter(loops[index]) for index in spent}
    for index in loops.keys() - spent.keys():
        twin = next((other for other in spent if loops[other] == loops[index]), None)
        if twin is None:
            raise DeployError("Every operator is a function of its own", found=f"none for operator {index}")
        rows[twin].update(loops[index])
    around = measured.cost.instructions - sum(spent.values())
    return [(Counter({NETWORK: 1}), around), *((rows[index], count) for index, count in spent.items())]
