"""A bundle's network without the signal path on an emulated core, with either runtime: size, stack, cost by operator.

Both runtimes stand behind kd_runtime.h and are called through it, window in and scores out, so that
their figures count the same work: a fresh state, the copy of the window, the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kd_edge.bench.engine.operators import operator_costs
from kd_edge.bench.reports.schema import OperatorCost
from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.codegen import generate
from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulators.batch import MODEL, batch_runner, run_image
from kd_edge.deploy.emulators.trace import trace_batch
from kd_edge.deploy.images.build import Component, build_image
from kd_edge.deploy.images.elf import Sizes, find_section
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.errors import DeployError


@dataclass(frozen=True)
class NetworkRun:
    """The cost of golden windows.

    Attributes:
        sizes: bytes by kind, as in ``network_bytes`` of a report.
        operators: of the first window; empty where a runtime does not show them.
        wrong_scores: scores that differ from the golden ones.
    """

    sizes: dict[str, int]
    operators: tuple[OperatorCost, ...]
    wrong_scores: int


def run_network(
    bundle: Bundle,
    board: Board,
    network: Sequence[Component],
    folder: Path,
    toolchain: Toolchain,
    *,
    optimisation: str = "-O2",
) -> NetworkRun:
    """Run the golden windows of ``bundle`` on the emulated ``board``.

    Arguments and errors are those of :func:`kd_edge.bench.on_emulator.hops.run_hops`.
    """
    golden = bundle.golden
    runner = batch_runner(golden.inputs, golden.logits.shape[1], adapter="runtime.c")
    image = build_image(board, [*network, runner], folder, toolchain, optimisation=optimisation, name="network")
    run = run_image(board, image, golden.inputs, golden.logits.shape[1], folder)
    names = [part.name for part in network]
    sizes = _sizes(run.image.components, names, arena_bytes(folder))
    return NetworkRun(
        sizes=sizes | {"stack": run.stack_bytes},
        operators=_operators(bundle, board, image.elf, folder) if MODEL in names else (),
        wrong_scores=int(np.count_nonzero(run.outputs != golden.logits)),
    )


def arena_bytes(folder: Path) -> int:
    """How large the arena of the runtime built in ``folder`` is, which its object file says.

    Raises:
        DeployError: it does not.
    """
    for path in folder.glob("objects/runtime/*.o"):
        section = find_section(path, ".rodata.kd_runtime_arena_bytes")
        if section is not None:
            return int.from_bytes(section[1], "little")
    raise DeployError(
        "A runtime's object file gives the size of its arena",
        found="nothing",
        remedy="see firmware/runtime/kd_runtime.h",
    )


def _operators(bundle: Bundle, board: Board, elf: Path, folder: Path) -> tuple[OperatorCost, ...]:
    report = generate(bundle.read(INT8_MODEL)).cost
    return operator_costs(trace_batch(board, elf, folder), report.macs_by_operator)


def _sizes(components: dict[str, Sizes], network: Sequence[str], arena: int) -> dict[str, int]:
    own = sum((components[name] for name in network), Sizes())
    libraries = components["other"]
    return {
        "code": own.text,
        "constants": own.rodata + own.data,
        "libraries": libraries.flash,
        "arena": arena,
        "variables": own.data + own.bss + libraries.data + libraries.bss - arena,
    }
