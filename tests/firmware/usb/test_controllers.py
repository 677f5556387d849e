"""One transcript of a host with a serial port, against models of the chips' USB controllers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.firmware.usb.bus import Host, bus_of
from tests.firmware.usb.models import CHIPS, build_model
from tests.firmware.usb.transcript import play

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")


@pytest.mark.parametrize("chip", CHIPS)
def test_a_controller_passes_the_transcript(chip: str, tmp_path: Path) -> None:
    program = build_model(chip, tmp_path)
    with bus_of([str(program)]) as bus:
        play(Host(bus), "kd-edge model", can_be_busy=True)
