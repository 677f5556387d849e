"""The RP2040's second boot stage: 252 bytes of code and their checksum, without which no program starts."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from kd_edge.deploy.images.elf import find_section

SECTION: Final = ".boot2"
CODE_BYTES: Final = 252

_POLYNOMIAL: Final = 0x04C11DB7


def checksum(code: bytes) -> int:
    """The boot ROM's CRC-32: Ethernet's polynomial, most significant bit first, from all ones, not inverted at the end.

    Source: RP2040 Datasheet, "Bootrom: Flash Second Stage".
    """
    crc = 0xFFFFFFFF
    for byte in code:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ _POLYNOMIAL if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


def stamp_boot2(elf: Path) -> None:
    """Write the checksum behind the second boot stage of ``elf``, if it has one.

    The image itself is changed, so that every way of flashing it finds the checksum there.
    """
    found = find_section(elf, SECTION)
    if found is None:
        return
    offset, content = found
    with elf.open("r+b") as stream:
        stream.seek(offset + CODE_BYTES)
        stream.write(struct.pack("<I", checksum(content[:CODE_BYTES])))
