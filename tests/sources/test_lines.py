"""Lines of numbers through a real pseudo-terminal, and the parser with anything."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.cli import main
from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.link.board_port import PtyPort
from kd_edge.link.messages import Log, encode_message
from kd_edge.link.ports import PortLostError
from kd_edge.source import Item, Lost, Remark, Returned, Samples
from kd_edge.sources import lines as lines_module
from kd_edge.sources.channels import ChannelMap, Naming
from kd_edge.sources.lines import LONGEST, LineParser, Lines
from kd_edge.sources.timed import Timed
from tests.sources.one_rate import OneRate

MS = 1_000_000
IMU = StreamSpec(name="imu", sample_period_ns=10 * MS, channels=("ax", "ay"), sample_type="int16", scale=(0.5, 0.01))
EMG = StreamSpec(name="emg", sample_period_ns=10 * MS, channels=("e",), sample_type="float32")
SPEC = SignalSpec(streams=(IMU, EMG), frame_period_ns=20 * MS, window_size=10, window_increment=5)


# -- channels by name ---------------------------------------------------------


def mapped(offered: Sequence[str], row: Sequence[float], naming: Naming | None = None) -> dict[str, list[float]]:
    table = ChannelMap(SPEC.streams, offered, naming or Naming())
    return {each.stream: each.values[0].tolist() for each in table.split(np.array([row], dtype=float), 0)}


def test_channels_are_found_by_name_in_any_order_and_become_raw_numbers() -> None:
    assert mapped(("E", "junk", "imu.ay", "ax"), (1.25, 9, 0.07, -3)) == {"imu": [-6, 7], "emg": [1.25]}
    assert mapped(("a", "b", "e"), (1, 2, 3), Naming({"ax": "b", "imu.ay": "1"}, "raw")) == {"imu": [2, 1], "emg": [3]}
    assert mapped(("1", "2", "3"), (1, 2, 3), Naming(values="raw")) == {"imu": [1, 2], "emg": [3]}


@pytest.mark.parametrize(
    ("offered", "renamed", "message"),
    [
        (("ax", "e"), {}, r"no imu.ay among 2 channels: ax, e.*--map imu.ay=ax"),
        (("accX", "accY"), {"ax": "accX"}, r"no imu.ay, emg.e among"),
        (("1", "2"), {}, r"no imu.ax, imu.ay, emg.e among 2 channels: 1, 2"),
        (("ax", "AX", "ay", "e"), {}, r"'imu.ax|'ax' more than once"),
        (("ax", "ay", "e"), {"az": "ax"}, r"'az'.*use one of imu.ax, imu.ay, emg.e"),
        (("ax", "ay", "e"), {"ax": "accX"}, r"no imu.ax \(mapped to 'accX'\)"),
        (("1", "2", "3"), {"ax": "4"}, r"imu.ax \(mapped to '4'\)"),
    ],
)
def test_what_is_missing_is_named(offered: Sequence[str], renamed: dict[str, str], message: str) -> None:
    with pytest.raises(StreamError, match=message):
        ChannelMap(SPEC.streams, offered, Naming(renamed))


def test_values_that_do_not_fit_are_dropped_and_leave_a_gap() -> None:
    table = ChannelMap((IMU,), ("ax", "ay"), Naming(values="raw"))
    rows = np.array([[1, 2], [40_000, 0], [3, 4], [np.nan, 0], [5, 6], [7, 8]], dtype=float)
    found = [(each.start_ns // MS, each.newest_ns // MS, each.values.tolist()) for each in table.split(rows, 0)]
    assert found == [(0, 0, [[1, 2]]), (20, 20, [[3, 4]]), (40, 50, [[5, 6], [7, 8]])]
    assert table.malformed == 2


# -- lines --------------------------------------------------------------------


def parse(text: bytes) -> tuple[list[list[float] | None], LineParser]:
    parser = LineParser()
    return list(parser.feed(text)), parser


def test_lines_are_numbers_names_or_damaged() -> None:
    rows, parser = parse(b"3.5\naccX,accY\r\n1,-2.5\n\n 1e-3\t4 \nhello board\n1,2,3\n1,nan\n7;8\n9,")
    assert rows == [[1, -2.5], [1e-3, 4], None, None, [7, 8]]
    assert (parser.names, parser.width, parser.damaged, parser.heard) == (("accX", "accY"), 2, 3, "hello board")


@given(st.lists(st.one_of(st.binary(max_size=30), st.just(b"\n"), st.just(b"1,2\n"))), st.integers(1, 9))
def test_any_bytes_in_any_chunks_give_the_same_rows_of_one_width(parts: list[bytes], size: int) -> None:
    text = b"".join(parts)
    whole, parser = parse(text)
    pieces = LineParser()
    found = [row for at in range(0, len(text), size) for row in pieces.feed(text[at : at + size])]
    assert found == whole
    assert {len(row) for row in found if row is not None} <= {parser.width}
    assert all(np.isfinite(row).all() for row in found if row is not None)


def test_a_line_without_an_end_is_skipped() -> None:
    rows, parser = parse(b"\n" + b"1" * (LONGEST + 5))
    rows += [*parser.feed(b"1" * 3 * LONGEST), *parser.feed(b"1\n5,6\n")]
    assert rows == [[5, 6]]
    assert parser.oversized == 1


@contextmanager
def printing(rate_hz: float, text: str = "{0},{1:.2f},{2}\r\n", names: str = "") -> Iterator[PtyPort]:
    """A board that prints the line number, its hundredth and -1 with this rate."""
    port = PtyPort()
    done = threading.Event()

    def talk() -> None:
        began, number = time.monotonic(), 0
        while not done.wait(0.005):
            due = int((time.monotonic() - began) * rate_hz)
            lines = "".join(text.format(each, each / 100, -1) for each in range(number, due))
            with suppress(PortLostError):  # nobody listens yet, or any more
                if lines and port.write(((names + "\n") * bool(names) * (number == 0) + lines).encode()):
                    number = due

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield port
    finally:
        done.set()
        thread.join()
        port.close()


def read_for(source: Lines | Timed, count: int) -> list[Item]:
    items: list[Item] = []
    while source.counters.samples < count:
        items += source.read()
    return items


def test_a_board_that_prints_lines_is_a_source() -> None:
    with printing(500) as port:
        source = Lines(port.path, SPEC, Naming({}, "raw"))
        items = read_for(source, 300)
        with pytest.raises(StreamError, match="another program holds"):  # a second one
            Lines(port.path, SPEC, Naming())
        source.close()
    (remark,) = [item for item in items if isinstance(item, Remark)]
    assert remark.text.startswith("the 3 columns have no names")
    imu = np.concatenate([item.values for item in items if isinstance(item, Samples) and item.stream == "imu"])
    assert (np.diff(imu[:, 0]) == 1).all()
    starts = [item.start_ns for item in items if isinstance(item, Samples) and item.stream == "imu"]
    assert starts[0] == 0
    assert source.counters.damaged == source.counters.lost == 0


def test_a_damaged_line_is_a_lost_sample_and_a_port_that_returns_a_gap(tmp_path: Path) -> None:
    link = tmp_path / "board"
    port = PtyPort()
    link.symlink_to(port.path)
    source = Lines(str(link), SPEC, Naming({}, "raw"))
    port.write(b"\n1,1,1\n2,2\x812,2\n3,3,3\n")
    items = read_for(source, 4)
    assert [(each.start_ns // MS, each.values[:, 0].tolist()) for each in items if isinstance(each, Samples)][::2] == [
        (0, [1]),
        (20, [3]),
    ]
    assert (source.counters.lost, source.counters.damaged) == (1, 1)
    port.close()
    lost_ns = source.arrived_ns
    while not any(isinstance(item, Lost) for item in source.read()):
        pass
    again = PtyPort()
    link.unlink()
    link.symlink_to(again.path)
    while not any(isinstance(item, Returned) for item in source.read()):
        pass
    again.write(b"\n4,4,4\n")
    (first, _) = [item for item in read_for(source, 6) if isinstance(item, Samples)]
    assert first.start_ns == pytest.approx(30 * MS + source.arrived_ns - lost_ns, abs=50 * MS)
    assert source.counters.reconnects == 1
    source.close()
    again.close()


def test_signs_from_lines_are_those_of_a_replay(one_rate: OneRate) -> None:
    """The same numbers as text, in the channels' units: every sign, confidence and time is the same."""
    port = PtyPort()
    source = Lines(port.path, one_rate.spec, Naming())
    rows = one_rate.rows()
    lines = [(",".join(map(repr, row)) + "\n").encode() for row in rows.tolist()]
    names = (",".join(one_rate.spec.features) + "\n").encode()

    def talk() -> None:
        for line in [b"\n", names, *lines]:
            while not port.write(line):
                pass

    thread = threading.Thread(target=talk)
    thread.start()
    assert one_rate.signs(source) == one_rate.expected()
    thread.join()
    source.close()
    port.close()


def test_streams_of_different_rates_are_not_one_table() -> None:
    fast = StreamSpec(name="fast", sample_period_ns=MS, channels=("f",))
    spec = SignalSpec(streams=(IMU, fast), frame_period_ns=20 * MS, window_size=10, window_increment=5)
    with pytest.raises(StreamError, match="imu 100, fast 1000"):
        Lines("/dev/null", spec, Naming())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{0}\n", "no imu.ax, imu.ay, emg.e among 1 channels"),
        ("booting {0}\n", "no such line, but for example 'booting"),
        ("", "nothing came from"),
    ],
)
def test_what_is_wrong_is_said(line: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "GIVE_UP_S", 0.3)
    with printing(200, line) as port:
        source = Lines(port.path, SPEC, Naming())
        with pytest.raises(StreamError, match=message):
            read_for(source, 1)
        source.close()


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--map", "emg"], 2, "is not CHANNEL=NAME"),
        (["--map", "a=b", "--map", "a=c"], 2, "'a' is mapped twice"),
        ([], 10, "samples a second: emg 1111.11, imu 149.254"),
    ],
)
def test_the_command_refuses_what_cannot_work(tiny_export: Path, options: list[str], code: int, message: str) -> None:
    result = CliRunner().invoke(
        main, ["stream", str(tiny_export), "--engine", "tflm", "--lines", "/dev/null", *options]
    )
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_a_board_at_another_rate_than_the_bundles_is_an_error() -> None:
    """Nothing in the lines says so: only the clock of this computer does."""
    with printing(130) as port:
        source = Timed(Lines(port.path, SPEC, Naming({}, "raw")), SPEC)
        with pytest.raises(
            StreamError, match=r"stream 'imu' with 1[23]\d\.?\d* samples a second instead of 100"
        ) as caught:
            read_for(source, 130 * 20)
        source.close()
    assert "--resample" in str(caught.value)


def test_frames_instead_of_text_are_told_from_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "GIVE_UP_S", 0.3)
    port = PtyPort()
    source = Lines(port.path, SPEC, Naming())
    port.write(b"\0" + b"".join(encode_message(Log(number, 3, b"starting")) for number in range(20)))
    with pytest.raises(StreamError, match=r"\d+ bytes came from /dev/pts/\d+, and no such line.*--port /dev/pts"):
        read_for(source, 1)
    source.close()
    port.close()
