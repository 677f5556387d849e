"""UF2: an image as a file that is copied onto a board's boot loader, which looks like a USB stick.

The format is Microsoft's (github.com/microsoft/uf2): blocks of 512 bytes, each with the
address of its own 256 bytes of flash, so that they may arrive in any order.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from kd_edge.deploy.images.elf import flash_content
from kd_edge.errors import DeployError
from kd_edge.files import write_bytes

PAGE_BYTES: Final = 256

_HEAD: Final = struct.Struct("<8I")
_MAGIC: Final = (0x0A324655, 0x9E5D5157)
_MAGIC_END: Final = struct.pack("<I", 0x0AB16F30)
_HAS_FAMILY: Final = 0x2000
_DATA_BYTES: Final = 476


def uf2_file(address: int, content: bytes, family: int) -> bytes:
    """``content`` as a UF2 file.

    Args:
        address: of the first byte; the start of a page.
        content: at least one byte; the last page is filled up with 0xFF, as erased.
        family: id of the chips that may take it.

    Raises:
        DeployError: ``address`` is not the start of a page.
    """
    if address % PAGE_BYTES:
        raise DeployError(
            f"An image begins at a multiple of {PAGE_BYTES} bytes",
            found=f"{address:#010x}",
            remedy="correct the FLASH region in the board's memory.ld",
        )
    pages = [content[first : first + PAGE_BYTES] for first in range(0, len(content), PAGE_BYTES)]
    return b"".join(
        _HEAD.pack(*_MAGIC, _HAS_FAMILY, address + number * PAGE_BYTES, PAGE_BYTES, number, len(pages), family)
        + page.ljust(PAGE_BYTES, b"\xff").ljust(_DATA_BYTES, b"\0")
        + _MAGIC_END
        for number, page in enumerate(pages)
    )


def write_uf2(elf: Path, path: Path, family: int) -> None:
    """Write the flash content of the image ``elf`` to the UF2 file ``path``; errors as for :func:`uf2_file`."""
    write_bytes(path, uf2_file(*flash_content(elf), family))
