"""Options about a live source, which every command that opens one shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click

from kd_edge.cli.options import Command, together
from kd_edge.sources.kinds import KINDS

if TYPE_CHECKING:
    from kd_edge.cli.playing import Playing
    from kd_edge.sources.kinds import Settings


@dataclass(frozen=True)
class Sensing:
    """How a live source is read."""

    baud: int | None
    renamed: dict[str, str]
    values: Literal["unit", "raw"]
    resample: bool

    def settings(self, options: Playing) -> Settings:
        """These settings together with those of a replay."""
        from kd_edge.sources.channels import Naming
        from kd_edge.sources.kinds import Settings

        return Settings(
            baud=self.baud,
            speed=options.speed,
            choice=options.choice,
            pause_s=options.pause_s,
            naming=Naming(self.renamed, self.values),
            resample=self.resample,
        )


def sources(command: Command) -> Command:
    """Give a command one option for each kind of source; it receives them as keywords of their own."""
    for option, kind in reversed(KINDS.items()):
        command = click.option(f"--{option}", metavar=kind.metavar, help=kind.help)(command)
    return command


def named_source(named: dict[str, str | None]) -> tuple[str, str] | None:
    """The option and the address of the source that the user names; None if there is none.

    Raises:
        click.UsageError: there are several.
    """
    given = [(option, address) for option, address in named.items() if address is not None]
    if len(given) > 1:
        raise click.UsageError(f"One source at a time, not {' and '.join(f'--{option}' for option, _ in given)}.")
    return given[0] if given else None


def _renamed(_context: click.Context, _option: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        wanted, equals, name = pair.partition("=")
        if not (equals and wanted.strip() and name.strip()):
            raise click.BadParameter(f"{pair!r} is not CHANNEL=NAME, such as imu.ax=accX.")
        if wanted.strip() in found:
            raise click.BadParameter(f"{wanted.strip()!r} is mapped twice.")
        found[wanted.strip()] = name.strip()
    return found


def sensing(command: Command) -> Command:
    """Give a command the options of :class:`Sensing` as one argument, ``sensing``."""
    return together(
        Sensing,
        click.option(
            "--baud",
            type=click.IntRange(min=1),
            help="For serial devices.  [default: 921600, and 115200 with --lines]",
        ),
        click.option(
            "--map",
            "renamed",
            multiple=True,
            metavar="CHANNEL=NAME",
            callback=_renamed,
            help="A channel of the bundle, and the name or number that the source has for it.",
        ),
        click.option(
            "--values",
            type=click.Choice(("unit", "raw")),
            default="unit",
            show_default=True,
            help="Numbers in text and from other programs are in the channels' units, or raw.",
        ),
        click.option(
            "--resample",
            is_flag=True,
            help="Interpolate a stream that comes at a wrong rate, and mark it as resampled.",
        ),
        name="sensing",
    )(command)
