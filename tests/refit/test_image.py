"""The block of an image is found and replaced, whatever file it comes in; everything else stays."""

from __future__ import annotations

import dataclasses
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.bundle import Bundle
from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.errors import DeployError, KdEdgeError
from kd_edge.refit.contents import read_contents
from kd_edge.refit.image import find_block, refit_image
from kd_edge.render.wearer_block import MAGIC, pack_block
from tests.signal.signal_specs import worn_armband

pytest.importorskip("elftools", reason="the extra deploy is not installed")
intelhex = pytest.importorskip("intelhex", reason="the extra deploy is not installed")

from kd_edge.deploy.images.uf2 import uf2_file  # noqa: E402

SPEC = worn_armband().worn(WearerProfile())
OTHER = WearerProfile(mirror=True, roll_deg=12.0)
OLD, NEW = pack_block(SPEC, WearerProfile()), pack_block(SPEC, OTHER)
CODE = bytes(range(256)) * 3
ADDRESS = 0x0800_0000
CONTENT = CODE[:701] + MAGIC + OLD + CODE  # a text that reads like a block comes before the block


def with_signal(bundle: Bundle, signal: SignalSpec) -> Bundle:
    return dataclasses.replace(bundle, manifest=msgspec.structs.replace(bundle.manifest, signal=signal))


@pytest.fixture
def bundle(tiny_bundle: Bundle) -> Bundle:
    return with_signal(tiny_bundle, SPEC)


def as_hex(content: bytes) -> bytes:
    written, text = intelhex.IntelHex(), io.StringIO()
    written.frombytes(content[:400], ADDRESS)
    written.frombytes(content[400:], ADDRESS + 0x2_0000 - 64 + 400)  # behind a gap, over a 64 KB boundary
    written.start_addr = {"EIP": ADDRESS + 5}
    written.write_hex_file(text)
    return text.getvalue().encode()


def as_shuffled_uf2(content: bytes) -> bytes:
    file = uf2_file(ADDRESS, content, 1)
    blocks = [file[start : start + 512] for start in range(0, len(file), 512)]
    return b"".join(blocks[1::2] + blocks[::2])


FORMATS: dict[str, Callable[[bytes], bytes]] = {
    "bin": bytes,
    "elf": lambda content: b"\x7fELF" + content,
    "uf2": lambda content: uf2_file(ADDRESS, content, 1),
    "shuffled uf2": as_shuffled_uf2,
    "hex": as_hex,
}


@pytest.mark.parametrize("kind", FORMATS)
def test_only_the_block_changes(kind: str, bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "firmware"
    path.write_bytes(FORMATS[kind](CONTENT))
    path.chmod(0o755)
    refit_image(path, bundle, OTHER)
    assert path.stat().st_mode & 0o777 == 0o755
    wanted = FORMATS[kind](CONTENT.replace(OLD, NEW))
    if kind == "hex":
        found, expected = (intelhex.IntelHex(io.StringIO(text.decode())) for text in (path.read_bytes(), wanted))
        assert found.todict() == expected.todict()
    else:
        assert path.read_bytes() == wanted


def signed(body: bytes) -> bytes:
    return body + struct.pack("<I", zlib.crc32(body))


BROKEN = {
    "nothing": (b"", "An image holds a program"),
    "no block": (CODE, "no KDWEARER in it"),
    "only the magic": (CODE + MAGIC, "ends within the block"),
    "truncated": (CONTENT[: 701 + 8 + len(OLD) - 1], "ends within the block"),
    "a changed byte": (CONTENT.replace(OLD, OLD[:50] + b"\x07" + OLD[51:]), "CRC-32 is wrong"),
    "version 2": (CODE + MAGIC + struct.pack("<I", 2) + OLD[12:], "version 2, not 1"),
    "two programs": (CONTENT + CONTENT, "2 blocks"),
    "a cut UF2": (uf2_file(ADDRESS, CONTENT, 1)[:-1], "damaged or truncated block"),
    "a cut hex": (as_hex(CONTENT)[:-30], "Intel HEX file is whole"),
    "other sensors": (CODE + signed(OLD[:16] + b"1234" + OLD[20:-4]), "other sensors"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_an_image_that_cannot_be_refitted_stays_as_it_was(fault: str, bundle: Bundle, tmp_path: Path) -> None:
    data, message = BROKEN[fault]
    path = tmp_path / "firmware"
    path.write_bytes(data)
    with pytest.raises(DeployError, match=message):
        refit_image(path, bundle, OTHER)
    assert path.read_bytes() == data


def test_an_image_of_another_bundle(bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "firmware.bin"
    path.write_bytes(CONTENT)
    fewer = SignalSpec(SPEC.streams[:1], SPEC.frame_period_ns, 4, 2, wearer=WearerProfile())
    with pytest.raises(DeployError, match="a block for 14"):
        refit_image(path, with_signal(bundle, fewer), OTHER)


@given(
    kind=st.sampled_from(list(FORMATS)),
    edits=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4),
    end=st.none() | st.integers(0, 10_000),
)
def test_damaged_files_are_refused_or_read(kind: str, edits: list[tuple[int, int]], end: int | None) -> None:
    file = bytearray(FORMATS[kind](CONTENT))
    for place, value in edits:
        file[place % len(file)] = value
    try:
        contents = read_contents(bytes(file[:end]))
        start = find_block(contents.data)
    except KdEdgeError:
        return
    again = read_contents(contents.replaced(start, NEW))
    assert again.data[start : start + len(NEW)] == NEW
    assert len(again.data) == len(contents.data)
