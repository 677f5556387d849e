"""What a network really costs: compiled for a Cortex-M4 and run in the emulator, operator by operator."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

from msgspec import Struct

from kd_edge import contract
from kd_edge.bench.engine.on_emulator import EngineCost, measure_engine
from kd_edge.bench.engine.operators import operator_of
from kd_edge.bench.engine.subject import EngineSubject, make_subject
from kd_edge.budget.properties import NETWORK, properties_around, step_properties
from kd_edge.campaign.cost.networks import Subject
from kd_edge.codegen import ModelCost, generate
from kd_edge.deploy.emulators.batch import build_for_core
from kd_edge.deploy.images.elf import read_symbols
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.errors import DeployError
from kd_edge.export.untrained import export_untrained
from kd_edge.files import write_bytes

CORE: Final = "m4"
OPTIMISATION: Final = "-O2"


class Measured(Struct, frozen=True, forbid_unknown_fields=True):
    """A network, its plan, and what the emulator counted.

    ``function_bytes`` is the code of each operator by its number in the flatbuffer.
    """

    name: str
    plan: ModelCost
    int8_bytes: int
    cost: EngineCost
    function_bytes: dict[int, int]
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
        built = make_subject(model, Path(name))
        bench = measure_engine(built, toolchain, cores=(CORE,), optimisations=(OPTIMISATION,))
        sizes = _function_bytes(built, toolchain)
    (cost,) = bench.costs
    measured = Measured(subject.name, generate(int8).cost, len(int8), cost, sizes, bench.emulator)
    write_bytes(path, contract.encode(measured))
    return measured


def _function_bytes(built: EngineSubject, toolchain: Toolchain) -> dict[int, int]:
    sizes: Counter[int] = Counter()
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        _, image = build_for_core(
            CORE, built.component, built.inputs, built.output_bytes, Path(name), toolchain, OPTIMISATION
        )
        for symbol in read_symbols(image.elf):
            index = operator_of(symbol.name)
            if index is not None and symbol.kind == "text":
                sizes[index] += symbol.size
    return dict(sizes)


def code_by_operator(measured: Measured) -> list[tuple[Counter[str], int]]:
    """Properties and bytes of the code of each operator's function, and of what is around them."""
    properties: dict[int, Counter[str]] = defaultdict(Counter)
    for step in measured.plan.operators:
        properties[step.index].update(step_properties(step.work))
    sizes = measured.function_bytes
    around = measured.cost.flash_bytes["code"] - sum(sizes.values())
    rows = [(properties[index], size) for index, size in sizes.items()]
    return [(properties_around(measured.plan.operators), around), *rows]


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
