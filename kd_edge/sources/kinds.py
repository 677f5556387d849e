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
    from kd_edge.sources.channels import Naming


def _no_choice() -> Choice:
    from kd_edge.play.session import Choice

    return Choice()


def _no_naming() -> Naming:
    from kd_edge.sources.channels import Naming

    return Naming()


@dataclass(frozen=True)
class Settings:
    """What a user may choose beside the source itself; each kind uses what concerns it.

    Attributes:
        baud: of serial devices; None is what is usual for the kind of source.
        speed: multiple of real time at which recordings are played.
        choice: which recordings.
        pause_s: rest between them.
        naming: which of the source's channels is which of the bundle's.
        resample: interpolate streams that come at another rate.
    """

    baud: int | None = None
    speed: float = 1.0
    choice: Choice = field(default_factory=_no_choice)
    pause_s: float = 1.0
    naming: Naming = field(default_factory=_no_naming)
    resample: bool = False


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

    return Board(Sensing(spec), url, baud=settings.baud or DEFAULT_BAUD)


def _replay(path: str, spec: SignalSpec, settings: Settings) -> Source:
    from kd_edge.play.session import recorded_session
    from kd_edge.sources.replay import Replay

    session = recorded_session(Path(path), settings.choice, pause_s=settings.pause_s)
    return Replay(session, spec, speed=settings.speed)


def _lines(url: str, spec: SignalSpec, settings: Settings) -> Source:
    from kd_edge.sources.lines import BAUD, Lines

    return Lines(url, spec, settings.naming, baud=settings.baud or BAUD)


def _udp(address: str, spec: SignalSpec, settings: Settings) -> Source:
    from kd_edge.sources.json_lines import JsonLines
    from kd_edge.sources.network import UdpPort

    return JsonLines(lambda: UdpPort(address), spec, settings.naming)


def _websocket(url: str, spec: SignalSpec, settings: Settings) -> Source:
    from kd_edge.sources.json_lines import JsonLines
    from kd_edge.sources.network import WebSocketPort

    return JsonLines(lambda: WebSocketPort(url), spec, settings.naming)


def _lsl(address: str, spec: SignalSpec, settings: Settings) -> Source:
    from kd_edge.sources.lsl import Lsl

    return Lsl(address, spec, settings.naming)


def _brainflow(address: str, spec: SignalSpec, settings: Settings) -> Source:
    from kd_edge.sources.brainflow_board import BrainFlowBoard

    return BrainFlowBoard(address, spec, settings.naming)


KINDS: Final = {
    "port": Kind(
        "PORT",
        "A board: a device, what `kd-edge simulate` prints, or socket://HOST:PORT.  [default: the only one plugged in]",
        _board,
    ),
    "lines": Kind("PORT", "A board that prints lines of numbers, as for Edge Impulse's data forwarder.", _lines),
    "udp": Kind("[HOST:]PORT", "JSON objects in datagrams, from another program or a phone.", _udp),
    "websocket": Kind("URL", "JSON objects from a WebSocket server, such as ws://192.168.0.7:8080.", _websocket),
    "lsl": Kind("NAME", "A stream of Lab Streaming Layer, or several: emg:NAME,imu:NAME.", _lsl),
    "brainflow": Kind("BOARD", "A board that BrainFlow knows: synthetic, cyton?serial_port=/dev/ttyUSB0.", _brainflow),
    "replay": Kind("DATA", "Recordings, without a port or a board.", _replay),
}
"""Option of `kd-edge stream` -> the kind of source that it names."""


def open_source(option: str, address: str, spec: SignalSpec, settings: Settings) -> Source:
    """Open the source that ``option`` names, with its clocks watched unless it only plays recordings.

    Raises:
        StreamError: it cannot be opened, or does not fit ``spec``.
    """
    from kd_edge.sources.timed import Timed

    source = KINDS[option].open(address, spec, settings)
    return source if source.clock == "played" else Timed(source, spec, resample=settings.resample)
