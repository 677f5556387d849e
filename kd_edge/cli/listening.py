"""How a live session is opened, which `stream` and `serve` share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kd_edge.bundle import Bundle
    from kd_edge.live.listen import Listener
    from kd_edge.sources.kinds import Settings


def board_listener(bundle: Bundle, url: str | None, baud: int | None, hops: bool) -> Listener:
    """A session with a board that recognises by itself, at ``url`` or the only port; errors as for its parts."""
    from kd_edge.cli.ports import the_port
    from kd_edge.link.ports import DEFAULT_BAUD
    from kd_edge.live.listen import Listener
    from kd_edge.live.on_board import BoardRecogniser
    from kd_edge.sources.board import Board
    from kd_edge.sources.deciding import Deciding

    recogniser = BoardRecogniser(bundle.manifest.signal, bundle.manifest.model.labels, hops=hops)
    return Listener(recogniser, Board(Deciding(bundle), url or the_port(), baud=baud or DEFAULT_BAUD))


def host_listener(
    bundle: Bundle, engine: str, source: tuple[str, str] | None, settings: Settings, wearer: Path | None, hops: bool
) -> Listener:
    """A session in which this computer recognises what ``source`` (kind and address, or the only port) samples."""
    from kd_edge.cli.ports import the_port
    from kd_edge.live.classifying import open_classifier
    from kd_edge.live.listen import Listener
    from kd_edge.live.on_host import HostRecogniser
    from kd_edge.refit.profile import read_profile
    from kd_edge.sources.kinds import open_source

    profile = None if wearer is None else read_profile(wearer)
    recogniser = HostRecogniser(open_classifier(bundle, engine, profile), hops=hops)
    kind, address = source or ("port", the_port())
    return Listener(recogniser, open_source(kind, address, recogniser.spec, settings))
