"""Options for playing recordings, which `simulate` and `stream --replay` share."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.options import Command, FloatRange, together

if TYPE_CHECKING:
    from kd_edge.play.session import Choice


@dataclass(frozen=True)
class Playing:
    """Which recordings to play, and how."""

    split: str
    everything: bool
    subject: str | None
    recordings: int | None
    pause_s: float
    seed: int
    speed: float

    @property
    def choice(self) -> Choice:
        """Which recordings."""
        from kd_edge.play.session import Choice

        split = None if self.everything else self.split
        return Choice(split=split, subject=self.subject, count=self.recordings, seed=self.seed)


PLAYED: Final = tuple(field.name for field in fields(Playing))
UNPLAYED: Final = "about recordings that are played: give a replay, or leave it out"
"""Why these options do nothing without a replay; for :func:`~kd_edge.cli.options.refuse_given`."""


def playing(how_many: str) -> Callable[[Command], Command]:
    """Give a command the options of :class:`Playing` as one argument, ``options``.

    Args:
        how_many: the option that says how many recordings.
    """
    return together(
        Playing,
        click.option("--split", default="within", show_default=True, help="Play what this split holds out."),
        click.option("--all", "everything", is_flag=True, help="Play every recording instead."),
        click.option("--subject", help="Play this person only."),
        click.option(
            how_many, "recordings", type=click.IntRange(min=1), help="Recordings to play.  [default: all of them]"
        ),
        click.option(
            "--pause",
            "pause_s",
            type=FloatRange(0),
            default=1.0,
            show_default=True,
            help="Seconds of rest between signs.",
        ),
        click.option("--seed", default=0, show_default=True, help="Order of the recordings, and faults."),
        click.option(
            "--speed",
            type=_speed,
            default="1",
            metavar="SPEED",
            show_default=True,
            help="Multiple of real time, or 'max'.",
        ),
    )


def _speed(text: str) -> float:
    """A multiple of real time, or infinity for ``max``."""
    try:
        speed = math.inf if text == "max" else float(text)
    except ValueError:
        speed = math.nan
    if not speed > 0:
        raise click.BadParameter(f"{text!r} is neither a positive number nor 'max'.")
    return speed
