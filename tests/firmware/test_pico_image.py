"""The Pico's image as its boot ROM and its USB boot loader see it."""

from __future__ import annotations

import struct

import pytest

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.images.boot2 import checksum
from kd_edge.deploy.images.build import Image
from kd_edge.deploy.images.elf import flash_content
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.images.uf2 import uf2_file
from kd_edge.errors import DeployError
from tests.deploy.conftest import TOOLCHAINS, needs_compiler

FLASH = 0x1000_0000
"""The boot ROM's flash, from the RP2040 Datasheet's memory map."""

RP2040 = 0xE48BFF56
"""The chip's family, from the list beside the format's specification."""


def remainder_of_the_boot_roms_division(code: bytes) -> int:
    """CRC-32/MPEG-2 as its definition says: the remainder of a polynomial division over GF(2), in whole numbers."""
    message = int.from_bytes(code, "big") << 32
    message ^= 0xFFFFFFFF << (8 * len(code))
    polynomial = 0x1_04C1_1DB7
    for bit in range(8 * len(code) + 31, 31, -1):
        if message >> bit & 1:
            message ^= polynomial << (bit - 32)
    return message


def parse_uf2(data: bytes) -> tuple[dict[int, bytes], set[int]]:
    """A reader from the text of the format's specification: pages by address, and families."""
    assert len(data) % 512 == 0
    count = len(data) // 512
    pages, families = {}, set()
    for number in range(count):
        block = data[512 * number : 512 * (number + 1)]
        assert block[:8] == b"UF2\n\x57\x51\x5d\x9e"
        assert block[508:] == b"\x30\x6f\xb1\x0a"
        flags, address, size, index, total, family = struct.unpack_from("<6I", block, 8)
        assert flags == 0x2000, "family id present; nothing else"
        assert (index, total) == (number, count)
        assert size == 256
        assert address % 256 == 0, "the RP2040 writes whole pages"
        assert address not in pages
        assert not any(block[32 + size : 508])
        pages[address] = block[32 : 32 + size]
        families.add(family)
    return pages, families


@pytest.fixture(scope="module", params=["gcc", "zig"])
def image(request: pytest.FixtureRequest, isl_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Image:
    if request.param not in TOOLCHAINS:
        pytest.skip(f"the toolchain {request.param} is not installed")
    return build_firmware(load_board("pico"), isl_bundle, tmp_path_factory.mktemp("pico"), TOOLCHAINS[request.param])


def test_the_checksum_is_the_catalogued_one() -> None:
    assert checksum(b"123456789") == remainder_of_the_boot_roms_division(b"123456789") == 0x0376E6E7


@needs_compiler
def test_the_boot_rom_accepts_the_image(image: Image) -> None:
    address, content = flash_content(image.elf)
    assert address == FLASH
    assert int.from_bytes(content[252:256], "little") == remainder_of_the_boot_roms_division(content[:252])
    stack, reset = struct.unpack_from("<2I", content, 256)
    assert 0x2000_0000 < stack <= 0x2004_0000
    assert reset & 1, "a Thumb function"
    assert FLASH + 256 < reset < FLASH + len(content)


@needs_compiler
def test_a_uf2_file_holds_the_image(image: Image) -> None:
    assert image.uf2 is not None
    pages, families = parse_uf2(image.uf2.read_bytes())
    assert families == {RP2040}
    assert list(pages) == list(range(FLASH, FLASH + 256 * len(pages), 256))
    content = flash_content(image.elf)[1]
    written = b"".join(pages.values())
    assert written[: len(content)] == content
    assert set(written[len(content) :]) <= {0xFF}


@needs_compiler
def test_another_project_reads_the_same(image: Image) -> None:
    parsed = pytest.importorskip("uf2utils.file").UF2File(str(image.uf2))
    content = flash_content(image.elf)[1]
    assert parsed.family.name == "RP2040"
    assert parsed.num_blocks == -(-len(content) // 256)
    assert bytes(parsed.payload).startswith(content)


def test_whole_bytes_of_a_small_file() -> None:
    expected = (
        bytes.fromhex("5546320a 57515d9e 00200000 00000010 00010000 00000000 01000000 56ff8be4")
        + (b"\x01\x02\x03" + b"\xff" * 253 + bytes(220))
        + bytes.fromhex("306fb10a")
    )
    assert uf2_file(FLASH, b"\x01\x02\x03", RP2040) == expected


def test_an_image_begins_at_a_page() -> None:
    with pytest.raises(DeployError, match="0x10000004"):
        uf2_file(FLASH + 4, b"x", RP2040)
