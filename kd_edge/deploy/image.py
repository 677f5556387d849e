"""Reading a linked image: bytes by section, and which component owns them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kd_edge.errors import MissingExtraError

try:
    from elftools.elf.constants import SH_FLAGS
    from elftools.elf.elffile import ELFFile
    from elftools.elf.sections import Section, SymbolTableSection
except ImportError as error:
    raise MissingExtraError("elftools", "deploy") from error


@dataclass(frozen=True)
class Sizes:
    """Bytes by kind.  ``stack`` is what the linker script reserves."""

    text: int = 0
    rodata: int = 0
    data: int = 0
    bss: int = 0
    stack: int = 0

    @property
    def flash(self) -> int:
        """Bytes of flash: code, constants and the initial values of variables."""
        return self.text + self.rodata + self.data

    @property
    def ram(self) -> int:
        """Bytes of RAM: variables and the stack."""
        return self.data + self.bss + self.stack

    def __add__(self, other: Sizes) -> Sizes:
        return Sizes(*(left + right for left, right in zip(self._tuple(), other._tuple(), strict=True)))

    def __sub__(self, other: Sizes) -> Sizes:
        return Sizes(*(left - right for left, right in zip(self._tuple(), other._tuple(), strict=True)))

    def _tuple(self) -> tuple[int, ...]:
        return self.text, self.rodata, self.data, self.bss, self.stack


@dataclass(frozen=True)
class Symbol:
    """A function or variable with a size.  ``file`` is the source of a static one."""

    name: str
    address: int
    size: int
    kind: str
    file: str | None


def measure_image(elf: Path) -> Sizes:
    """Bytes of every section that occupies memory."""
    with elf.open("rb") as stream:
        total = Sizes()
        for section in ELFFile(stream).iter_sections():
            kind = _kind(section)
            if kind is not None:
                total += Sizes(**{kind: section["sh_size"]})
        return total


def read_symbols(elf: Path) -> list[Symbol]:
    """Functions and variables of an object file or an image; code addresses without the Thumb bit."""
    with elf.open("rb") as stream:
        file = ELFFile(stream)
        table = file.get_section_by_name(".symtab")
        if not isinstance(table, SymbolTableSection):
            return []
        symbols, source = [], None
        for entry in table.iter_symbols():
            kind, index = entry["st_info"]["type"], entry["st_shndx"]
            if kind == "STT_FILE":
                source = Path(entry.name).name or None
            elif kind in ("STT_FUNC", "STT_OBJECT") and isinstance(index, int) and entry["st_size"] > 0:
                section = _kind(file.get_section(index))
                if section is not None:
                    local = entry["st_info"]["bind"] == "STB_LOCAL"
                    address = entry["st_value"] & ~1 if kind == "STT_FUNC" else entry["st_value"]
                    symbols.append(Symbol(entry.name, address, entry["st_size"], section, source if local else None))
        return symbols


def measure_components(elf: Path, objects: Mapping[str, Sequence[Path]]) -> dict[str, Sizes]:
    """Bytes of the image's symbols by the component whose object file defines them.

    ``other`` takes the rest: the compiler's library, literals without a symbol, padding.
    """
    owners = {
        (symbol.name, symbol.file): component
        for component, paths in objects.items()
        for path in paths
        for symbol in read_symbols(path)
    }
    sizes = dict.fromkeys(objects, Sizes())
    for symbol in read_symbols(elf):
        owner = owners.get((symbol.name, symbol.file))
        if owner is not None:
            sizes[owner] += Sizes(**{symbol.kind: symbol.size})
    sizes["other"] = measure_image(elf) - sum(sizes.values(), Sizes())
    return sizes


def flash_content(elf: Path) -> tuple[int, bytes]:
    """What flash must hold: the address of the first byte, and all bytes; gaps are 0xFF, as erased."""
    with elf.open("rb") as stream:
        parts = [
            (segment["p_paddr"], segment.data())
            for segment in ELFFile(stream).iter_segments("PT_LOAD")
            if segment["p_filesz"] > 0
        ]
    start = min(address for address, _ in parts)
    content = bytearray(b"\xff" * (max(address + len(data) for address, data in parts) - start))
    for address, data in parts:
        content[address - start : address - start + len(data)] = data
    return start, bytes(content)


def _kind(section: Section) -> str | None:
    """Which field of :class:`Sizes` a section counts towards; None if it takes no memory."""
    flags = section["sh_flags"]
    if not flags & SH_FLAGS.SHF_ALLOC:
        return None
    if section.name == ".stack":
        return "stack"
    if section["sh_type"] == "SHT_NOBITS":
        return "bss"
    if flags & SH_FLAGS.SHF_EXECINSTR:
        return "text"
    return "data" if flags & SH_FLAGS.SHF_WRITE else "rodata"
