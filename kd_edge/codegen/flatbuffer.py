"""A strict reader of flatbuffers: every offset is checked before it is followed.

Files may come from anywhere, so no length is trusted: a wrong one raises a
CodegenError that names what was being read.  A :class:`Table` is checked when it is made.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import CodegenError

Item = TypeVar("Item")

_LFS_POINTER: Final = b"version https://git-lfs.github.com/spec/"
_REMEDY: Final = "convert the model again, or copy the whole file again"


def malformed(found: str) -> CodegenError:
    """The error for bytes that are not a well-formed TFLite model."""
    return CodegenError("The model is a well-formed TFLite flatbuffer", found=found, remedy=_REMEDY)


@dataclass(frozen=True)
class Table:
    """One table of a flatbuffer; fields are read by their index in the schema.

    Attributes:
        data: the whole file.
        position: where the table starts.
        what: what the table is, for messages.

    Raises:
        CodegenError: the table, or a field that it lists, does not lie in the file.
    """

    data: bytes
    position: int
    what: str

    def __post_init__(self) -> None:
        size = self._uint("<H", self._vtable + 2)
        if size < 4 or self.position + size > len(self.data):
            raise malformed(f"{self.what} at byte {self.position} that does not end")
        if any(offset and not 4 <= offset < size for offset in self._offsets):
            raise malformed(f"a field outside its table in {self.what}")

    @cached_property
    def _vtable(self) -> int:
        return self.position - self._uint("<i", self.position)

    @cached_property
    def _offsets(self) -> tuple[int, ...]:
        """Where the fields are, from ``position`` on; 0 where a field is left at its default."""
        size = self._uint("<H", self._vtable)
        if size < 4 or size % 2 or self._vtable + size > len(self.data):
            raise malformed(f"a vtable of {size} bytes in {self.what}")
        return struct.unpack_from(f"<{size // 2 - 2}H", self.data, self._vtable + 4)

    def _unpack(self, layout: str, position: int) -> int | float:
        if position < 0 or position + struct.calcsize(layout) > len(self.data):
            raise malformed(f"{self.what} at byte {position} of {len(self.data)}")
        value: int | float = struct.unpack_from(layout, self.data, position)[0]
        return value

    def _uint(self, layout: str, position: int) -> int:
        return int(self._unpack(layout, position))

    def _field(self, index: int) -> int:
        """Position of field ``index``, or 0 where the table leaves it at its default."""
        offset = self._offsets[index] if index < len(self._offsets) else 0
        return self.position + offset if offset else 0

    def _target(self, position: int) -> int:
        """Follow the relative offset at ``position``."""
        return _follow(self.data, position, self._uint("<I", position), self.what)

    def integer(self, index: int, layout: str = "<i", default: int = 0) -> int:
        """A whole number stored as ``layout`` (a ``struct`` code)."""
        position = self._field(index)
        return self._uint(layout, position) if position else default

    def boolean(self, index: int) -> bool:
        """A flag, False unless stored."""
        return self.integer(index, "<B") != 0

    def real(self, index: int) -> float:
        """A float32, 0 unless stored."""
        position = self._field(index)
        return float(self._unpack("<f", position)) if position else 0.0

    def _vector(self, index: int, item_size: int, what: str) -> tuple[int, int]:
        """Position of the first item and the count of the vector in field ``index``."""
        field = self._field(index)
        if not field:
            return 0, 0
        position = self._target(field)
        count = self._uint("<I", position)
        if position + 4 + count * item_size > len(self.data):
            raise malformed(f"{count} entries of {what} in {self.what}, past the end of the file")
        return position + 4, count

    def array(self, index: int, dtype: str, what: str) -> NDArray[np.generic]:
        """A vector of numbers as a read-only array."""
        kind = np.dtype(dtype)
        position, count = self._vector(index, kind.itemsize, what)
        return np.frombuffer(self.data, kind, count, position)

    def place(self, index: int, item_size: int, what: str) -> tuple[int, int]:
        """Where in the file the vector of field ``index`` has its first item, and how many items it has."""
        return self._vector(index, item_size, what)

    def integers(self, index: int, what: str) -> tuple[int, ...]:
        """A vector of int32."""
        return tuple(int(value) for value in self.array(index, "<i4", what))

    def text(self, index: int) -> str:
        """A string; bytes that are not UTF-8 are replaced."""
        position, count = self._vector(index, 1, "text")
        return self.data[position : position + count].decode("utf-8", "replace")

    def table(self, index: int, what: str) -> Table | None:
        """A nested table, or None."""
        field = self._field(index)
        return Table(self.data, self._target(field), what) if field else None

    def tables(self, index: int, what: str) -> list[Table]:
        """A vector of tables."""
        position, count = self._vector(index, 4, what)
        return [Table(self.data, self._target(position + 4 * item), f"{what} {item}") for item in range(count)]


def root_table(data: bytes, identifier: bytes) -> Table:
    """The root of a flatbuffer that must carry ``identifier``.

    Raises:
        CodegenError: too short, or another kind of file.
    """
    if data.startswith(_LFS_POINTER):
        raise CodegenError(
            "A model is the file itself",
            found="a Git LFS pointer, not the file itself",
            remedy="fetch the file with `git lfs pull`, or download it",
        )
    if len(data) < 8 or data[4:8] != identifier:
        raise malformed(f"{len(data)} bytes without the identifier {identifier.decode()}")
    return Table(data, _follow(data, 0, int.from_bytes(data[:4], "little"), "the file"), "the model")


def pick(items: Sequence[Item], index: int, kind: str, where: str) -> Item:
    """Entry ``index`` of ``items``.

    Raises:
        CodegenError: there is none; ``kind`` and ``where`` say what was looked for.
    """
    if not 0 <= index < len(items):
        raise malformed(f"{kind} {index} of {len(items)} in {where}")
    return items[index]


def _follow(data: bytes, position: int, offset: int, what: str) -> int:
    target = position + offset
    if offset < 4 or target + 4 > len(data):
        raise malformed(f"an offset to byte {target} of {len(data)} in {what}")
    return target
