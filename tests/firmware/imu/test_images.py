"""Images that sense: a bundle with an IMU's stream, for the boards that have one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from kd_edge.bundle import Bundle, open_bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.images.elf import read_symbols
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.render.refresh import rewrite_bundle
from tests.deploy.conftest import needs_compiler

pytestmark = needs_compiler

CHIPS = {"nano33ble": "kd_lsm9ds1", "xiao-nrf52840-sense": "kd_lsm6ds3"}


@pytest.fixture
def of_one_imu(reference: Bundle, tmp_path: Path) -> Bundle:
    """The committed bundle as if the twelve channels of its two IMUs had come as a stream each."""
    bundle = open_bundle(Path(shutil.copytree(reference.folder, tmp_path / "bundle")))
    muscles, both = bundle.manifest.signal.streams
    first, second = (
        replace(
            both, name=name, channels=both.channels[part], scale=both.scale[part], units=both.units[part], bodies=()
        )
        for name, part in (("imu", slice(0, 6)), ("other", slice(6, 12)))
    )
    signal = replace(bundle.manifest.signal, streams=(muscles, first, second))
    return open_bundle(rewrite_bundle(bundle, replace(bundle.manifest, signal=signal)))


@pytest.mark.parametrize("name", ["nano33ble", pytest.param("xiao-nrf52840-sense", marks=pytest.mark.slow)])
def test_a_board_with_an_imu_senses_it(name: str, of_one_imu: Bundle, tmp_path: Path) -> None:
    image = build_firmware(load_board(name), of_one_imu, tmp_path / "image", find_toolchain())
    assert not image.plays
    assert image.unsensed == ("emg", "other")
    symbols = {symbol.name for symbol in read_symbols(image.elf)}
    assert {chip for chip in symbols if chip.startswith(("kd_lsm", "kd_mpu"))} == {CHIPS[name]}
    assert image.components["source"].flash < 3_072
