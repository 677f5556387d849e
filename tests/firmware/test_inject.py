"""Real recordings through a board's serial port: signal frames, scores and decisions equal the host's, bit for bit."""

from __future__ import annotations

from pathlib import Path

import pytest

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import Qemu, all_boards, load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.play.session import Session
from kd_edge.sources.deciding import check_bundle
from tests.deploy.conftest import TOOLCHAINS, needs_compiler, needs_qemu
from tests.firmware.conftest import assert_says_what_the_host_says

pytestmark = [needs_compiler, needs_qemu]

BOARDS = [board.name for board in all_boards() if isinstance(board.emulator, Qemu)]
ALWAYS = {
    *((board, "gcc") for board in ("mps2-an386", "mps2-an500", "mps3-an547", "microbit", "netduinoplus2")),
    *((board, "zig") for board in ("microbit", "feather-stm32f405")),
}
CASES = [
    pytest.param(board, compiler, marks=[] if (board, compiler) in ALWAYS else [pytest.mark.slow])
    for board in BOARDS
    for compiler in ("gcc", "zig")
]


@pytest.mark.parametrize(("name", "compiler"), CASES)
def test_a_board_says_what_the_host_says(
    name: str, compiler: str, psl18_bundle: Bundle, psl18_session: Session, tmp_path: Path
) -> None:
    if compiler not in TOOLCHAINS:
        pytest.skip(f"the toolchain {compiler} is not installed")
    board = load_board(name)
    image = build_firmware(board, psl18_bundle, tmp_path, TOOLCHAINS[compiler])
    with emulated_board(board, image.elf) as url, Device(url) as device:
        info = device.info()
        observed = device.inject(psl18_session)
        after = device.info()

    manifest = psl18_bundle.manifest
    check_bundle(info, psl18_bundle)
    assert (info.board, info.bundle) == (name, manifest.name)
    assert_says_what_the_host_says(observed, psl18_bundle, psl18_session)
    assert after.ram_free_bytes > 512
