"""The firmware of a bundle: its components, built into an image for a board."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import Board
from kd_edge.deploy.build import Component, Image, build_image
from kd_edge.deploy.bundle_header import bundle_header
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.files import firmware_root, write_text
from kd_edge.provenance import git_revision

SIGNAL_CONFIG: Final = "kd_signal_config.h"
MODEL_SOURCE: Final = "kd_model.c"
MODEL_HEADER: Final = "kd_model.h"


def build_firmware(
    board: Board, bundle: Bundle, folder: Path, toolchain: Toolchain, *, optimisation: str = "-O2"
) -> Image:
    """Build the application with ``bundle`` in it into ``folder/firmware.elf``.

    Raises:
        BundleError: if the bundle lacks its generated C files.
        DeployError: if the compiler refuses, or the program does not fit the board.
    """
    for name in (SIGNAL_CONFIG, MODEL_SOURCE, MODEL_HEADER):
        bundle.path(name)
    generated = folder / "generated"
    build = f"{git_revision()} {toolchain.version} {optimisation}"
    write_text(generated / "kd_bundle.h", bundle_header(bundle, board.name, build))
    components = application(bundle.folder, generated)
    return build_image(board, components, folder, toolchain, optimisation=optimisation)


def application(bundle_folder: Path, generated: Path) -> list[Component]:
    """The firmware's parts beside the board's own code.

    Args:
        bundle_folder: holds the bundle's generated C files.
        generated: holds ``kd_bundle.h``.
    """
    root = firmware_root()
    return [
        _component("app", root / "app", generated),
        _component("protocol", root / "protocol"),
        _component("signal", root / "signal", bundle_folder),
        Component("runtime", (root / "runtime" / "kd_runtime_c.c",), (root / "runtime", root / "runtime" / "c")),
        Component("model", (bundle_folder / MODEL_SOURCE,)),
    ]


def _component(name: str, folder: Path, *includes: Path) -> Component:
    """Every C file of ``folder``."""
    return Component(name, tuple(sorted(folder.glob("*.c"))), (folder, *includes))
