"""A board that is added as docs/boards.md says builds, one too fast for its chip does not; a bare RP2040 links."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kd_edge.bundle import Bundle
from kd_edge.deploy import boards
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.images import build
from kd_edge.deploy.images.build import Image
from kd_edge.deploy.images.elf import read_symbols
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root
from tests.deploy.conftest import needs_compiler

pytestmark = needs_compiler

DOCS = Path(__file__).parents[2] / "docs" / "boards.md"
NAMED_BLOCK = re.compile(
    r"^```\w+\n(.*?firmware/boards/([\w-]+)/(board\.toml|board\.c|memory\.ld)\b.*?)^```", re.M | re.S
)

BARE_RP2040 = {
    "board.toml": 'title = "An RP2040 without sensors"\ncore = "m0"\nfamily = "rp2040"\n',
    "board.c": """\
#define KD_PLL_MULTIPLIER 133
#define KD_PLL_FIRST 6
#define KD_PLL_SECOND 2
#include "kd_rp2040_clock.h"

const kd_rp2040_board_t kd_rp2040 = {.clock = KD_RP2040_CLOCK, .tx_pin = 12u, .rx_pin = 13u};
""",
}


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the firmware that boards may be added to; its folder of boards."""
    copy = shutil.copytree(firmware_root(), tmp_path / "firmware", ignore=shutil.ignore_patterns("tests"))
    for module in (boards, build):
        monkeypatch.setattr(module, "firmware_root", lambda: copy)
    return copy / "boards"


def documented() -> tuple[str, dict[str, str]]:
    """Name and files of the board that the documentation adds."""
    found = NAMED_BLOCK.findall(DOCS.read_text())
    (name,) = {name for _, name, _ in found}
    return name, {file: text for text, _, file in found}


def add(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)


def built(name: str, bundle: Bundle, folder: Path) -> Image:
    return build_firmware(load_board(name), bundle, folder, find_toolchain())


def test_the_documented_board_builds(scratch: Path, reference: Bundle, tmp_path: Path) -> None:
    name, files = documented()
    assert sorted(files) == ["board.c", "board.toml", "memory.ld"]
    add(scratch / name, files)
    assert built(name, reference, tmp_path / "image").total.flash > 20_000


@pytest.mark.parametrize("missing", ["board.c", "memory.ld"])
def test_a_missing_file_is_named(missing: str, scratch: Path) -> None:
    name, files = documented()
    add(scratch / name, {file: text for file, text in files.items() if file != missing})
    with pytest.raises(DeployError, match=rf"Found: no .*{name}/{missing}"):
        load_board(name)


def test_an_unknown_family_is_answered_with_the_list(scratch: Path) -> None:
    name, files = documented()
    add(scratch / name, files | {"board.toml": files["board.toml"].replace("stm32f4", "stm32f7", 1)})
    with pytest.raises(DeployError, match=r"Found: stm32f7\. Remedy: use mps, nrf5, rp2040, stm32f4"):
        load_board(name)


def test_a_clock_that_its_chip_cannot_do_is_refused(scratch: Path, reference: Bundle, tmp_path: Path) -> None:
    name, files = documented()
    assert "KD_CORE_MHZ 96" in files["board.c"]
    add(scratch / name, files | {"board.c": files["board.c"].replace("KD_CORE_MHZ 96", "KD_CORE_MHZ 168")})
    with pytest.raises(DeployError, match="KD_CORE_MHZ is more than this chip can do"):
        built(name, reference, tmp_path / "image")


def test_a_second_rp2040_without_sensors_links(scratch: Path, reference: Bundle, tmp_path: Path) -> None:
    add(scratch / "bare-rp2040", BARE_RP2040 | {"memory.ld": (scratch / "pico" / "memory.ld").read_text()})
    names = {symbol.name for symbol in read_symbols(built("bare-rp2040", reference, tmp_path / "image").elf)}
    assert "kd_boot2" in names
    assert not names & {"kd_imu_start", "kd_imu_request", "muscles", "kd_backlog_put"}
