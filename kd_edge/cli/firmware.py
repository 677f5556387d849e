"""``kd-edge build``, ``flash``, ``emulate`` and ``emulators``: firmware, and the boards that run it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.options import bundle_argument, json_option, open_chosen, optimisation_level, together
from kd_edge.cli.output import print_json, print_json_line, print_table, say

if TYPE_CHECKING:
    from kd_edge.bundle import Bundle
    from kd_edge.deploy.boards import Board
    from kd_edge.deploy.emulators.rp2040 import SimulatedRig
    from kd_edge.deploy.images.build import Image
    from kd_edge.deploy.images.elf import Sizes
    from kd_edge.deploy.images.firmware import Runtime

IMAGES: Final = Path("build/firmware")
"""Where images are built, a folder for each board."""

_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Recordings for an emulated board's sensors.  [default: the goldens]",
)


@dataclass(frozen=True)
class _Firmware:
    """Which firmware, for which board, as the user gave it."""

    bundle: Path | None
    board: str
    toolchain: str | None
    runtime: Runtime
    level: str

    def find_board(self) -> Board:
        """The board's description."""
        from kd_edge.deploy.boards import load_board

        return load_board(self.board)

    def open_bundle(self) -> Bundle:
        """The bundle named, or else the newest."""
        return open_chosen(self.bundle)

    def build(self, board: Board, bundle: Bundle) -> Image:
        """The image, under build/firmware."""
        from kd_edge.deploy.images.firmware import build_firmware
        from kd_edge.deploy.toolchain import find_toolchain

        folder = IMAGES / board.name
        compiler = find_toolchain(self.toolchain)
        return build_firmware(
            board, bundle, folder.resolve(), compiler, runtime=self.runtime, optimisation=f"-O{self.level}"
        )


_firmware_options = together(
    _Firmware,
    bundle_argument,
    click.option("--board", required=True, help="One of those that `kd-edge boards` lists."),
    click.option("--toolchain", help="gcc or zig.  [default: the first that is installed]"),
    click.option(
        "--runtime",
        type=click.Choice(("c", "tflm")),
        default="c",
        show_default=True,
        help="The generated engine, or the TensorFlow Lite Micro that TFLM_DIR names.",
    ),
    click.option("-O", "level", type=optimisation_level, default="2", show_default=True, help="Optimisation level."),
)


@click.command()
@_firmware_options
@json_option
def build(options: _Firmware, as_json: bool) -> None:
    """Build the firmware of BUNDLE (default: the newest under export/) for a board.

    \b
    Example:
      kd-edge build --board mps2-an386
    """
    image = options.build(options.find_board(), options.open_bundle())
    if as_json:
        print_json(image)
        return
    rows = [(component, *_size_row(sizes)) for component, sizes in image.components.items()]
    print_table(
        f"{image.elf}: {image.board}, {image.toolchain}, {image.optimisation}",
        ("component", "code", "constants", "data", "bss", "stack", "flash", "RAM"),
        [*rows, ("total", *_size_row(image.total))],
    )
    if image.uf2 is not None:
        say(f"for the board's USB boot loader: {image.uf2}")
    for stream in image.unsensed:
        say(f"note: {image.board} has no sensor for the stream {stream!r}: it can only be injected")


@click.command()
@bundle_argument
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/sources"),
    show_default=True,
    help="Folder for the files, which is replaced.",
)
@json_option
def sources(bundle: Path | None, out: Path, as_json: bool) -> None:
    """Write BUNDLE (default: the newest under export/) as C99 that compiles on its own.

    The folder holds the bundle's C files and all that they include: raw samples in, signs out.  kd_recogniser.h
    says how to use them; any C compiler takes them, with any options that keep IEEE arithmetic.

    \b
    Example:
      kd-edge sources export/reference --out build/sources
    """
    from kd_edge.deploy.sources import write_standalone

    paths = write_standalone(open_chosen(bundle), out)
    if as_json:
        print_json({"files": [str(path) for path in paths]})
        return
    say(f"wrote {len(paths)} files to {out}; compile them with: cc -std=c99 -O2 -c {out}/*.c")


@click.command()
@_firmware_options
@click.option("--pty", "terminal", is_flag=True, help="Make a pseudo-terminal instead of a TCP port.")
@click.option("--tcp-port", type=click.IntRange(0, 65535), default=0, help="TCP port to listen on.  [default: any]")
@_DATA
@json_option
def emulate(options: _Firmware, terminal: bool, tcp_port: int, data: Path | None, as_json: bool) -> None:
    """Build the firmware of BUNDLE, run it on an emulated board, and print its port, until Ctrl-C.

    \b
    Example:
      kd-edge emulate --board microbit --pty
    """
    import signal

    from kd_edge.deploy.emulators.emulated import emulated_board

    board, bundle = options.find_board(), options.open_bundle()
    rig = _rig(board, bundle, data)
    image = options.build(board, bundle)
    with emulated_board(board, image.elf, rig=rig, terminal=terminal, tcp_port=tcp_port) as url:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: the emulator ends with this process
        print_json_line({"port": url}) if as_json else say(url)
        signal.pause()


@click.command()
@_firmware_options
@click.option("--runner", help="How to flash: see `kd-edge boards`.  [default: the board's first]")
@click.option("--port", help="Serial port on which the board answers then.  [default: the only one]")
@click.option("--drive", type=click.Path(path_type=Path), help="Where the boot loader's drive is mounted, for uf2.")
@_DATA
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing to the board.")
@json_option
def flash(
    options: _Firmware,
    runner: str | None,
    port: str | None,
    drive: Path | None,
    data: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Flash the firmware of BUNDLE (default: the newest under export/) onto a board.

    Done is when the board itself says that it carries the bundle.

    \b
    Example:
      kd-edge flash --board netduinoplus2 --runner emulator
    """
    from kd_edge.deploy.runners.flash import choose_runner, flash_board
    from kd_edge.deploy.runners.runner import Job

    board, bundle = options.find_board(), options.open_bundle()
    chosen = choose_runner(board, runner)
    rig = _rig(board, bundle, data) if chosen.name == "emulator" else None
    job = Job(board, options.build(board, bundle).elf, drive, rig)
    plan = {"runner": chosen.name, "does": chosen.describe(job), "image": str(job.elf)}
    if not as_json:
        say(plan["does"])
    if dry_run:
        if as_json:
            print_json(plan)
        return
    info, url = flash_board(chosen, job, bundle, port)
    if as_json:
        print_json({**plan, "board": info.board, "port": url, "bundle": info.bundle, "build": info.build})
        return
    say(f"{info.board} on {url} carries {info.bundle!r}, built as {info.build}")
    say(f"listen with: kd-edge stream {bundle.folder} --port {url} --on board")
    if chosen.name == "emulator":
        say("stop it with: kd-edge emulators --stop")


@click.command()
@click.option("--stop", is_flag=True, help="Stop them.")
@json_option
def emulators(stop: bool, as_json: bool) -> None:
    """List, or stop, the emulated boards that `kd-edge flash` left running from this folder.

    \b
    Example:
      kd-edge emulators
      kd-edge emulators --stop
    """
    from kd_edge.deploy.emulators.background import in_background

    found = in_background(IMAGES)
    if stop:
        for board in found:
            board.stop()
    if as_json:
        print_json({"stopped" if stop else "running": found})
    elif not found:
        say(f"No emulated board runs in the background that was started from {IMAGES}.")
    else:
        title = "stopped" if stop else "running in the background"
        print_table(title, ("board", "port", "process"), [(board.board, board.url, str(board.pid)) for board in found])


def _rig(board: Board, bundle: Bundle, data: Path | None) -> SimulatedRig | None:
    """Sensors that play the recordings of ``data``, or the bundle's; None for an emulated board without sensors."""
    from kd_edge.deploy.boards import Rp2040js
    from kd_edge.deploy.emulators.pico_sensors import golden_takes, recorded_takes, wire_sensors

    if data is None and not isinstance(board.emulator, Rp2040js):
        return None
    takes = golden_takes(bundle) if data is None else recorded_takes(data, bundle)
    return wire_sensors(bundle.manifest.signal, takes)


def _size_row(sizes: Sizes) -> tuple[str, ...]:
    fields = (sizes.text, sizes.rodata, sizes.data, sizes.bss, sizes.stack, sizes.flash, sizes.ram)
    return tuple(f"{size:,}" for size in fields)
