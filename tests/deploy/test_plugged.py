"""Plugged-in boards are recognised by their USB ids, their boot loader's name, or their probe's target."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.deploy.boards import all_boards, load_board
from kd_edge.deploy.runners import plugged, uf2_drive
from kd_edge.deploy.runners.plugged import Plugged, boot_loader_ports, find_plugged, not_looked_for
from kd_edge.deploy.runners.uf2_drive import Drive


def port(
    device: str, vendor: int | None, product: int | None, name: str | None, number: str | None = None
) -> SimpleNamespace:
    return SimpleNamespace(
        device=device, vid=vendor, pid=product, product=name, description="n/a", serial_number=number
    )


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a built-in port, a Nano, an adapter, a Pico in its boot loader, and a micro:bit's probe."""
    ports = [
        port("/dev/ttyS0", None, None, None),
        port("/dev/ttyACM0", 0x2341, 0x805A, "Nano 33 BLE", "0123ABCD"),
        port("/dev/ttyUSB0", 0x1A86, 0x7523, None),
    ]
    ports.append(port("/dev/ttyACM1", 0x1209, 0x0001, "kd-edge pico"))
    ports.append(port("/dev/ttyACM2", 0x1209, 0x0001, "somebody else's test"))
    monkeypatch.setattr(plugged, "comports", lambda: ports)
    monkeypatch.setattr("kd_edge.link.usb_ports.comports", lambda: ports)
    drives = [Drive(Path("/media/RPI-RP2"), "Raspberry Pi RP2", "RPI-RP2")]
    monkeypatch.setattr(plugged, "mounted_drives", lambda: drives)
    board = SimpleNamespace(target="nrf51822")
    probe = SimpleNamespace(unique_id="9900", description="BBC micro:bit CMSIS-DAP", associated_board_info=board)
    helper = SimpleNamespace(get_all_connected_probes=lambda **_: [probe])
    for name in ("pyocd", "pyocd.core", "pyocd.core.helpers"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(ConnectHelper=helper, __spec__=name))


def test_everything_that_may_lead_to_a_board_is_found() -> None:
    assert find_plugged(all_boards()) == [
        Plugged("serial port", "/dev/ttyACM0", "Nano 33 BLE", ["nano33ble"], "0123ABCD"),
        Plugged("serial port", "/dev/ttyUSB0", "n/a", []),
        Plugged("serial port", "/dev/ttyACM1", "kd-edge pico", ["pico"]),
        Plugged("serial port", "/dev/ttyACM2", "somebody else's test", []),
        Plugged("UF2 drive", "/media/RPI-RP2", "Raspberry Pi RP2", ["pico", "pico-bare"]),
        Plugged("debug probe", "9900", "BBC micro:bit CMSIS-DAP", ["microbit"]),
    ]


def test_a_boot_loaders_port_is_told_from_the_board_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    nano = load_board("nano33ble")
    assert boot_loader_ports(nano) == []
    waiting = port("/dev/ttyACM1", 0x2341, 0x005A, "Arduino Nano 33 BLE")
    monkeypatch.setattr(plugged, "comports", lambda: [waiting])
    assert boot_loader_ports(nano) == ["/dev/ttyACM1"]
    assert boot_loader_ports(load_board("pico")) == []


def test_the_command_prints_it() -> None:
    printed = CliRunner().invoke(main, ["boards"])
    assert printed.exit_code == 0, printed.output
    assert "/dev/ttyACM0" in printed.output
    assert "0123ABCD" in printed.output
    things = json.loads(CliRunner().invoke(main, ["boards", "--json"]).output)["plugged"]
    assert things[0] == {
        "kind": "serial port",
        "place": "/dev/ttyACM0",
        "title": "Nano 33 BLE",
        "boards": ["nano33ble"],
        "serial": "0123ABCD",
    }


def test_without_pyocd_the_rest_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyocd.core.helpers", None)
    assert [thing.kind for thing in find_plugged(all_boards())] == ["serial port"] * 4 + ["UF2 drive"]


def test_without_psutil_the_rest_is_found_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugged, "mounted_drives", uf2_drive.mounted_drives)
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert [thing.kind for thing in find_plugged(all_boards())] == ["serial port"] * 4 + ["debug probe"]
    monkeypatch.setattr(plugged, "find_spec", lambda name: None if name == "psutil" else name)
    assert not_looked_for() == [
        "Not looked for: boot loaders' drives, which takes psutil: pip install 'kd-edge[deploy]'"
    ]
