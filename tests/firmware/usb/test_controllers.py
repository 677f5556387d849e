"""One transcript of a host with a serial port, against models of the chips' USB controllers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.firmware.usb.bus import Host, bus_of
from tests.firmware.usb.models import build_models
from tests.firmware.usb.transcript import play

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")


def test_every_controller_passes_the_transcript_and_all_say_the_same(tmp_path: Path) -> None:
    logs = {}
    for chip, program in build_models(tmp_path).items():
        with bus_of([str(program)]) as bus:
            play(Host(bus), "kd-edge model", can_be_busy=True)
            logs[chip] = bus.log
    assert len(logs["rp2040"]) > 300
    for chip, log in logs.items():
        assert log == logs["rp2040"], chip
