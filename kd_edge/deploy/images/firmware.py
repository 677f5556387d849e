"""The firmware of a bundle: its components, built into an image for a board.

Only generated files of a bundle are compiled.  They are compared with what its network and manifest generate, and
written again into the build folder; the compiler never searches the bundle's own folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import Board
from kd_edge.deploy.images.build import SENSORS, SOURCE, Component, Image, build_image
from kd_edge.deploy.images.bundle_header import bundle_header
from kd_edge.deploy.images.learner import learner
from kd_edge.deploy.images.network import Runtime, make_network
from kd_edge.deploy.images.own_source import blamed, own_source
from kd_edge.deploy.images.playback import playback_header
from kd_edge.deploy.images.sensors import senses, unsensed_streams
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root, write_text
from kd_edge.play.golden_session import golden_session
from kd_edge.play.session import Session
from kd_edge.provenance import git_revision
from kd_edge.render import write_sources

SIGNAL_CONFIG: Final = "kd_signal_config.h"

PLAYBACK_SHARE: Final = 0.5
"""The share of a board's flash that recordings may fill."""


def build_firmware(
    board: Board,
    bundle: Bundle,
    folder: Path,
    toolchain: Toolchain,
    *,
    runtime: Runtime = "c",
    inference: str = "auto",
    learn: bool = False,
    sensing: Path | None = None,
    optimisation: str = "-O2",
) -> Image:
    """Build the application with ``bundle`` in it into ``folder/firmware.elf``.

    Args:
        board: what it is for.
        bundle: what it carries.
        folder: where the image and what it is made from go.
        toolchain: the compiler; ``tflm`` needs gcc.
        runtime: ``c``, the generated engine, or ``tflm``, a TensorFlow Lite Micro that the user has built.
        inference: what it computes at every hop, one of :data:`~kd_edge.codegen.INFERENCE_CHOICES`.
        learn: let it learn a person's signs, which costs RAM and an area of flash.
        sensing: a C file that implements ``kd_sense.h``, in place of the board's sensors and of recordings.
        optimisation: the compiler's option.

    Raises:
        BundleError: if the bundle lacks its generated C files, or they are not what its network generates.
        CodegenError: if the network cannot take one frame at a time, which was asked for.
        DeployError: if the compiler refuses, the program does not fit the board, the board's sensors give samples of
            another type than the bundle's streams want, there is no TensorFlow Lite Micro for it, or it has no room to
            keep what it learns.
        EngineError: the network does not end in a layer that a board can learn.
    """
    plays = sensing is None and not senses(board, bundle.manifest.signal)
    unsensed = () if plays or sensing is not None else unsensed_streams(board, bundle.manifest.signal)
    generated = folder / "generated"
    write_sources(bundle, generated, (SIGNAL_CONFIG,))
    network = make_network(runtime, bundle, board.core, toolchain, generated, inference=inference, learn=learn)
    build = f"{git_revision()} {toolchain.version} {optimisation}"
    write_text(generated / "kd_bundle.h", bundle_header(bundle, board.name, build))
    if sensing is not None:
        source = own_source(sensing)
    else:
        source = source_component(board, bundle, generated) if plays else sensing_component(board)
    components = application(generated, [*network.components, learner(board, bundle, generated, able=learn), source])
    try:
        image = build_image(board, components, folder, toolchain, optimisation=optimisation)
    except DeployError as error:
        raise (error if sensing is None else blamed(error, sensing)) from error
    return replace(image, plays=plays, unsensed=unsensed, inference=network.inference, windows_because=network.reason)


def sensing_component(board: Board) -> Component:
    """The sensors of ``board`` as the source of samples; the linker leaves out what other boards' sensors need."""
    root = firmware_root()
    sources = (board.folder / SENSORS, root / "sources" / "kd_sense_sensors.c", *sorted((root / "sensors").glob("*.c")))
    return Component(SOURCE, sources)


def played_session(board: Board, bundle: Bundle) -> Session | None:
    """What ``board`` plays if it does not sense; None if no golden recording fits its share of flash."""
    return golden_session(bundle, round(board.flash_bytes * PLAYBACK_SHARE))


def source_component(board: Board, bundle: Bundle, generated: Path) -> Component:
    """Where the samples of a board come from that does not sense: golden recordings if some fit, else triangle waves.

    Args:
        board: whose flash bounds the recordings.
        bundle: may hold golden recordings.
        generated: where ``kd_playback.h`` goes.
    """
    session = played_session(board, bundle)
    kind = "synthetic" if session is None else "playback"
    if session is not None:
        write_text(generated / "kd_playback.h", playback_header(session))
    return Component(SOURCE, (firmware_root() / "sources" / f"kd_sense_{kind}.c",))


def application(generated: Path, others: Sequence[Component]) -> list[Component]:
    """The firmware's parts beside the board's own code.

    Args:
        generated: holds ``kd_bundle.h`` and ``kd_signal_config.h``.
        others: what stands behind kd_runtime.h, and behind kd_sense.h.
    """
    root = firmware_root()
    return [
        _component("app", root / "app", root / "sources"),
        _component("recognise", root / "recognise", generated),
        _component("report", root / "report"),
        _component("mlperf", root / "mlperf"),
        _component("protocol", root / "protocol"),
        _component("signal", root / "signal", generated),
        *others,
    ]


def _component(name: str, folder: Path, *includes: Path) -> Component:
    """Every C file of ``folder``."""
    return Component(name, tuple(sorted(folder.glob("*.c"))), (folder, *includes))
