"""A board whose block says how it is worn: the host's results, also for a profile that is written over the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.contract import WearerProfile
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.play.session import Session
from tests.deploy.conftest import TOOLCHAINS, needs_compiler, needs_qemu
from tests.firmware.conftest import assert_says_what_the_host_says, write_bundle

pytestmark = [needs_compiler, needs_qemu]

BOARD = load_board("mps2-an386")
FIRST = WearerProfile(mirror=True, roll_deg=100.0)


@pytest.fixture(scope="module")
def bundle(psl18_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    manifest = psl18_bundle.manifest
    folder = tmp_path_factory.mktemp("bundle") / "worn"
    return write_bundle(folder, manifest.signal.worn(FIRST), psl18_bundle.read(INT8_MODEL), manifest.model.labels)


@pytest.fixture(scope="module")
def image(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_firmware(BOARD, bundle, tmp_path_factory.mktemp("image"), next(iter(TOOLCHAINS.values()))).elf


def test_a_board_says_what_the_host_says(image: Path, bundle: Bundle, psl18_session: Session) -> None:
    with emulated_board(BOARD, image) as url, Device(url) as device:
        assert_says_what_the_host_says(device.inject(psl18_session), bundle, psl18_session)
