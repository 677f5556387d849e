"""``kd-edge build`` and ``sources``: a bundle as an image for a board, as a program, or as C sources for your own."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.firmware import Firmware, build_options, inference_option
from kd_edge.cli.options import bundle_argument, json_option, open_chosen, refuse_given
from kd_edge.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.codegen import LiveNetwork
    from kd_edge.deploy.images.elf import Sizes

_NATIVE: Final = Path("build/native")
"""Where programs are built, a folder for each bundle and target."""

_INFERENCE: Final = {
    "windows": "the whole window at every hop (windows)",
    "streaming": "frame by frame, with the scores of whole windows (streaming)",
    "stateful": "frame by frame, with a state that is carried on (stateful)",
}


@click.command()
@build_options
@click.option(
    "--target",
    type=click.Choice(("aarch64", "android", "x86_64")),
    help="Instead of firmware: a program and a shared library for Linux (aarch64, x86_64) or Android.",
)
@json_option
def build(options: Firmware, target: str | None, as_json: bool) -> None:
    """Build BUNDLE (default: the newest under export/): firmware for a board, or a program and a library for a phone.

    \b
    Example:
      kd-edge build --board mps2-an386
      kd-edge build --target android
    """
    if target is not None:
        refuse_given(("board", "toolchain", "runtime", "learn", "sensing", "level"), "only for boards; leave it out.")
        _build_native(options, target, as_json)
        return
    if not options.board:
        raise click.UsageError("give --board for firmware, or --target for a program")
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
    if image.plays and options.find_board().sensors:
        say(f"note: the sensors of {image.board} give none of the bundle's streams: it plays recordings")
    for stream in image.unsensed:
        say(f"note: {image.board} has no sensor for the stream {stream!r}: it can only be injected")


def _build_native(options: Firmware, target: str, as_json: bool) -> None:
    from kd_edge.libraries.native import build_native

    bundle = options.open_bundle()
    built = build_native(bundle, target, _NATIVE / bundle.manifest.name / target, options.inference)
    sizes = {str(path): path.stat().st_size for path in (built.program, built.library)}
    if as_json:
        headers = [str(path) for path in built.headers]
        print_json({"bytes": sizes, "headers": headers, "toolchain": built.toolchain, **_inference_of(built.network)})
        return
    print_table(
        f"{target}, {built.toolchain}", ("file", "bytes"), [(path, f"{size:,}") for path, size in sizes.items()]
    )
    _say_inference(built.network.inference, built.network.reason)
    say(f"headers: {built.headers[0].parent}")


def _inference_of(network: LiveNetwork) -> dict[str, str]:
    return {"inference": network.inference, "windows_because": network.reason}


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
