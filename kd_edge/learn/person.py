"""The block that a board keeps of a person in flash; ``firmware/learn/kd_keep.h`` has the same as a struct.

| bytes | what |
| --- | --- |
| 8 | ``MAGIC`` |
| 4 | ``VERSION`` |
| 4 | which bundle it was learnt for (:func:`~kd_edge.learn.config.network_code`) |
| 4 | how often the board has learnt |
| 4 | windows that taught |
|   | the wearer's block (:mod:`kd_edge.render.wearer_block`), where the network wants a profile |
| 4 c | biases, int32 ``(classes,)`` |
| c f, to a multiple of 4 | weights, int8 ``(classes, features)`` |
| 4 | CRC-32 of everything before it |
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np

from kd_edge.errors import DeployError
from kd_edge.learn.layer import Layer

MAGIC: Final = b"KDPERSON"
VERSION: Final = 1
HEAD: Final = struct.Struct("<8sIIII")
KEEP_BYTES: Final = 8192
"""Bytes of each of the two areas, KD_BOARD_KEEP_BYTES."""

_CRC = struct.Struct("<I")


@dataclass(frozen=True, eq=False)
class Person:
    """What a board has learnt.

    Attributes:
        network: for which bundle.
        sequence: how often the board has learnt, from 1.
        windows: that taught.
        wearer: the wearer's block; empty where the network wants none.
        layer: the last layer.
    """

    network: int
    sequence: int
    windows: int
    wearer: bytes
    layer: Layer

    def pack(self) -> bytes:
        """The block."""
        weights = self.layer.weights.astype("<i1").tobytes()
        body = (
            HEAD.pack(MAGIC, VERSION, self.network, self.sequence, self.windows)
            + self.wearer
            + self.layer.biases.astype("<i4").tobytes()
            + weights.ljust(_whole_words(len(weights)), b"\0")
        )
        return body + _CRC.pack(zlib.crc32(body))

    @classmethod
    def unpack(cls, block: bytes, classes: int, features: int, wearer_bytes: int) -> Person:
        """Read a block for a network of these sizes.

        Raises:
            DeployError: another length, a wrong check, or another layout.
        """
        expected = person_bytes(classes, features, wearer_bytes)
        whole = len(block) == expected and zlib.crc32(block[:-4]) == _CRC.unpack(block[-4:])[0]
        if not whole or block[: len(MAGIC)] != MAGIC:
            raise DeployError(
                f"What a board has learnt is a block of {expected:,} bytes with its check",
                found=f"{len(block):,} bytes" if len(block) != expected else "a damaged block",
                remedy="read it again, or let the board forget it: kd-edge personalise BUNDLE --on board --reset",
            )
        _, _, network, sequence, windows = HEAD.unpack_from(block)
        at = HEAD.size + wearer_bytes
        biases = np.frombuffer(block, "<i4", classes, at)
        weights = np.frombuffer(block, "<i1", classes * features, at + 4 * classes).reshape(classes, features)
        return cls(network, sequence, windows, block[HEAD.size : at], Layer(weights, biases))


def person_bytes(classes: int, features: int, wearer_bytes: int) -> int:
    """Bytes of a block."""
    return HEAD.size + wearer_bytes + 4 * classes + _whole_words(classes * features) + _CRC.size


def _whole_words(size: int) -> int:
    return -(-size // 4) * 4
