"""What stands behind kd_learn.h: an image that can learn one person's signs, or one that cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.deploy.boards import Board
from kd_edge.deploy.images.build import Component
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root, write_text
from kd_edge.learn.config import config_files
from kd_edge.learn.layer import LastLayer
from kd_edge.learn.person import KEEP_BYTES, person_bytes
from kd_edge.render.wearer_block import block_bytes

CANNOT: Final = "kd_learn_none.c"
"""The file of images that cannot learn."""


def learner(board: Board, bundle: Bundle, generated: Path, *, able: bool) -> Component:
    """What stands behind kd_learn.h.

    Args:
        board: keeps what it learns.
        bundle: whose network learns.
        generated: where the constants of a lesson go.
        able: whether the image can learn.

    Raises:
        DeployError: the board has no room for that.
        EngineError: the network does not end in a layer that a board can learn.
    """
    home = firmware_root() / "learn"
    if not able:
        return Component("learn", (home / CANNOT,), (home,))
    _require_room(board, bundle)
    for name, text in config_files(bundle).items():
        write_text(generated / name, text)
    sources = tuple(path for path in sorted(home.glob("*.c")) if path.name != CANNOT)
    return Component("learn", sources, (home,))


def _require_room(board: Board, bundle: Bundle) -> None:
    """Raise a DeployError if ``board`` cannot keep what ``bundle`` learns; an EngineError if it cannot learn."""
    last, signal = LastLayer.of(bundle.read(INT8_MODEL)), bundle.manifest.signal
    worn = 0 if signal.wearer is None else block_bytes(signal.feature_count)
    needed = person_bytes(last.classes, last.features, worn)
    if not board.keeps or needed > KEEP_BYTES:
        raise DeployError(
            f"A board that learns has {KEEP_BYTES:,} bytes of flash for what it learns, twice",
            found=f"{board.name} without" if not board.keeps else f"{needed:,} bytes for {last.classes} signs",
            remedy="choose another board, see `kd-edge boards`, or personalise on the host"
            if not board.keeps
            else "personalise on the host, or train a network with fewer numbers before its last layer",
        )
