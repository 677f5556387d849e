"""Ports over real pseudo-terminals and real sockets."""

import errno
import socket
import subprocess
import sys
import threading
import time
from collections import deque

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


def test_a_host_that_is_behind_reads_more_at_once_than_a_pty_holds(pty_pair, monkeypatch):
    """As from a board that refills the terminal while it is read; a real one depends on the kernel's timing."""
    host, _ = pty_pair
    sent = [bytes([number]) * 4000 for number in range(1, 13)] + [b"few", b"more"]
    waiting = deque(sent)
    monkeypatch.setattr(ports, "_is_ready", lambda descriptor, wait_s: bool(waiting))
    monkeypatch.setattr(ports, "_read_once", lambda descriptor: waiting.popleft())
    reads = [host.read(), host.read()]
    assert [len(data) for data in reads] == [9 * 4000, 3 * 4000 + 7]
    assert b"".join(reads) == b"".join(sent)
    waiting.extend([b"few", b"more"])
    assert (host.read(), host.read()) == (b"few", b"more"), "who keeps up gets at once what has come"


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
