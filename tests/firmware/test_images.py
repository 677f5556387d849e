"""Every board's image, from both toolchains, as its boot ROM or boot loader finds it: by the boards' own manuals."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from kd_edge.bundle import open_bundle
from kd_edge.deploy.boards import board_names, load_board
from kd_edge.deploy.images.elf import flash_content
from kd_edge.deploy.images.firmware import build_firmware
from tests.deploy.conftest import TOOLCHAINS, needs_compiler

REFERENCE = Path(__file__).parents[2] / "export" / "reference"
KB, MB = 1 << 10, 1 << 20

EXCEPTIONS = 16
RESERVED = (8, 9, 10, 12, 13)
"""Exceptions that no core here raises by itself."""

HARD_FLOAT = 0x400
"""In an ELF file's flags: floats are handed over in registers of the FPU."""


@dataclass(frozen=True)
class Memory:
    """What a chip starts from: flash that may be written, where it looks for the vector table, RAM, and its FPU."""

    flash: int
    flash_bytes: int
    ram_bytes: int
    ram: int = 0x2000_0000
    vectors: int = 0  # behind the start of flash
    fpu: bool = True


MEMORIES = {
    "microbit": Memory(0, 256 * KB, 16 * KB, fpu=False),
    "mps2-an385": Memory(0, 4 * MB, 4 * MB, fpu=False),
    "mps2-an386": Memory(0, 4 * MB, 4 * MB),
    "mps2-an500": Memory(0, 4 * MB, 4 * MB),
    "mps2-an505": Memory(0x1000_0000, 4 * MB, 2 * MB, ram=0x3800_0000),
    "mps3-an547": Memory(0, 512 * KB, 512 * KB),
    "nucleo-f411re": Memory(0x0800_0000, 512 * KB, 128 * KB),
    "nucleo-f446re": Memory(0x0800_0000, 512 * KB, 128 * KB),
    "netduinoplus2": Memory(0x0800_0000, MB, 128 * KB),
    "feather-stm32f405": Memory(0x0800_0000, MB, 128 * KB),
    "nano33ble": Memory(0x1_0000, MB - 64 * KB, 256 * KB),
    "feather-nrf52840": Memory(0x2_6000, 0xED000 - 0x26000, 256 * KB),
    "xiao-nrf52840-sense": Memory(0x2_7000, 0xED000 - 0x27000, 256 * KB),
    "pico": Memory(0x1000_0000, 2 * MB, 256 * KB, vectors=256, fpu=False),
    "pico-bare": Memory(0x1000_0000, 2 * MB, 256 * KB, vectors=256, fpu=False),
}


def test_the_memory_of_every_board_is_known_here() -> None:
    assert sorted(MEMORIES) == board_names()


BY_ZIG = ("mps3-an547", "netduinoplus2", "nano33ble", "pico")
"""One of each family of chips, by zig for every change; the others with all tests."""

IMAGES = [
    pytest.param(name, compiler, marks=() if compiler == "gcc" or name in BY_ZIG else pytest.mark.slow)
    for name in MEMORIES
    for compiler in ("gcc", "zig")
]


@needs_compiler
@pytest.mark.parametrize(("name", "compiler"), IMAGES)
def test_the_image_starts(name: str, compiler: str, tmp_path: Path) -> None:
    if compiler not in TOOLCHAINS:
        pytest.skip(f"the toolchain {compiler} is not installed")
    memory = MEMORIES[name]
    elf = build_firmware(load_board(name), open_bundle(REFERENCE), tmp_path, TOOLCHAINS[compiler]).elf

    address, content = flash_content(elf)
    assert address == memory.flash
    assert len(content) <= memory.flash_bytes
    with elf.open("rb") as stream:
        file = ELFFile(stream)
        assert bool(file["e_flags"] & HARD_FLOAT) == memory.fpu
        segments = [(segment["p_vaddr"], segment["p_memsz"]) for segment in file.iter_segments("PT_LOAD")]
        symbols = {symbol.name for symbol in file.get_section_by_name(".symtab").iter_symbols()}
        text = file.get_section_by_name(".text")
        code = range(text["sh_addr"], text["sh_addr"] + text["sh_size"])
    assert not symbols & {"malloc", "free", "_sbrk"}
    homes = ((memory.flash, memory.flash + memory.flash_bytes), (memory.ram, memory.ram + memory.ram_bytes))
    assert all(any(low <= at and at + size <= high for low, high in homes) for at, size in segments if size > 0)

    stack, *handlers = struct.unpack_from("<84I", content, memory.vectors)
    assert (memory.flash + memory.vectors) % 256 == 0
    assert memory.vectors or memory.flash % 512 == 0, "84 words: VTOR takes a multiple of 512"
    assert stack % 8 == 0
    assert memory.ram < stack <= memory.ram + memory.ram_bytes
    used = [handler for number, handler in enumerate(handlers, start=1) if number not in RESERVED]
    assert all(handler & 1 and handler - 1 in code for handler in used), "Thumb functions"
    assert len({handlers[number - 1] for number in range(EXCEPTIONS - 1, EXCEPTIONS + 68)}) == 1


@needs_compiler
def test_a_uf2_boot_loader_gets_its_family_and_its_pages(tmp_path: Path) -> None:
    image = build_firmware(
        load_board("feather-nrf52840"), open_bundle(REFERENCE), tmp_path, next(iter(TOOLCHAINS.values()))
    )
    assert image.uf2 is not None
    data = image.uf2.read_bytes()
    blocks = [struct.unpack_from("<8I", data, at) for at in range(0, len(data), 512)]
    assert {block[7] for block in blocks} == {0xADA52840}
    assert [block[3] for block in blocks] == list(range(0x26000, 0x26000 + 256 * len(blocks), 256))
    assert blocks[-1][3] < 0xED000
