"""JSON objects over real datagrams and a real WebSocket server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.sync.server import ServerConnection, serve

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.source import Item, Lost, Returned, Samples
from kd_edge.sources import json_lines as json_lines_module
from kd_edge.sources.channels import Naming
from kd_edge.sources.json_lines import JsonLines
from kd_edge.sources.network import UdpPort, WebSocketPort
from kd_edge.sources.packets import PacketReader
from tests.sources.one_rate import PERIOD_NS, OneRate

MS = 1_000_000
IMU = StreamSpec(name="imu", sample_period_ns=10 * MS, channels=("ax", "ay"))
EMG = StreamSpec(name="emg", sample_period_ns=MS, channels=("e",), sample_type="float32")
SPEC = SignalSpec(streams=(IMU, EMG), frame_period_ns=20 * MS, window_size=10, window_increment=5)


def taken(*texts: object, reader: PacketReader | None = None) -> tuple[list[tuple[str, int, list]], PacketReader]:
    reader = reader or PacketReader(SPEC, Naming())
    found = []
    for text in texts:
        data = text if isinstance(text, bytes) else json.dumps(text).encode()
        found += [(each.stream, each.start_ns // MS, each.values.tolist()) for each in reader.take(data, 0)]
    return found, reader


def test_one_sample_a_block_and_a_row() -> None:
    found, reader = taken(
        {"stream": "imu", "values": {"AY": 2, "ax": 1, "other": 0}},
        {"stream": "imu", "values": {"ax": 3, "AY": 4, "other": 0}},
        {"stream": "emg", "time_ns": 7 * MS, "values": {"e": [0.5, 0.25]}},
        {"stream": "emg", "time_ns": 9 * MS, "values": {"e": 1}},
        {"stream": "battery", "values": [3.7]},
    )
    assert found == [
        ("imu", 0, [[1, 2]]),
        ("imu", 10, [[3, 4]]),
        ("emg", 7, [[0.5], [0.25]]),
        ("emg", 9, [[1]]),
    ]
    assert (reader.packets, reader.samples, reader.unwanted, reader.is_timed) == (4, 5, {"battery"}, True)


def test_lost_late_and_wrong_objects_are_counted() -> None:
    imu = {"stream": "imu", "values": {"ax": 1, "ay": 2}}
    found, reader = taken(
        {**imu, "sequence": 4},
        {**imu, "sequence": 7},  # 5 and 6 are lost: 20 ms later
        {**imu, "sequence": 6},  # late
        {"stream": "imu", "values": {"ax": 1}},
        {"stream": "imu", "values": {"ax": [1, 2], "ay": [1]}},
        {"stream": "imu", "values": {"ax": 40_000, "ay": 1}, "sequence": 8},
        {"stream": "emg", "values": {"e": []}},
        b"12,13",
        {"values": {"ax": "1"}},
        {"stream": "imu"},
        b'{"stream": "imu", "values": {"ax": NaN, "ay": 1}}',
        b"[" * 100_000,
    )
    assert [(name, start) for name, start, _ in found] == [("imu", 0), ("imu", 30)]
    assert (reader.lost, reader.late, reader.malformed, reader.unfit, reader.damaged) == (2, 1, 3, 1, 5)


def test_times_only_go_on_but_for_a_restart() -> None:
    def at(*times: int) -> list[int]:
        texts = [{"stream": "emg", "time_ns": time_ms * MS, "values": {"e": 1}} for time_ms in times]
        return [start for _, start, _ in taken(*texts)[0]]

    assert at(5, 6, 3, 7, 7, 20) == [5, 6, 7, 20]
    assert at(5000, 5001, 0, 1) == [5000, 5001, 0, 1]


@settings(max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["values", "stream", "ax", "ay", "time_ns", "sequence"]), inner)
        ),
    )
)
def test_no_json_breaks_the_reader(value: object) -> None:
    reader = PacketReader(
        SignalSpec(streams=(IMU,), frame_period_ns=20 * MS, window_size=2, window_increment=1), Naming()
    )
    with suppress(StreamError):  # a missing channel
        for samples in reader.take(json.dumps(value).encode(), 0):
            assert samples.values.shape[1] == 2


def test_what_is_mapped_must_exist() -> None:
    with pytest.raises(StreamError, match=r"'imu\.az'.*use one of imu\.ax, imu\.ay, emg\.e"):
        PacketReader(SPEC, Naming({"imu.az": "z"}))
    with pytest.raises(StreamError, match=r"no imu\.ay among 2 channels: ax, y"):
        taken({"stream": "imu", "values": {"ax": 1, "y": 2}})
    _, reader = taken({"stream": "imu", "values": {"ax": 1, "y": 2}}, reader=PacketReader(SPEC, Naming({"ay": "y"})))
    assert reader.samples == 1


# -- over a network -----------------------------------------------------------


def objects(one_rate: OneRate, block: int = 20) -> list[bytes]:
    """The numbers of ``one_rate`` as timed, numbered objects, streams in turns."""
    made = []
    for first in range(0, len(one_rate.rows()), block):
        at = 0
        for stream in one_rate.spec.streams:
            columns = one_rate.rows()[first : first + block, at : at + len(stream.channels)].T.tolist()
            at += len(stream.channels)
            values = dict(zip(stream.channels, columns, strict=True))
            packet = {"stream": stream.name, "time_ns": first * PERIOD_NS, "sequence": first // block, "values": values}
            made.append(json.dumps(packet).encode())
    return made


def test_signs_from_datagrams_are_those_of_a_replay(one_rate: OneRate) -> None:
    source = JsonLines(lambda: UdpPort("0"), one_rate.spec, Naming())
    address = source._line.port._socket.getsockname()

    def talk() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, socket.socket(type=socket.SOCK_DGRAM) as other:
            for number, text in enumerate(objects(one_rate)):
                sender.sendto(text, address)
                if number == 50:
                    other.sendto(text, address)
                time.sleep(0.001)

    thread = threading.Thread(target=talk)
    thread.start()
    assert one_rate.signs(source) == one_rate.expected()
    thread.join()
    assert source.counters.unknown == 1
    assert (source.counters.lost, source.counters.late, source.clock) == (0, 0, "device")
    port = address[1]
    with pytest.raises(StreamError, match=f"another program listens on {port}"):
        UdpPort(str(port))
    source.close()


@contextmanager
def serving(texts: list[bytes], port: int = 0) -> Iterator[int]:
    """A server that sends ``texts`` to each client, then keeps the connection."""
    done = threading.Event()

    def talk(client: ServerConnection) -> None:
        for text in texts:
            client.send(text.decode())
        done.wait(20)

    with serve(talk, "127.0.0.1", port) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.socket.getsockname()[1]
        finally:
            done.set()
            server.shutdown()
            thread.join()


def test_signs_from_a_websocket_are_those_of_a_replay(one_rate: OneRate) -> None:
    with serving(objects(one_rate)) as port:
        source = JsonLines(lambda: WebSocketPort(f"ws://127.0.0.1:{port}"), one_rate.spec, Naming())
        assert one_rate.signs(source) == one_rate.expected()
        source.close()


def test_a_server_that_goes_away_is_connected_again() -> None:
    text = json.dumps({"stream": "emg", "values": {"e": 1}}).encode()
    with serving([text]) as port:
        source = JsonLines(lambda: WebSocketPort(f"ws://127.0.0.1:{port}/samples"), SPEC, Naming())
        read_until(source, Samples)
    read_until(source, Lost)
    with serving([text], port):
        read_until(source, Returned)
        read_until(source, Samples)
    assert source.counters.reconnects == 1
    source.close()


def read_until(source: JsonLines, kind: type[Item]) -> None:
    deadline = time.monotonic() + 10
    while not any(isinstance(item, kind) for item in source.read()):
        assert time.monotonic() < deadline


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "nothing came on 127.0.0.1:"),
        (b"1,2,3", "5|6 bytes came .*no such object.*send for example"),
        (b'{"stream": "ppg", "values": [1]}', "only of other streams: ppg"),
        (b'{"stream": "imu", "values": {"ax": 1, "ay": 1}}', r"every stream .*imu, emg.*only imu"),
    ],
)
def test_what_is_wrong_is_said(text: bytes | None, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines_module, "GIVE_UP_S", 0.2)
    source = JsonLines(lambda: UdpPort("0"), SPEC, Naming())
    if text:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(text, source._line.port._socket.getsockname())
    with pytest.raises(StreamError, match=message):
        read_until(source, Lost)
    source.close()


@pytest.mark.parametrize("address", ["", "many", "70000", "no.such.host.invalid:9000", "1.2.3.4:9000"])
def test_an_address_that_is_none_is_said(address: str) -> None:
    with pytest.raises(StreamError, match=r"\[HOST:\]PORT"):
        UdpPort(address)


@pytest.mark.parametrize("url", ["localhost:9", "http://localhost:9", "ws://127.0.0.1:9", "ws://"])
def test_a_server_that_is_none_is_said(url: str) -> None:
    with pytest.raises(StreamError, match="name it as ws://HOST:PORT/PATH"):
        WebSocketPort(url)


def test_numbers_keep_their_bits(one_rate: OneRate) -> None:
    """What is divided by the scale again is the raw number it was."""
    reader = PacketReader(one_rate.spec, Naming())
    pieces = [samples for text in objects(one_rate) for samples in reader.take(text, 0)]
    for name, raw in one_rate.samples.items():
        np.testing.assert_array_equal(np.concatenate([each.values for each in pieces if each.stream == name]), raw)


def test_what_a_slow_reader_misses_is_counted() -> None:
    """More than the kernel keeps: what is missing between the first and the last object that came is ``lost``."""
    source = JsonLines(lambda: UdpPort("0"), SPEC, Naming())
    count = 20_000
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(count):
            packet = {"stream": "emg", "sequence": number, "values": {"e": [number % 100] * 40}}
            sender.sendto(json.dumps(packet).encode(), source._line.port._socket.getsockname())
        while source.read():
            pass
        last = {"stream": "emg", "sequence": count, "values": {"e": [0.0] * 40}}
        sender.sendto(json.dumps(last).encode(), source._line.port._socket.getsockname())
        (samples,) = source.read()
    counters = source.counters
    assert counters.lost > 0
    assert counters.frames + counters.lost == count + 1
    assert isinstance(samples, Samples)
    assert samples.start_ns == count * 40 * MS  # as late as it was sent
    source.close()
