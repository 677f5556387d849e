"""The cost of a generated model on each emulated core: instructions, memory, and an estimate of cycles.

Everything here is counted, nothing is timed, so figures repeat exactly on any machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct

from kd_edge import contract
from kd_edge.bench.engine.cycles import TABLES, estimate_cycles
from kd_edge.bench.engine.disassembly import can_disassemble, disassemble
from kd_edge.bench.engine.operators import operator_costs
from kd_edge.bench.engine.stack import stack_bound
from kd_edge.bench.engine.subject import EngineSubject, make_subject
from kd_edge.bench.reports.schema import OperatorCost
from kd_edge.codegen import StreamOptions
from kd_edge.deploy.emulators.batch import SUBJECT, CoreRun, build_for_core, run_image
from kd_edge.deploy.emulators.qemu import qemu_version
from kd_edge.deploy.emulators.trace import trace_batch
from kd_edge.deploy.images.elf import read_symbols
from kd_edge.deploy.toolchain import CORES, Toolchain
from kd_edge.errors import BoardTooSmallError, DeployError
from kd_edge.files import write_bytes

SCHEMA_VERSION: Final = 2
OPTIMISATIONS: Final = ("-O2", "-Os")


class EngineCost(Struct, frozen=True, forbid_unknown_fields=True):
    """One core and optimisation level.

    Attributes:
        instructions: for one result, median over the results.
        instructions_least: over the results.
        instructions_most: over the results.
        instructions_per_mac: ``instructions`` by the model's multiplications.
        cycles_estimate: of the first result, from the table in :mod:`kd_edge.bench.engine.cycles`; no measurement;
            None without binutils for Arm.
        flash_bytes: ``code``, ``tables`` and ``weights`` of the model; nothing of the program around it.
        ram_bytes: ``arena`` with the model's input in it, and ``stack`` as painted below the call.
        stack_bound_bytes: what no input can exceed, from the machine code; None without binutils for Arm,
            or where the code does not show it.
        mismatches: outputs that differ from the expected ones; None where none were given.
        operators: of the first result, in the order of execution.
    """

    core: str
    board: str
    toolchain: str
    optimisation: str
    instructions: int
    instructions_least: int
    instructions_most: int
    instructions_per_mac: float
    cycles_estimate: int | None
    flash_bytes: dict[str, int]
    ram_bytes: dict[str, int]
    stack_bound_bytes: int | None
    mismatches: int | None
    operators: tuple[OperatorCost, ...]


class EngineBench(Struct, frozen=True, forbid_unknown_fields=True):
    """All figures of one model.

    Attributes:
        hop_frames: of a model that takes one frame at a time, how many make a result; else None.
        too_large_for: cores without a board that the model fits, and what it lacks there.
    """

    schema_version: int
    model: str
    macs: int
    hop_frames: int | None
    inputs: int
    emulator: str
    costs: tuple[EngineCost, ...]
    too_large_for: dict[str, str]


def measure_engine(
    subject: EngineSubject,
    toolchain: Toolchain,
    *,
    cores: Sequence[str] = tuple(CORES),
    optimisations: Sequence[str] = OPTIMISATIONS,
    advance: Callable[[], None] = lambda: None,
) -> EngineBench:
    """Measure ``subject`` on every core at every optimisation level.

    Raises:
        BoardTooSmallError: if the model fits no board of any core.
        DeployError: if a tool is missing, or two ways of counting disagree.
    """
    costs = []
    too_large_for = {}
    for core in cores:
        for optimisation in optimisations:
            try:
                costs.append(_measure(subject, core, optimisation, toolchain))
            except BoardTooSmallError as error:
                too_large_for[core] = str(error.found)
            advance()
    if not costs:
        raise BoardTooSmallError(
            f"{subject.name} fits a board of one of the cores",
            found="; ".join(f"{core}: {found}" for core, found in too_large_for.items()),
            remedy="choose other cores or a smaller network",
        )
    return EngineBench(
        schema_version=SCHEMA_VERSION,
        model=subject.name,
        macs=subject.total_macs,
        hop_frames=None if subject.stream is None else subject.stream.hop_frames,
        inputs=len(subject.inputs),
        emulator=f"qemu-system-arm {qemu_version()}",
        costs=tuple(costs),
        too_large_for=too_large_for,
    )


def measure_models(
    models: Sequence[Path],
    toolchain: Toolchain,
    *,
    streaming: StreamOptions | None = None,
    cores: Sequence[str] = tuple(CORES),
    optimisations: Sequence[str] = OPTIMISATIONS,
    advance: Callable[[], None] = lambda: None,
) -> list[EngineBench]:
    """Generate C for every int8 flatbuffer in ``models``, with ``streaming`` for one frame at a time, and measure it.

    ``advance`` is called after each model, core and level.  Errors are those of
    :func:`~kd_edge.bench.engine.subject.make_subject` and :func:`measure_engine`.
    """
    benches = []
    for model in models:
        with tempfile.TemporaryDirectory(prefix="kd-edge-") as folder:
            subject = make_subject(model, Path(folder), streaming)
            benches.append(
                measure_engine(subject, toolchain, cores=cores, optimisations=optimisations, advance=advance)
            )
    return benches


def save_engine_benches(benches: Sequence[EngineBench], path: Path) -> None:
    """Write ``benches`` as a JSON list."""
    write_bytes(path, contract.encode(benches))


def _measure(subject: EngineSubject, core: str, optimisation: str, toolchain: Toolchain) -> EngineCost:
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        folder = Path(name)
        board, image = build_for_core(
            core, subject.component, subject.inputs, subject.output_bytes, folder, toolchain, optimisation
        )
        run = run_image(board, image, subject.inputs, subject.output_bytes, folder)
        calls = subject.inputs_per_result
        instructions = run.instructions[subject.skipped_inputs :].reshape(-1, calls).sum(axis=1)
        trace = trace_batch(board, image.elf, folder, skipped=subject.skipped_inputs, calls=calls)
        _require_equal(trace.instructions, int(instructions[0]))
        program = disassemble(image.elf) if can_disassemble() else None
        weights = sum(symbol.size for symbol in read_symbols(image.elf) if symbol.name in subject.weights)
    median = int(np.median(instructions))
    sizes = run.image.components[subject.component.name]
    return EngineCost(
        core=core,
        board=board.name,
        toolchain=run.image.toolchain,
        optimisation=optimisation,
        instructions=median,
        instructions_least=int(instructions.min()),
        instructions_most=int(instructions.max()),
        instructions_per_mac=round(median / max(1, subject.total_macs), 4),
        cycles_estimate=None if program is None else estimate_cycles(trace, program, TABLES[core]),
        flash_bytes={"code": sizes.text, "tables": sizes.rodata + sizes.data - weights, "weights": weights},
        ram_bytes={"arena": subject.arena_bytes, "stack": run.stack_bytes},
        stack_bound_bytes=None if program is None else stack_bound(program, SUBJECT),
        mismatches=_mismatches(subject, run),
        operators=operator_costs(trace, subject.macs),
    )


def _require_equal(traced: int, counted: int) -> None:
    """Check that the log of executed instructions and the board's counter give the same number."""
    if traced != counted:
        raise DeployError(
            "The emulator's log has as many instructions as the board's counter",
            found=f"{traced:,} and {counted:,}",
            remedy="use a released QEMU, 7.2 or later",
        )


def _mismatches(subject: EngineSubject, run: CoreRun) -> int | None:
    return None if subject.outputs is None else int(np.count_nonzero(run.outputs != subject.outputs))
