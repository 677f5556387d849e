"""Reading a linked image: bytes by section, and which component owns them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from kd_edge.errors import DeployError, MissingExtraError

if TYPE_CHECKING:
    from elftools.elf.elffile import ELFFile
    from elftools.elf.sections import Section

# Bits of a section's sh_flags.
_WRITE: Final = 1
_ALLOC: Final = 2
_EXECUTE: Final = 4

_ARCHIVE: Final = b"!<arch>\n"
_MEMBER_HEAD_BYTES: Final = 60
_MEMBER_SIZE: Final = slice(48, 58)


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


@dataclass(frozen=True)
class Abi:
    """What object files must share to be linked: values of build attributes of the Arm ABI, 0 where absent."""

    cpu_arch: int = 0
    fp_arch: int = 0
    abi_vfp_args: int = 0


def elf_reader() -> type[ELFFile]:
    """The class that reads ELF files; imported late, since writing C files for others needs none of it.

    Raises:
        MissingExtraError: pyelftools is not installed.
    """
    try:
        from elftools.elf.elffile import ELFFile
    except ImportError as error:
        raise MissingExtraError("elftools", "deploy") from error
    return ELFFile


def measure_image(elf: Path) -> Sizes:
    """Bytes of every section that occupies memory."""
    with elf.open("rb") as stream:
        total = Sizes()
        for section in elf_reader()(stream).iter_sections():
            kind = _kind(section)
            if kind is not None:
                total += Sizes(**{kind: section["sh_size"]})
        return total


def read_symbols(path: Path) -> list[Symbol]:
    """Functions and variables of an object file, an archive or an image; code addresses without the Thumb bit."""
    return [symbol for stream in _object_files(path) for symbol in _symbols(elf_reader()(stream))]


def read_abi(path: Path) -> Abi:
    """What the first object file in ``path`` was compiled for.

    Raises:
        DeployError: if ``path`` is neither an object file nor an archive with one.
    """
    reader = elf_reader()
    from elftools.common.exceptions import ELFError
    from elftools.elf.sections import ARMAttributesSection

    try:
        sections = reader(next(_object_files(path))).iter_sections()
    except (ELFError, ValueError, StopIteration) as error:
        raise DeployError(
            f"{path} holds object files", found="none that can be read", remedy="build it again"
        ) from error
    attributes = {
        attribute.tag: attribute.value
        for section in sections
        if isinstance(section, ARMAttributesSection)
        for vendor in section.iter_subsections()
        for scope in vendor.iter_subsubsections()
        for attribute in scope.iter_attributes()
    }
    return Abi(**{field.name: attributes.get(f"TAG_{field.name.upper()}", 0) for field in fields(Abi)})


def _object_files(path: Path) -> Iterator[BinaryIO]:
    """The ELF file ``path`` or, if it is an archive, every one in it."""
    data = path.read_bytes()
    if not data.startswith(_ARCHIVE):
        yield io.BytesIO(data)
        return
    at = len(_ARCHIVE)
    while at < len(data):
        start = at + _MEMBER_HEAD_BYTES
        size = int(data[at:start][_MEMBER_SIZE])
        if data.startswith(b"\x7fELF", start):
            yield io.BytesIO(data[start : start + size])
        at = start + size + size % 2


def _symbols(file: ELFFile) -> Iterator[Symbol]:
    from elftools.elf.sections import SymbolTableSection

    table = file.get_section_by_name(".symtab")
    source = None
    for entry in table.iter_symbols() if isinstance(table, SymbolTableSection) else ():
        kind, index = entry["st_info"]["type"], entry["st_shndx"]
        if kind == "STT_FILE":
            source = Path(entry.name).name or None
        elif kind in ("STT_FUNC", "STT_OBJECT") and isinstance(index, int) and entry["st_size"] > 0:
            section = _kind(file.get_section(index))
            if section is not None:
                local = entry["st_info"]["bind"] == "STB_LOCAL"
                address = entry["st_value"] & ~1 if kind == "STT_FUNC" else entry["st_value"]
                yield Symbol(entry.name, address, entry["st_size"], section, source if local else None)


def measure_components(elf: Path, objects: Mapping[str, Sequence[Path]]) -> dict[str, Sizes]:
    """Bytes of the image's symbols by the component whose object files and archives define them.

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


def find_section(elf: Path, name: str) -> tuple[int, bytes] | None:
    """Where in the file the section ``name`` begins, and its content; None if there is no such section."""
    with elf.open("rb") as stream:
        section = elf_reader()(stream).get_section_by_name(name)
        return None if section is None else (section["sh_offset"], section.data())


def flash_content(elf: Path) -> tuple[int, bytes]:
    """What flash must hold: the address of the first byte, and all bytes; gaps are 0xFF, as erased."""
    with elf.open("rb") as stream:
        parts = [
            (segment["p_paddr"], segment.data())
            for segment in elf_reader()(stream).iter_segments("PT_LOAD")
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
    if not flags & _ALLOC:
        return None
    if section.name == ".stack":
        return "stack"
    if section["sh_type"] == "SHT_NOBITS":
        return "bss"
    if flags & _EXECUTE:
        return "text"
    return "data" if flags & _WRITE else "rodata"
