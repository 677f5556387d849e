"""Read NumPy archives that kd-edge may not have written: within a size limit, complete, plain arrays only."""

from __future__ import annotations

import struct
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import KdEdgeError
from kd_edge.files import open_bounded

Arrays = dict[str, NDArray[Any]]

EXPANSION: Final = 100
"""How many times its compressed size an array may take; padded recordings stay below 30, crafted ones reach 1,000."""
_ALWAYS_ALLOWED: Final = 64 << 20

_DAMAGE: Final = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    MemoryError,
    RuntimeError,  # an encrypted member; also RecursionError and NotImplementedError
    SyntaxError,
    tokenize.TokenError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile and NumPy raise for damaged archives and array headers."""


def read_arrays(path: Path, limit: int, error: type[KdEdgeError]) -> Arrays:
    """Every array of the npz archive at ``path`` by name; pickled objects are refused.

    Args:
        path: the archive.
        limit: most bytes that the file may have, and that all its arrays together may have.
        error: class of the exception that is raised.

    Raises:
        KdEdgeError: of class ``error``, if the file is not a regular file within the limit, is truncated, damaged or
        not an npz archive, or would take far more memory than its size suggests.
    """
    with open_bounded(path, limit, error) as file:
        return unpack_arrays(file, limit, error, source=str(path))


def unpack_arrays(file: BinaryIO, limit: int, error: type[KdEdgeError], *, source: str) -> Arrays:
    """The same as :func:`read_arrays`, for an archive that is already open; ``source`` names it in errors."""
    try:
        return _read_members(file, limit)
    except _DAMAGE as problem:
        raise error(
            "A file of arrays is a complete npz archive of plain arrays",
            found=f"{source}: {str(problem) or type(problem).__name__}",
            remedy="copy or write the file again; it is truncated, damaged or of another format",
        ) from problem


def _read_members(file: BinaryIO, limit: int) -> Arrays:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > limit:
            raise ValueError(f"its arrays take more than {limit:,} bytes")
        arrays: Arrays = {}
        for member in members:
            name = member.filename.removesuffix(".npy")
            if name in arrays or name == member.filename:
                raise ValueError(f"member {member.filename!r}: each is an array with a name of its own")
            arrays[name] = _read_array(archive, member)
        return arrays


def _read_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> NDArray[Any]:
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"array {member.filename!r} is compressed by another method than NumPy's")
    if member.file_size > max(_ALWAYS_ALLOWED, EXPANSION * member.compress_size):
        raise ValueError(
            f"array {member.filename!r} would expand from {member.compress_size:,} to {member.file_size:,} bytes"
        )
    with archive.open(member) as stream:
        array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
        if stream.read(1):  # reading to the end also lets zipfile compare the checksum
            raise ValueError(f"array {member.filename!r} has more bytes than its shape needs")
    if array.size and not array.dtype.itemsize:
        raise ValueError(f"array {member.filename!r} has elements without a size")
    return array
