"""A bundle's network without the signal path on an emulated core, with either runtime: size, stack, cost by operator.

Both runtimes stand behind kd_runtime.h and are called through it, window in and scores out, so that
their figures count the same work: a fresh state, the copy of the window, the network.  The operators of a network that
takes frames are counted over the frames of one hop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kd_edge.bench.engine.operators import operator_costs
from kd_edge.bench.reports.schema import OperatorCost
from kd_edge.bundle import Bundle
from kd_edge.codegen import Inference
from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulators.batch import (
    batch_runner,
    build_batch,
    network_memory,
    push_rows,
    run_image,
    stream_component,
)
from kd_edge.deploy.emulators.trace import trace_batch
from kd_edge.deploy.images.build import build_image
from kd_edge.deploy.images.elf import Sizes, find_section
from kd_edge.deploy.images.network import Network
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.errors import DeployError


@dataclass(frozen=True)
class NetworkRun:
    """The cost of golden windows.

    Attributes:
        sizes: bytes by kind, as in ``network_bytes`` of a report.
        operators: of the first window, or of one hop; empty where a runtime does not show them.
        wrong_scores: scores that differ from the golden ones.
    """

    sizes: dict[str, int]
    operators: tuple[OperatorCost, ...]
    wrong_scores: int


def run_network(
    bundle: Bundle,
    board: Board,
    network: Network,
    generated: Path,
    folder: Path,
    toolchain: Toolchain,
    *,
    optimisation: str = "-O2",
) -> NetworkRun:
    """Run the golden windows of ``bundle`` on the emulated ``board``.

    Args:
        bundle: has golden windows.
        board: what to emulate.
        network: what runs.
        generated: where its files are.
        folder: where the image and its files go.
        toolchain: the compiler.
        optimisation: the compiler's option.

    Raises:
        DeployError: as for :func:`kd_edge.bench.on_emulator.hops.run_hops`.
    """
    golden = bundle.golden
    runner = batch_runner(golden.inputs, golden.logits.shape[1], adapter="runtime.c")
    components = [*network.components, network_memory()]
    image = build_image(board, [*components, runner], folder, toolchain, optimisation=optimisation, name="network")
    run = run_image(board, image, golden.inputs, golden.logits.shape[1], folder)
    names = [part.name for part in components]
    if network.inference != Inference.WINDOWS:
        operators = _operators_of_a_hop(bundle, board, network, generated, folder / "hop", toolchain, optimisation)
    elif network.live is not None:
        operators = operator_costs(trace_batch(board, image.elf, folder), network.live.generated.cost.macs_by_operator)
    else:
        operators = ()
    sizes = _sizes(run.image.components, names, arena_bytes(folder))
    return NetworkRun(
        sizes=sizes | {"stack": run.stack_bytes},
        operators=operators,
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


def _operators_of_a_hop(
    bundle: Bundle,
    board: Board,
    network: Network,
    generated: Path,
    folder: Path,
    toolchain: Toolchain,
    optimisation: str,
) -> tuple[OperatorCost, ...]:
    """The cost of the frames that make one more result, once a window is full."""
    assert network.live is not None, "only generated code takes frames"
    cost = network.live.generated.cost
    assert cost.stream is not None, "it takes frames"
    inputs = bundle.golden.inputs
    shown = bundle.manifest.signal.window_size  # frames; by then every view has slid
    hop = bundle.manifest.signal.window_increment
    frames = np.resize(inputs.reshape(-1, cost.stream.frame_values), (1, shown + hop, cost.stream.frame_values))
    rows = push_rows(frames)
    classes = len(bundle.manifest.model.labels)
    image = build_batch(board, stream_component(generated), rows, 1 + classes, folder, toolchain, optimisation)
    run_image(board, image, rows, 1 + classes, folder)
    per_result = cost.macs_by_operator
    results = hop // cost.stream.hop_frames
    macs = {index: results * count for index, count in per_result.items()}
    return operator_costs(trace_batch(board, image.elf, folder, skipped=shown, calls=hop), macs)


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
