"""An image for another wearer: its block ``kd_wearer`` is found and replaced, and no other byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.errors import DeployError
from kd_edge.files import atomic_path, read_bounded
from kd_edge.live.worn import worn_signal
from kd_edge.refit.contents import read_contents
from kd_edge.render.wearer_block import CRC_BYTES, HEAD, MAGIC, VERSION, block_bytes, layout_code, pack_block

_LIMIT: Final = 1 << 28


def refit_image(path: Path, bundle: Bundle, profile: WearerProfile) -> Path:
    """Write ``profile`` into the image ``path``: ELF, raw binary, UF2 or Intel HEX.

    Args:
        path: the file, which is replaced as a whole, or left as it was.
        bundle: what the image was built from.
        profile: how the new person wears the sensors.

    Returns:
        ``path``.

    Raises:
        DeployError: the file cannot be read, holds no whole block or several, or that of other sensors.
        SignalError: the bundle's network was trained with the sensors as recorded.
        ContractError: the profile is of other sensors.
        MissingExtraError: it is Intel HEX, and the package that reads it is not installed.
    """
    signal = worn_signal(bundle, profile)
    block = pack_block(signal, profile)
    contents = read_contents(read_bounded(path, _LIMIT, DeployError))
    data = contents.data
    start = find_block(data)
    _check_sensors(data, start, signal)
    mode = path.stat().st_mode
    with atomic_path(path) as temporary:
        temporary.write_bytes(contents.replaced(start, block))
    path.chmod(mode)
    return path


def find_block(data: bytes) -> int:
    """Where in ``data`` the only whole block begins.

    Raises:
        DeployError: there is none, or there are several.
    """
    places = list(_occurrences(data))
    if not places:
        raise DeployError(
            "An image has a block that says how it is worn",
            found=f"no {MAGIC.decode()} in it",
            remedy="build it from a bundle that was trained with `--wearer canonical`",
        )
    faults = {start: _fault(data, start) for start in places}
    whole = [start for start, fault in faults.items() if fault is None]
    if not whole:
        raise DeployError(
            "The block that says how an image is worn is whole",
            found="; ".join(str(fault) for fault in faults.values()),
            remedy="build or copy the image again",
        )
    if len(whole) > 1:
        raise DeployError(
            "An image has one block that says how it is worn",
            found=f"{len(whole)} blocks",
            remedy="name the image of one program",
        )
    return whole[0]


def _occurrences(data: bytes) -> Iterator[int]:
    start = data.find(MAGIC)
    while start >= 0:
        yield start
        start = data.find(MAGIC, start + 1)


def _fault(data: bytes, start: int) -> str | None:
    """Why the block at ``start`` cannot be used; None if it can."""
    if len(data) < start + HEAD.size:
        return "a file that ends within the block"
    _, version, features, _ = HEAD.unpack_from(data, start)
    if version != VERSION:
        return f"a block of version {version}, not {VERSION}"
    end = start + block_bytes(features)
    if len(data) < end:
        return "a file that ends within the block"
    (crc,) = struct.unpack_from("<I", data, end - CRC_BYTES)
    return None if crc == zlib.crc32(data[start : end - CRC_BYTES]) else "a block whose CRC-32 is wrong"


def _check_sensors(data: bytes, start: int, signal: SignalSpec) -> None:
    _, _, features, layout = HEAD.unpack_from(data, start)
    if features != signal.feature_count:
        raise DeployError(
            f"The image has the {signal.feature_count} features of the bundle",
            found=f"a block for {features}",
            remedy="name the bundle that the image was built from with --bundle",
        )
    if layout != layout_code(signal):
        raise DeployError(
            "The image has the channels, rings and bodies of the bundle",
            found="a block for other sensors",
            remedy="name the bundle that the image was built from with --bundle",
        )
