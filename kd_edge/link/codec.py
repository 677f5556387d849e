"""Frames on the wire: COBS, a versioned header and a CRC-32, as firmware/protocol/PROTOCOL.md says.

The decoder takes bytes in any chunks, never raises on what it reads, and is back
in step at the next delimiter after noise.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final, NamedTuple

from cobs import cobs

from kd_edge.errors import StreamError
from kd_edge.link.protocol import MAX_BODY, VERSION

DELIMITER: Final = b"\0"
HEADER_SIZE: Final = 2
CRC_SIZE: Final = 4
MIN_RAW: Final = HEADER_SIZE + CRC_SIZE
MAX_RAW: Final = HEADER_SIZE + MAX_BODY + CRC_SIZE
MAX_ENCODED: Final = MAX_RAW + 1
"""Longest run of bytes between two delimiters: below 254 bytes COBS costs exactly one."""

CRC_RESIDUE: Final = 0x2144DF1C
"""CRC-32 of any message followed by its own CRC-32 in little endian."""


class Frame(NamedTuple):
    """A frame whose CRC is right: its type and its body."""

    type: int
    body: bytes


@dataclass
class FrameCounters:
    """Counts of what a decoder received.

    Attributes:
        frames: accepted frames.
        damaged: runs between delimiters that are not valid COBS, too short, or whose CRC is wrong.
        oversized: runs longer than any frame.
        unknown_version: undamaged frames of another protocol version.
    """

    frames: int = 0
    damaged: int = 0
    oversized: int = 0
    unknown_version: int = 0


def encode_frame(frame_type: int, body: bytes) -> bytes:
    """Bytes of one frame with its closing delimiter.

    Raises:
        StreamError: if the body is longer than ``MAX_BODY``.
    """
    if len(body) > MAX_BODY:
        raise StreamError(
            f"A frame's body has at most {MAX_BODY} bytes",
            found=f"{len(body)} bytes",
            remedy="split the message over several frames",
        )
    raw = bytes((VERSION, frame_type)) + body
    encoded: bytes = cobs.encode(raw + zlib.crc32(raw).to_bytes(CRC_SIZE, "little"))
    return encoded + DELIMITER


class FrameDecoder:
    """Turns bytes, in chunks of any size, into frames."""

    def __init__(self) -> None:
        self.counters = FrameCounters()
        self._partial = b""
        self._skipping = False

    def feed(self, data: bytes) -> list[Frame]:
        """Frames that ``data`` completes."""
        runs = (self._partial + data).split(DELIMITER)
        self._partial = runs.pop()
        if runs and self._skipping:
            runs[0] = b""
            self._skipping = False
        frames = [frame for run in runs if run and (frame := self._decode(run)) is not None]
        if self._skipping:
            self._partial = b""
        elif len(self._partial) > MAX_ENCODED:
            self.counters.oversized += 1
            self._partial = b""
            self._skipping = True
        return frames

    def reset(self) -> None:
        """Forget a half-read frame, as after the port was reopened; counters stay."""
        self._partial = b""
        self._skipping = False

    def _decode(self, run: bytes) -> Frame | None:
        if len(run) > MAX_ENCODED:
            self.counters.oversized += 1
            return None
        try:
            raw: bytes = cobs.decode(run)
        except cobs.DecodeError:
            self.counters.damaged += 1
            return None
        if len(raw) < MIN_RAW or zlib.crc32(raw) != CRC_RESIDUE:
            self.counters.damaged += 1
            return None
        if raw[0] != VERSION:
            self.counters.unknown_version += 1
            return None
        self.counters.frames += 1
        return Frame(raw[1], raw[HEADER_SIZE:-CRC_SIZE])
