"""Every kind of source, and how the command line opens it.

A new kind is one file in this folder and one row of ``KINDS``: `kd-edge stream` then has its option.  The modules
of a kind are imported only when it is opened, because the command's help reads this table as well and must appear
at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kd_edge.link.ports import DEFAULT_BAUD

if TYPE_CHECKING:
    from kd_edge.contract import SignalSpec
    from kd_edge.play.session import Choice
    from kd_edge.source import Source


def _no_choice() -> Choice:
    from kd_edge.play.session import Choice

    return Choice()


@dataclass(frozen=True)
class Settings:
    """What a user may choose beside the source itself; each kind uses what concerns it.

    Attributes:
        baud: of serial devices.
        speed: multiple of real time at which recordings are played.
        choice: which recordings.
        pause_s: rest between them.
    """

    baud: int = DEFAULT_BAUD
    speed: float = 1.0
    choice: Choice = field(default_factory=_no_choice)
    pause_s: float = 1.0


@dataclass(frozen=True)
class Kind:
    """One kind of source.

    Attributes:
        metavar: what its option of the command line takes, as the help shows it.
        help: one line about it.
        open: opens what the option names, for the streams of a SignalSpec.
    """

    metavar: str
    help: str
    open: Callable[[str, SignalSpec, Settings], Source]


def _board(url: str, spec: SignalSpec, settings: Settings) -> Source:
    from kd_edge.sources.board import Board
    from kd_edge.sources.sensing import Sensing

    return Board(Sensing(spec), url, baud=settings.baud)


def _replay(path: str, spec: SignalSpec, settings: Settings) -> Source:
    from kd_edge.play.session import recorded_session
    from kd_edge.sources.replay import Replay

    session = recorded_session(Path(path), settings.choice, pause_s=settings.pause_s)
    return Replay(session, spec, speed=settings.speed)


KINDS: Final = {
    "port": Kind(
        "PORT",
        "A board: a device, what `kd-edge simulate` prints, or socket://HOST:PORT.  [default: the only one plugged in]",
        _board,
    ),
    "replay": Kind("DATA", "Recordings, without a port or a board.", _replay),
}
"""Option of `kd-edge stream` -> the kind of source that it names."""
