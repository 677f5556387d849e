"""One transcript of a host with a serial port, against models of the chips' USB controllers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.firmware.usb.bus import Host, bus_of
from tests.firmware.usb.models import build_models
from tests.firmware.usb.transcript import enumerates, play

NUMBERS = {
    "": None,
    "0 0": None,
    "ffffffff ffffffff ffffffff": None,
    "ffffffff 0 1": "0000000100000000FFFFFFFF",
    "1 2 3 4 5 6": "0000000600000005000000040000000300000002",
}
"""Words of chips' numbers, and the serial number that the host gets: none that a whole batch has; at most 40 digits."""

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")


def test_every_controller_passes_the_transcript_and_all_say_the_same(tmp_path: Path) -> None:
    logs = {}
    for chip, program in build_models(tmp_path).items():
        with bus_of([str(program)], env={"NUMBER": "89abcdef 01234567"}) as bus:
            play(Host(bus), "kd-edge model", "0123456789ABCDEF", can_be_busy=True)
            logs[chip] = bus.log
    for words, number in NUMBERS.items():
        with bus_of([str(program)], env={"NUMBER": words}) as bus:
            enumerates(Host(bus), "kd-edge model", number)
    assert len(logs["rp2040"]) > 300
    for chip, log in logs.items():
        assert log == logs["rp2040"], chip
