"""A board that is added as docs/boards.md says builds, one too fast for its chip does not; a bare RP2040 links."""

from __future__ import annotations

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
from tests.deploy.conftest import needs_compiler
from tests.firmware.documented import DOCUMENTED, add_board, copy_firmware, documented_files

pytestmark = needs_compiler

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
    copy = copy_firmware(tmp_path)
    for module in (boards, build):
        monkeypatch.setattr(module, "firmware_root", lambda: copy)
    return copy / "boards"


def built(name: str, bundle: Bundle, folder: Path) -> Image:
    return build_firmware(load_board(name), bundle, folder, find_toolchain())


def test_the_documented_board_builds(scratch: Path, reference: Bundle, tmp_path: Path) -> None:
    files = documented_files()
    assert sorted(files) == ["board.c", "board.toml", "memory.ld"]
    add_board(scratch / DOCUMENTED, files)
    assert built(DOCUMENTED, reference, tmp_path / "image").total.flash > 20_000


@pytest.mark.parametrize("missing", ["board.c", "memory.ld"])
def test_a_missing_file_is_named(missing: str, scratch: Path) -> None:
    files = documented_files()
    add_board(scratch / DOCUMENTED, {file: text for file, text in files.items() if file != missing})
    with pytest.raises(DeployError, match=rf"Found: no .*{DOCUMENTED}/{missing}"):
        load_board(DOCUMENTED)


def test_an_unknown_family_is_answered_with_the_list(scratch: Path) -> None:
    files = documented_files()
    add_board(scratch / DOCUMENTED, files | {"board.toml": files["board.toml"].replace("stm32f4", "stm32f7", 1)})
    with pytest.raises(DeployError, match=r"Found: stm32f7\. Remedy: use mps, nrf5, rp2040, stm32f4"):
        load_board(DOCUMENTED)


def test_a_clock_that_its_chip_cannot_do_is_refused(scratch: Path, reference: Bundle, tmp_path: Path) -> None:
    files = documented_files()
    assert "KD_CORE_MHZ 96" in files["board.c"]
    add_board(scratch / DOCUMENTED, files | {"board.c": files["board.c"].replace("KD_CORE_MHZ 96", "KD_CORE_MHZ 168")})
    with pytest.raises(DeployError, match="KD_CORE_MHZ is more than this chip can do"):
        built(DOCUMENTED, reference, tmp_path / "image")


def test_a_second_rp2040_without_sensors_links(scratch: Path, reference: Bundle, tmp_path: Path) -> None:
    add_board(scratch / "bare-rp2040", BARE_RP2040 | {"memory.ld": (scratch / "pico" / "memory.ld").read_text()})
    names = {symbol.name for symbol in read_symbols(built("bare-rp2040", reference, tmp_path / "image").elf)}
    assert "kd_boot2" in names
    assert not names & {"kd_imu_start", "kd_imu_request", "muscles", "kd_backlog_put"}
