"""Benchmark of a bundle on an emulated board: instructions by stage and operator, RAM, flash, golden recordings."""

from __future__ import annotations

import tempfile
from pathlib import Path

from msgspec.structs import replace

from kd_edge.bench.goldens import GOLDENS, check_outcomes, golden_sessions
from kd_edge.bench.on_emulator.hops import run_hops
from kd_edge.bench.on_emulator.network import run_network
from kd_edge.bench.reports.describe import component_flash, new_report
from kd_edge.bench.reports.schema import BenchReport
from kd_edge.bundle import Bundle
from kd_edge.codegen import Inference
from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulators.qemu import qemu_of
from kd_edge.deploy.images.build import Image
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.images.network import Runtime, make_network
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.engines import Engine


def bench_emulator(
    bundle: Bundle,
    board: Board,
    runtime: Runtime,
    toolchain: Toolchain,
    engine: Engine,
    *,
    inference: str = "auto",
    goldens: int = GOLDENS,
    optimisation: str = "-O2",
) -> BenchReport:
    """Run golden recordings of ``bundle`` on the emulated ``board``, and count.

    Args:
        bundle: what to measure.
        board: what to emulate.
        runtime: what executes the network.
        toolchain: the compiler.
        engine: runs the network for the host's decisions, with which the board's are compared.
        inference: what the board computes at every hop, one of :data:`~kd_edge.codegen.INFERENCE_CHOICES`.
        goldens: how many golden recordings to run.
        optimisation: the compiler's option.

    Raises:
        BundleError: if the bundle lacks goldens or its generated C files.
        CodegenError: if the network cannot take one frame at a time, which was asked for.
        DeployError: if a tool is missing, QEMU does not have the board, the firmware does not fit it, or
            there is no TensorFlow Lite Micro for it.
    """
    qemu_of(board)
    sessions = golden_sessions(bundle, goldens)
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        place = Path(name)
        generated = place / "generated"
        network = make_network(runtime, bundle, board.core, toolchain, generated, inference=inference)
        by_itself = run_network(
            bundle, board, network, generated, place / "network", toolchain, optimisation=optimisation
        )
        hops = run_hops(
            bundle, sessions, board, network.components, place / "hop", toolchain, optimisation=optimisation
        )
        image = build_firmware(
            board,
            bundle,
            place / "firmware",
            toolchain,
            runtime=runtime,
            inference=inference,
            optimisation=optimisation,
        )
    golden = check_outcomes(bundle, engine, sessions, hops.outcomes, stateful=network.inference == Inference.STATEFUL)
    report = new_report(
        bundle,
        "emulator",
        board.name,
        runtime=f"{runtime} {network.inference}, {image.toolchain} {optimisation}",
        stages=hops.stages,
        memory_bytes=_memory(image, by_itself.sizes["arena"], hops.stack_bytes),
    )
    return replace(
        report,
        flash_bytes=component_flash(image),
        network_bytes=by_itself.sizes,
        operators=by_itself.operators,
        golden=replace(
            golden,
            scores=golden.scores + bundle.golden.logits.size,
            wrong_scores=golden.wrong_scores + by_itself.wrong_scores,
        ),
    )


def _memory(image: Image, arena: int, stack: int) -> dict[str, int]:
    variables = image.total.data + image.total.bss - arena
    return {"arena": arena, "variables": variables, "stack": stack, "stack_reserved": image.total.stack}
