"""What an image file gives to flash, and where in the file each byte of it stands."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from kd_edge.deploy.images.uf2 import UF2_MAGIC, uf2_pages
from kd_edge.errors import DeployError, MissingExtraError

_LINE_BYTES: Final = 16


class Contents(Protocol):
    """Bytes of an image in the order of their addresses, some of which can be replaced."""

    @property
    def data(self) -> bytes:
        """All of them, without the gaps."""
        ...

    def replaced(self, start: int, new: bytes) -> bytes:
        """The whole file with ``new`` in place of as many bytes of ``data`` from ``start`` on."""
        ...


@dataclass(frozen=True)
class Plain:
    """A file that holds the image as it is: ELF, or raw binary."""

    data: bytes

    def replaced(self, start: int, new: bytes) -> bytes:
        """See :class:`Contents`."""
        return self.data[:start] + new + self.data[start + len(new) :]


@dataclass(frozen=True)
class Uf2:
    """A UF2 file; its blocks keep their order."""

    file: bytes
    pages: list[tuple[int, int]]  # place in the file and bytes of each page, by address

    @property
    def data(self) -> bytes:
        """See :class:`Contents`."""
        return b"".join(self.file[place : place + size] for place, size in self.pages)

    def replaced(self, start: int, new: bytes) -> bytes:
        """See :class:`Contents`."""
        changed = bytearray(self.file)
        places = [index for place, size in self.pages for index in range(place, place + size)]
        for place, value in zip(places[start : start + len(new)], new, strict=True):
            changed[place] = value
        return bytes(changed)


@dataclass(frozen=True, eq=False)
class IntelHex:
    """An Intel HEX file; it is written again in lines of 16 bytes."""

    addresses: list[int]
    values: dict[int, int]
    start: dict[str, int] | None

    @property
    def data(self) -> bytes:
        """See :class:`Contents`."""
        return bytes(self.values[address] for address in self.addresses)

    def replaced(self, start: int, new: bytes) -> bytes:
        """See :class:`Contents`."""
        from intelhex import IntelHex as Library

        changed = Library()
        changed.fromdict(self.values | dict(zip(self.addresses[start : start + len(new)], new, strict=True)))
        changed.start_addr = self.start
        text = io.StringIO()
        changed.write_hex_file(text, byte_count=_LINE_BYTES)
        return text.getvalue().encode()


def read_contents(file: bytes) -> Contents:
    """The contents of an image file, whose kind shows in its first bytes.

    Raises:
        DeployError: it is empty, or a damaged file of its kind.
        MissingExtraError: it is Intel HEX, and the package that reads it is not installed.
    """
    if not file:
        raise DeployError("An image holds a program", found="an empty file", remedy="build it again")
    return next((read(file) for begins, read in _KINDS if file.startswith(begins)), None) or Plain(file)


def _read_uf2(file: bytes) -> Contents:
    return Uf2(file, [(page.place, page.size) for page in sorted(uf2_pages(file), key=lambda page: page.address)])


def _read_hex(file: bytes) -> Contents:
    try:
        from intelhex import IntelHex as Library
        from intelhex import IntelHexError
    except ImportError as error:
        raise MissingExtraError("intelhex", "deploy") from error
    try:
        found = Library(io.StringIO(file.decode("ascii")))
        values = found.todict()
    except (IntelHexError, ValueError) as error:
        raise DeployError("An Intel HEX file is whole", found=error, remedy="build or copy it again") from error
    start = values.pop("start_addr", None)
    return IntelHex(sorted(values), values, start)


_KINDS: Final[tuple[tuple[bytes, Callable[[bytes], Contents]], ...]] = (
    (b"\x7fELF", Plain),
    (UF2_MAGIC, _read_uf2),
    (b":", _read_hex),
)
"""Every kind by its first bytes; anything else is a raw binary."""
