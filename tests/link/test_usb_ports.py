"""Which boards are plugged in, by what USB devices say of themselves; the devices are described, not there."""

import re

import pytest

from kd_edge.errors import StreamError
from kd_edge.files import firmware_root
from kd_edge.link import usb_ports
from kd_edge.link.board_port import PtyPort
from kd_edge.link.ports import open_port
from kd_edge.link.usb_ports import only_port


class Found:
    def __init__(self, device, vid, pid=0, product=None, serial_number=None):
        self.device, self.vid, self.pid, self.product = device, vid, pid, product
        self.serial_number = serial_number


@pytest.mark.parametrize("boards", [[], ["/dev/ttyACM0", "/dev/ttyACM1"]])
def test_without_exactly_one_board_the_port_must_be_named(monkeypatch, boards):
    monkeypatch.setattr(
        usb_ports, "comports", lambda: [Found("/dev/ttyS0", None), *(Found(name, 1) for name in boards)]
    )
    with pytest.raises(StreamError, match="exactly one board"):
        only_port()


def test_the_only_board_is_found(monkeypatch):
    monkeypatch.setattr(usb_ports, "comports", lambda: [Found("/dev/ttyS0", None), Found("/dev/ttyACM3", 0x2E8A)])
    assert only_port() == "/dev/ttyACM3"


def test_a_board_that_calls_itself_ours_comes_before_others_and_emulated_ones_last(monkeypatch):
    found = [Found("/dev/ttyACM0", 0x2E8A), Found("/dev/ttyACM1", 0x1209, 1, "kd-edge pico")]
    monkeypatch.setattr(usb_ports, "comports", lambda: found)
    assert only_port(emulated=["socket://127.0.0.1:1"]) == "/dev/ttyACM1"
    assert usb_ports.own_ports() == {"/dev/ttyACM1": "pico"}
    found[1].product = "somebody else's test"  # the id is anybody's
    with pytest.raises(StreamError, match="/dev/ttyACM0, /dev/ttyACM1"):
        only_port()
    found.clear()
    assert only_port(emulated=["socket://127.0.0.1:1"]) == "socket://127.0.0.1:1"
    with pytest.raises(StreamError, match="exactly one board"):
        only_port(emulated=["socket://127.0.0.1:1", "socket://127.0.0.1:2"])


def test_two_boards_of_a_kind_are_told_apart_by_their_serial_numbers(monkeypatch):
    board = PtyPort()
    found = [
        Found(board.path, 0x1209, 1, "kd-edge nano33ble", "00AB"),
        Found("/dev/ttyACM9", 0x1209, 1, "kd-edge nano33ble", "00CD"),
        Found("/dev/ttyACM7", 0x1209, 1, "kd-edge pico"),
        Found("/dev/ttyS0", None),
    ]
    monkeypatch.setattr(usb_ports, "comports", lambda: found)
    for search in (only_port, lambda: usb_ports.own_port("nano33ble")):
        with pytest.raises(StreamError, match=rf"{board.path} \(00AB\), /dev/ttyACM9 \(00CD\).*serial number"):
            search()
    assert usb_ports.own_port("pico") == "/dev/ttyACM7"
    assert usb_ports.own_port("microbit") is None
    chosen = open_port("00ab")
    assert board.write(b"x")
    assert chosen.read() == b"x"
    chosen.close()
    board.close()
    with pytest.raises(StreamError, match="00EF"):
        open_port("00EF")
    found[1].serial_number = "00AB"  # a maker who gives all the same
    assert usb_ports.resolve_port("00AB") == "00AB"
    assert usb_ports.resolve_port("") == "", "no number is none, even though others have none"


def test_firmware_and_host_agree_on_the_ids():
    text = (firmware_root() / "usb" / "kd_usb_descriptors.h").read_text()
    ids = tuple(int(re.search(rf"#define KD_USB_{name} (0x\w+)u", text)[1], 16) for name in ("VENDOR", "PRODUCT"))
    assert ids == usb_ports.OWN_USB
