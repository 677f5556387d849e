"""UF2: an image as a file that is copied onto a board's boot loader, which looks like a USB stick.

The format is Microsoft's (github.com/microsoft/uf2): blocks of 512 bytes, each with the
address of its own 256 bytes of flash, so that they may arrive in any order.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final, NamedTuple

from kd_edge.deploy.images.elf import flash_content
from kd_edge.errors import DeployError
from kd_edge.files import write_bytes

PAGE_BYTES: Final = 256

UF2_MAGIC: Final = struct.pack("<2I", 0x0A324655, 0x9E5D5157)
"""How every block begins."""

_BLOCK_BYTES: Final = 512
_HEAD: Final = struct.Struct("<8I")
_MAGIC: Final = struct.unpack("<2I", UF2_MAGIC)
_NOT_FOR_FLASH: Final = 0x1
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


class Page(NamedTuple):
    """Bytes for flash in a UF2 file: their address, where in the file they stand, and how many they are."""

    address: int
    place: int
    size: int


def uf2_pages(file: bytes) -> list[Page]:
    """Every page of the UF2 file ``file``, in the file's order.

    Raises:
        DeployError: the file does not consist of whole blocks.
    """
    pages = []
    for start in range(0, len(file), _BLOCK_BYTES):
        block = file[start : start + _BLOCK_BYTES]
        if len(block) < _BLOCK_BYTES or not block.startswith(UF2_MAGIC) or not block.endswith(_MAGIC_END):
            raise _not_whole(f"a damaged or truncated block at byte {start}")
        flags, address, size = struct.unpack_from("<3I", block, len(UF2_MAGIC))
        if size > _DATA_BYTES:
            raise _not_whole(f"a block of {size} bytes at byte {start}")
        if not flags & _NOT_FOR_FLASH:
            pages.append(Page(address, start + _HEAD.size, size))
    return pages


def _not_whole(found: str) -> DeployError:
    return DeployError(
        f"A UF2 file consists of blocks of {_BLOCK_BYTES} bytes", found=found, remedy="build or copy it again"
    )
