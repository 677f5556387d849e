"""A whole hop on an emulated core: instructions from raw samples to the decision, stage by stage.

The firmware's own classifier runs in the batch runner, block by block, on golden recordings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bench.goldens import Outcome
from kd_edge.bench.reports.schema import Distribution
from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulators.batch import batch_runner, run_image
from kd_edge.deploy.emulators.qemu import instructions
from kd_edge.deploy.images.build import Component, build_image
from kd_edge.deploy.images.bundle_header import bundle_header
from kd_edge.deploy.images.firmware import SIGNAL_CONFIG
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root, write_text
from kd_edge.play.session import Session, packets
from kd_edge.recordings.recording import REST
from kd_edge.render import write_sources

STAGES: Final = ("signal", "inference", "decision")

# The input of firmware/batch/hop.c.
_MOST_SAMPLE_BYTES: Final = 228
_BLOCK: Final = np.dtype(
    [
        ("start_ns", "<i8"),
        ("stream", "u1"),
        ("count", "u1"),
        ("resets", "u1"),
        ("unused", "u1"),
        ("samples", "u1", _MOST_SAMPLE_BYTES),
    ]
)


@dataclass(frozen=True, eq=False)
class HopRun:
    """The results and costs of sessions on a core.

    Attributes:
        stages: instructions of each stage and in ``total``, per hop that completed a window and was not
            the first of its session, which fills the window.
        stack_bytes: most stack that any block used.
        outcomes: of each session.
    """

    stages: Mapping[str, Distribution]
    stack_bytes: int
    outcomes: Sequence[Outcome]


def run_hops(
    bundle: Bundle,
    sessions: Sequence[Session],
    board: Board,
    network: Sequence[Component],
    folder: Path,
    toolchain: Toolchain,
    *,
    optimisation: str = "-O2",
) -> HopRun:
    """Run ``sessions``, each from a fresh start, on the emulated ``board``.

    Args:
        bundle: what the firmware is built with.
        sessions: raw samples.
        board: what to emulate.
        network: the component that implements kd_runtime.h.
        folder: where the image and its files go.
        toolchain: the compiler.
        optimisation: the compiler's option.

    Raises:
        BundleError: the bundle lacks its generated C files.
        DeployError: a tool is missing, something does not fit the board, or no hop was completed.
    """
    blocks = np.concatenate([_blocks(session) for session in sessions])
    inputs = blocks.view(np.int8).reshape(len(blocks), _BLOCK.itemsize)
    layout = _output_layout(len(bundle.manifest.model.labels))
    parts = [*_components(bundle, board, folder / "generated"), *network]
    runner = batch_runner(inputs, layout.itemsize, adapter="hop.c")
    image = build_image(board, [*parts, runner], folder, toolchain, optimisation=optimisation, name="hop")
    run = run_image(board, image, inputs, layout.itemsize, folder)
    outputs = np.ascontiguousarray(run.outputs).view(layout)[:, 0]
    starts = np.flatnonzero(blocks["resets"])
    parted = np.split(outputs, starts[1:])
    return HopRun(
        stages=_stages(board, parted),
        stack_bytes=run.stack_bytes,
        outcomes=[_outcome(part) for part in parted],
    )


def _blocks(session: Session) -> NDArray[np.void]:
    """The blocks of ``session`` in the order in which a board would take them."""
    sent = list(packets(session))
    blocks = np.zeros(len(sent), _BLOCK)
    blocks["resets"][0] = 1
    for block, (_, number, samples, start_ns) in zip(blocks, sent, strict=True):
        values = np.frombuffer(samples.tobytes(), np.uint8)
        block["start_ns"], block["stream"], block["count"] = start_ns, number, len(samples)
        block["samples"][: len(values)] = values
    return blocks


def _output_layout(classes: int) -> np.dtype[np.void]:
    """The output of firmware/batch/hop.c."""
    fields = [("spent", "<u4", len(STAGES)), ("windows", "<u4"), ("label", "<i4"), ("scores", "i1", classes)]
    return np.dtype(fields, align=True)


def _components(bundle: Bundle, board: Board, generated: Path) -> list[Component]:
    root = firmware_root()
    write_text(generated / "kd_bundle.h", bundle_header(bundle, board.name, "hop"))
    write_sources(bundle, generated, (SIGNAL_CONFIG,))
    return [
        Component("recognise", tuple(sorted((root / "recognise").glob("*.c"))), (root / "recognise", generated)),
        Component("signal", tuple(sorted((root / "signal").glob("*.c"))), (root / "signal",)),
    ]


def _stages(board: Board, sessions: Sequence[NDArray[np.void]]) -> dict[str, Distribution]:
    hops = [hop for session in sessions for hop in _hops(session)[1:]]
    if not hops:
        raise DeployError("A session is longer than a window and a hop", found="none is", remedy="give more goldens")
    counts = np.array([[instructions(board, ticks) for ticks in hop.tolist()] for hop in hops])
    stages = {name: Distribution.of(counts[:, index].tolist(), "instructions") for index, name in enumerate(STAGES)}
    return {**stages, "total": Distribution.of(counts.sum(axis=1).tolist(), "instructions")}


def _hops(outputs: NDArray[np.void]) -> list[NDArray[np.uint32]]:
    """Ticks by stage of each hop: of the blocks up to the one that completes a window."""
    ends = np.flatnonzero(outputs["windows"]) + 1
    return [part["spent"].sum(axis=0) for part in np.split(outputs, ends)[: len(ends)]]


def _outcome(outputs: NDArray[np.void]) -> Outcome:
    windows = np.cumsum(outputs["windows"])
    signs = [(int(outputs["label"][at]), int(windows[at]) - 1) for at in np.flatnonzero(outputs["label"] != REST)]
    return Outcome(outputs["scores"][-1] if len(windows) and windows[-1] else None, signs)
