"""A board that is none: text lines, or nothing at all."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.contract import SignalSpec
from kd_edge.errors import StreamError
from kd_edge.link.board_port import PtyPort
from kd_edge.link.messages import Log, encode_message
from kd_edge.link.ports import PortLostError
from kd_edge.recordings.recording import Dataset
from kd_edge.sources import board as board_module
from kd_edge.sources.board import Board
from kd_edge.sources.sensing import Sensing


@contextmanager
def saying(text: bytes) -> Iterator[str]:
    """A port whose other end sends ``text`` every 20 ms."""
    port = PtyPort()
    done = threading.Event()

    def talk() -> None:
        while not done.wait(0.02):
            with suppress(PortLostError):  # nobody listens yet, or any more
                port.write(text)
                port.read_waiting()

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield port.path
    finally:
        done.set()
        thread.join()
        port.close()


@pytest.fixture
def spec(tiny_dataset: Dataset) -> SignalSpec:
    return tiny_dataset.signal


@pytest.mark.parametrize(
    ("text", "found", "remedy"),
    [
        (
            b"12, 13, 14\r\n",
            r"\d+ bytes of text came from /dev/pts/\d+, but no frame: '12, 13, 14'",
            "--lines /dev/pts",
        ),
        (b"\x83\xff\x11\n", r"\d+ bytes came from /dev/pts/\d+, but no frame", "--baud"),
        (b"", r"nothing came from /dev/pts/\d+", "powered"),
    ],
)
def test_a_board_that_speaks_otherwise_or_not_at_all_is_an_error(
    tiny_export, text: bytes, found: str, remedy: str
) -> None:
    with saying(text) as path:
        result = CliRunner().invoke(main, ["stream", str(tiny_export), "--port", path, "--duration", "0.6"])
    assert result.exit_code == 10
    assert result.stdout == ""
    assert re.search(f"{found}.*{remedy}", result.stderr), result.stderr


def test_without_a_duration_it_gives_up_after_a_while(spec: SignalSpec, monkeypatch) -> None:
    monkeypatch.setattr(board_module, "GIVE_UP_S", 0.3)
    with saying(b"hello\n") as path:
        source = Board(Sensing(spec), path)
        with pytest.raises(StreamError, match="no frame"):
            read_often(source)
        source.close()


def read_often(source: Board) -> None:
    for _ in range(100):
        source.read()


def test_one_frame_is_enough_to_be_a_board(spec: SignalSpec) -> None:
    with saying(b"\0" + encode_message(Log(0, 3, b"starting"))) as path:
        source = Board(Sensing(spec), path)
        assert source.silence() is not None
        while not source.read():
            pass
        assert source.silence() is None
        source.close()
