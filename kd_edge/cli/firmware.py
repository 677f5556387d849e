"""Options for firmware and board, which ``kd-edge build``, ``flash`` and ``emulate`` share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.options import bundle_argument, open_chosen, optimisation_level, together

if TYPE_CHECKING:
    from kd_edge.bundle import Bundle
    from kd_edge.deploy.boards import Board
    from kd_edge.deploy.emulators.rp2040 import SimulatedRig
    from kd_edge.deploy.images.build import Image
    from kd_edge.deploy.images.network import Runtime

IMAGES: Final = Path("build/firmware")
"""Where images are built, a folder for each board."""

data_option: Final = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Recordings for an emulated board's sensors.  [default: the goldens]",
)

inference_option: Final = click.option(
    "--inference",
    type=click.Choice(("auto", "windows", "streaming", "stateful")),
    default="auto",
    show_default=True,
    help="What is computed at every hop: the whole window; only what is new, with the same scores (streaming); or only "
    "what is new, with an LSTM whose state is carried on (stateful).  auto: streaming, where the network allows it.",
)


@dataclass(frozen=True)
class Firmware:
    """Which firmware, for which board, from the command line."""

    bundle: Path | None
    board: str
    toolchain: str | None
    runtime: Runtime
    inference: str
    learn: bool
    sensing: Path | None
    level: str

    def find_board(self) -> Board:
        """The board's description."""
        from kd_edge.deploy.boards import load_board

        return load_board(self.board)

    def open_bundle(self) -> Bundle:
        """The bundle that was named, or else the newest."""
        return open_chosen(self.bundle)

    def build(self, board: Board, bundle: Bundle) -> Image:
        """The image, under build/firmware."""
        from kd_edge.deploy.images.firmware import build_firmware
        from kd_edge.deploy.toolchain import find_toolchain

        folder = IMAGES / board.name
        compiler = find_toolchain(self.toolchain)
        return build_firmware(
            board,
            bundle,
            folder.resolve(),
            compiler,
            runtime=self.runtime,
            inference=self.inference,
            learn=self.learn,
            sensing=self.sensing,
            optimisation=f"-O{self.level}",
        )


_options: Final = (
    click.option("--toolchain", help="gcc or zig.  [default: the first that is installed]"),
    click.option(
        "--runtime",
        type=click.Choice(("c", "tflm")),
        default="c",
        show_default=True,
        help="The generated engine, or the TensorFlow Lite Micro that TFLM_DIR names.",
    ),
    inference_option,
    click.option(
        "--learn",
        is_flag=True,
        help="Let the board learn one person's signs, with `kd-edge personalise --on board`.  Costs RAM and flash.",
    ),
    click.option(
        "--sensing",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE.c",
        help="Where samples come from: a C file of your own (docs/sensors.md), in place of the board's sensors.",
    ),
    click.option("-O", "level", type=optimisation_level, default="2", show_default=True, help="Optimisation level."),
)

_BOARD: Final = "A board that `kd-edge boards` lists."

firmware_options: Final = together(
    Firmware, bundle_argument, click.option("--board", required=True, help=_BOARD), *_options
)
build_options: Final = together(Firmware, bundle_argument, click.option("--board", default="", help=_BOARD), *_options)
"""The same for a command that may build for something else than a board."""


def wire_rig(board: Board, bundle: Bundle, data: Path | None) -> SimulatedRig | None:
    """Sensors that play the recordings of ``data``, or the bundle's; None for an emulated board without sensors."""
    from kd_edge.deploy.emulators.pico_sensors import golden_takes, recorded_takes, wire_sensors

    if data is None and not board.sensors:
        return None
    takes = golden_takes(bundle) if data is None else recorded_takes(data, bundle)
    return wire_sensors(bundle.manifest.signal, takes)
