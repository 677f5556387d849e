"""Benchmark of a bundle's network on an emulated core, by whichever runtime: instructions, RAM, flash, golden scores.

Both runtimes stand behind kd_runtime.h and are called through it, window in and scores out, so that
their figures count the same work: a fresh state, the copy of the window, the network.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from kd_edge.bench.host import describe_environment, measure_artefacts
from kd_edge.bench.schema import SCHEMA_VERSION, BenchReport, Distribution
from kd_edge.bundle import MANIFEST, Bundle
from kd_edge.contract import NS_PER_S
from kd_edge.deploy.batch import CoreRun, batch_runner, run_image
from kd_edge.deploy.boards import Board
from kd_edge.deploy.build import build_image
from kd_edge.deploy.firmware import Runtime, network_components
from kd_edge.deploy.image import Sizes, find_section
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.errors import DeployError
from kd_edge.files import sha256


def bench_runtime(
    bundle: Bundle, board: Board, runtime: Runtime, toolchain: Toolchain, *, optimisation: str = "-O2"
) -> BenchReport:
    """Run the golden windows of ``bundle`` on the emulated ``board``.

    Raises:
        BundleError: if the bundle lacks its generated C files.
        DeployError: if a tool is missing, the network does not fit the board, or there is no
            TensorFlow Lite Micro for it.
    """
    manifest, golden = bundle.manifest, bundle.golden
    network = network_components(runtime, bundle, board.core, toolchain)
    runner = batch_runner(golden.inputs, golden.logits.shape[1], adapter="runtime.c")
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        folder = Path(name)
        image = build_image(board, [*network, runner], folder, toolchain, optimisation=optimisation, name="batch")
        run = run_image(board, image, golden.inputs, golden.logits.shape[1], folder)
        arena = _arena_bytes(folder)
    sizes = sum((run.image.components[part.name] for part in network), Sizes())
    libraries = run.image.components["other"]
    variables = sizes.data + sizes.bss + libraries.data + libraries.bss
    return BenchReport(
        schema_version=SCHEMA_VERSION,
        target=board.name,
        runtime=f"{runtime}, {run.image.toolchain} {optimisation}",
        bundle=manifest.name,
        bundle_sha256=sha256((bundle.folder / MANIFEST).read_bytes()),
        stages={"inference": _instructions(run)},
        hop_s=manifest.signal.window_increment * manifest.signal.frame_period_ns / NS_PER_S,
        memory_bytes={"arena": arena, "variables": variables - arena, "stack": run.stack_bytes},
        flash_bytes={
            "code": sizes.text,
            "constants": sizes.rodata + sizes.data,
            "libraries": libraries.flash,
        },
        mismatches=int(np.count_nonzero(run.outputs != golden.logits)),
        artefacts=measure_artefacts(bundle),
        parameters=manifest.model.parameters,
        macs=manifest.model.macs,
        environment=describe_environment(),
    )


def _instructions(run: CoreRun) -> Distribution:
    """Of every window but the first, with which TensorFlow Lite Micro also lays out its arena."""
    if len(run.instructions) < 2:
        raise DeployError("A benchmark has two golden windows", found=len(run.instructions), remedy="export more")
    return Distribution.of(run.instructions[1:].tolist(), "instructions")


def _arena_bytes(folder: Path) -> int:
    """The constant that the runtime's object file says it in, though the runner has no use for it."""
    for path in folder.glob("objects/runtime/*.o"):
        section = find_section(path, ".rodata.kd_runtime_arena_bytes")
        if section is not None:
            return int.from_bytes(section[1], "little")
    raise DeployError(
        "A runtime says how large its arena is", found="nothing", remedy="see firmware/runtime/kd_runtime.h"
    )
