"""Ports over real pseudo-terminals and real sockets."""

import errno
import socket
import subprocess
import sys
import threading
import time

import pytest
import serial

from kd_edge.errors import StreamError
from kd_edge.link import ports
from kd_edge.link.board_port import PtyPort
from kd_edge.link.ports import READ_TIMEOUT_S, PortLostError, open_port


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
            wait_s = 5.0  # the kernel takes a moment
        elif wait_s == 0:
            board.close()
        return is_ready(descriptor, wait_s)

    monkeypatch.setattr(ports, "_is_ready", refilled)
    assert board.write(sent[0])
    first = host.read()
    assert ports.CHUNK // 2 <= len(first) < ports.CHUNK
    assert board.write(next(waiting))
    assert is_ready(host._descriptor, 5.0)
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
