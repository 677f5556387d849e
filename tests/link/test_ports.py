"""Ports over real pseudo-terminals and real sockets."""

import errno
import re
import socket
import subprocess
import sys
import threading
import time

import pytest
import serial

from kd_edge.errors import StreamError
from kd_edge.files import firmware_root
from kd_edge.link import ports
from kd_edge.link.board_port import PtyPort
from kd_edge.link.ports import READ_TIMEOUT_S, PortLostError, only_port, open_port


@pytest.fixture
def tcp():
    """A port to a server, and the server's end of the connection."""
    with socket.create_server(("localhost", 0)) as server:
        port = open_port(f"socket://localhost:{server.getsockname()[1]}")
        connection, _ = server.accept()
        with connection:
            yield port, connection
        port.close()


@pytest.fixture
def pty_pair():
    board = PtyPort()
    host = open_port(board.path)
    yield host, board
    host.close()
    board.close()


def test_every_byte_value_crosses_a_pty_unchanged(pty_pair):
    host, board = pty_pair
    everything = bytes(range(256)) * 4
    assert board.write(everything)
    assert host.write(everything)
    for port in (host, board):
        received = b""
        while len(received) < len(everything):
            received += port.read()
        assert received == everything


def test_more_than_a_pty_holds_waits_whole(pty_pair):
    host, board = pty_pair
    sent = [bytes([index % 255 + 1]) * 200 for index in range(100)]
    taken = []
    for block in sent:
        if not board.write(block):
            break
        taken.append(block)
    assert 10 < len(taken) < 100  # 4 KB fit; then the writer is told so, after waiting
    received = b""
    while len(received) < 200 * len(taken):
        received += host.read()
        board.write(b"")
    assert received == b"".join(taken)


def test_a_host_that_is_behind_reads_more_at_once_than_a_pty_holds(monkeypatch):
    """Every refill is there at once, as from a board that writes on another core; then the cable is pulled."""
    board = PtyPort()
    host = open_port(board.path)
    sent = [bytes([index + 1]) * 4000 for index in range(12)]
    waiting = iter(sent[1:])
    is_ready = ports._is_ready

    def refilled(descriptor, wait_s):
        if wait_s == 0 and (block := next(waiting, None)) is not None:
            assert board.write(block)
        elif wait_s == 0:
            board.close()
        return is_ready(descriptor, wait_s)

    monkeypatch.setattr(ports, "_is_ready", refilled)
    assert board.write(sent[0])
    first = host.read()
    assert ports.CHUNK // 2 <= len(first) < ports.CHUNK
    assert board.write(next(waiting))
    assert first + host.read() == b"".join(sent)
    with pytest.raises(PortLostError):
        host.read()
    host.close()


def test_a_tcp_port_reads_what_is_there_and_writes_everything(tcp):
    port, connection = tcp
    connection.sendall(b"abc" * 1000)
    received = b""
    while len(received) < 3000:
        received += port.read()
    assert received == b"abc" * 1000
    assert port.read_waiting() == b""
    assert port.write(b"xyz")
    assert connection.recv(10) == b"xyz"


@pytest.mark.parametrize("pair", ["tcp", "pty_pair"])
def test_reading_blocks_until_bytes_come_but_not_for_ever(pair, request):
    port, other = request.getfixturevalue(pair)
    began = time.monotonic()
    assert port.read() == b""
    assert time.monotonic() - began >= 0.9 * READ_TIMEOUT_S
    send = other.sendall if pair == "tcp" else other.write
    timer = threading.Timer(READ_TIMEOUT_S / 4, send, [b"x"])
    timer.start()
    assert port.read() == b"x"
    timer.join()


def test_a_closed_connection_is_a_lost_port(tcp):
    port, connection = tcp
    connection.close()
    with pytest.raises(PortLostError, match="connection closed"):
        port.read()


def test_a_board_that_vanishes_is_a_lost_port():
    board = PtyPort()
    host = open_port(board.path)
    board.close()
    with pytest.raises(PortLostError):
        host.read()
    host.close()


def test_a_host_that_leaves_is_a_lost_port(pty_pair):
    host, board = pty_pair
    host.close()
    with pytest.raises(PortLostError):
        board.read()


def test_a_port_has_one_reader(pty_pair):
    host, board = pty_pair
    with pytest.raises(StreamError, match=r"one reader.*another program holds /dev/pts/\d+.*fuser"):
        open_port(host.path)
    assert board.write(b"x")
    assert host.read() == b"x"
    host.close()
    open_port(host.path).close()


def test_another_process_is_kept_out_too(pty_pair):
    host, _ = pty_pair
    code = f"from kd_edge.link.ports import open_port; open_port({host.path!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "another program holds" in done.stderr


def test_a_port_that_this_user_may_not_open_names_its_group(monkeypatch, tmp_path):
    device = tmp_path / "ttyACM0"
    device.touch()
    group = device.group()

    def refuse(*_, **__):
        raise serial.SerialException(errno.EACCES, "could not open port: Permission denied")

    monkeypatch.setattr(ports.serial, "serial_for_url", refuse)
    with pytest.raises(StreamError, match=rf"{device}: permission denied.*usermod -aG {group} \$USER"):
        open_port(str(device))


class Found:
    def __init__(self, device, vid, pid=0, product=None, serial_number=None):
        self.device, self.vid, self.pid, self.product = device, vid, pid, product
        self.serial_number = serial_number


@pytest.mark.parametrize("boards", [[], ["/dev/ttyACM0", "/dev/ttyACM1"]])
def test_without_exactly_one_board_the_port_must_be_named(monkeypatch, boards):
    monkeypatch.setattr(ports, "comports", lambda: [Found("/dev/ttyS0", None), *(Found(name, 1) for name in boards)])
    with pytest.raises(StreamError, match="exactly one board"):
        only_port()


def test_the_only_board_is_found(monkeypatch):
    monkeypatch.setattr(ports, "comports", lambda: [Found("/dev/ttyS0", None), Found("/dev/ttyACM3", 0x2E8A)])
    assert only_port() == "/dev/ttyACM3"


def test_a_board_that_calls_itself_ours_comes_before_others_and_emulated_ones_last(monkeypatch):
    found = [Found("/dev/ttyACM0", 0x2E8A), Found("/dev/ttyACM1", 0x1209, 1, "kd-edge pico")]
    monkeypatch.setattr(ports, "comports", lambda: found)
    assert only_port(emulated=["socket://127.0.0.1:1"]) == "/dev/ttyACM1"
    assert ports.own_ports() == {"/dev/ttyACM1": "pico"}
    found[1].product = "somebody else's test"  # the id is anybody's
    with pytest.raises(StreamError, match="/dev/ttyACM0, /dev/ttyACM1"):
        only_port()
    found.clear()
    assert only_port(emulated=["socket://127.0.0.1:1"]) == "socket://127.0.0.1:1"
    with pytest.raises(StreamError, match="exactly one board"):
        only_port(emulated=["socket://127.0.0.1:1", "socket://127.0.0.1:2"])


def test_two_boards_of_a_kind_are_told_apart_by_their_serial_numbers(monkeypatch, pty_pair):
    host, board = pty_pair
    host.close()
    found = [
        Found(board.path, 0x1209, 1, "kd-edge nano33ble", "00AB"),
        Found("/dev/ttyACM9", 0x1209, 1, "kd-edge nano33ble", "00CD"),
        Found("/dev/ttyACM7", 0x1209, 1, "kd-edge pico"),
        Found("/dev/ttyS0", None),
    ]
    monkeypatch.setattr(ports, "comports", lambda: found)
    for search in (only_port, lambda: ports.own_port("nano33ble")):
        with pytest.raises(StreamError, match=rf"{board.path} \(00AB\), /dev/ttyACM9 \(00CD\).*serial number"):
            search()
    assert ports.own_port("pico") == "/dev/ttyACM7"
    assert ports.own_port("microbit") is None
    chosen = open_port("00ab")
    assert board.write(b"x")
    assert chosen.read() == b"x"
    chosen.close()
    with pytest.raises(StreamError, match="00EF"):
        open_port("00EF")
    found[1].serial_number = "00AB"  # a maker who gives all the same
    assert ports.resolve_port("00AB") == "00AB"
    assert ports.resolve_port("") == "", "no number is none, even though others have none"


def test_firmware_and_host_agree_on_the_ids():
    text = (firmware_root() / "usb" / "kd_usb_descriptors.h").read_text()
    ids = tuple(int(re.search(rf"#define KD_USB_{name} (0x\w+)u", text)[1], 16) for name in ("VENDOR", "PRODUCT"))
    assert ids == ports.OWN_USB
