"""``kd-edge build`` and ``sources``: a bundle as an image for a board, or as C sources for your own program."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.firmware import Firmware, firmware_options, inference_option
from kd_edge.cli.options import bundle_argument, json_option, open_chosen
from kd_edge.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.deploy.images.elf import Sizes

_INFERENCE: Final = {
    "windows": "the whole window at every hop (windows)",
    "streaming": "frame by frame, with the scores of whole windows (streaming)",
    "stateful": "frame by frame, with a state that is carried on (stateful)",
}


@click.command()
@firmware_options
@json_option
def build(options: Firmware, as_json: bool) -> None:
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
    _say_inference(image.inference, image.windows_because)
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
@inference_option
@json_option
def sources(bundle: Path | None, out: Path, inference: str, as_json: bool) -> None:
    """Write BUNDLE (default: the newest under export/) as C99 sources that need nothing else.

    The folder holds the bundle's C files and all that they include: raw samples in, signs out.  kd_recogniser.h
    says how to use them; any C compiler takes them, with any options that keep IEEE arithmetic.

    \b
    Example:
      kd-edge sources export/reference --out build/sources
    """
    from kd_edge.deploy.sources import write_standalone

    paths, network = write_standalone(open_chosen(bundle), out, inference)
    if as_json:
        print_json({"files": [str(path) for path in paths], "inference": network.inference})
        return
    _say_inference(network.inference, network.reason)
    say(f"wrote {len(paths)} files to {out}; compile them with: cc -std=c99 -O2 -c {shlex.quote(str(out))}/*.c")


def _say_inference(inference: str, windows_because: str) -> None:
    say(f"network: {_INFERENCE[inference]}")
    if windows_because:
        say(f"  not frame by frame: {windows_because}")


def _size_row(sizes: Sizes) -> tuple[str, ...]:
    fields = (sizes.text, sizes.rodata, sizes.data, sizes.bss, sizes.stack, sizes.flash, sizes.ram)
    return tuple(f"{size:,}" for size in fields)
