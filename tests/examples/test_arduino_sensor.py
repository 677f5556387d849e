"""The Arduino sketch, compiled for the host, behind a real pseudo-terminal: what it plays is what arrives."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from kd_edge.bundle import Bundle
from kd_edge.contract import Normalisation
from kd_edge.link.messages import Command, Description, End, MessageReader, Reply, encode_message
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.link.wire import Message
from kd_edge.source import Samples
from kd_edge.sources.board import Board
from kd_edge.sources.sensing import Sensing
from tests.conftest import LinearEngine
from tests.sources.one_rate import COUNT, PERIOD_NS, OneRate

HERE = Path(__file__).parent
SKETCH = HERE.parents[1] / "examples" / "arduino_sensor" / "arduino_sensor.ino"
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")


@pytest.fixture(scope="module")
def sketch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sketch as a program of the host."""
    program = tmp_path_factory.mktemp("sketch") / "sketch"
    core = HERE / "arduino"
    subprocess.run(
        ["c++", "-std=c++11", "-O1", *WARNINGS, "-I", core, "-include", "Arduino.h", "-x", "c++", SKETCH,
         core / "host.cpp", "-o", program],
        check=True,
    )  # fmt: skip
    return program


@pytest.fixture
def one_rate(tiny_bundle: Bundle) -> OneRate:
    """A bundle for the one stream that the sketch describes."""
    manifest = tiny_bundle.manifest
    imu = manifest.signal.streams[1]
    assert manifest.signal.normalisation is not None
    normalisation = Normalisation(
        manifest.signal.normalisation.mean[-6:], manifest.signal.normalisation.inverse_std[-6:]
    )
    signal = msgspec.structs.replace(
        manifest.signal,
        streams=(msgspec.structs.replace(imu, units=("g",) * 3 + ("deg/s",) * 3),),
        normalisation=normalisation,
    )
    model = msgspec.structs.replace(manifest.model, feature_count=6)
    changed = msgspec.structs.replace(manifest, signal=signal, model=model)
    engine = LinearEngine(model.window_size, 6, len(model.labels))
    return OneRate.of(Bundle(tiny_bundle.folder, changed, tiny_bundle.contents), engine)


@contextmanager
def plugged_in(program: Path, samples: NDArray[np.int16], folder: Path, late: int = 0) -> Iterator[str]:
    """The port of a board that runs the sketch and feels ``samples``; sample ``late`` takes 55 ms."""
    played = folder / "played"
    samples.astype("<i2").tofile(played)
    master, slave = pty.openpty()
    tty.setraw(slave)
    board = subprocess.Popen([program, played, str(late)], stdin=master, stdout=master)
    os.close(master)
    try:
        yield os.ttyname(slave)
    finally:
        board.kill()
        board.wait()
        os.close(slave)


def received(source: Board, count: int) -> list[Samples]:
    """The first ``count`` samples."""
    found: list[Samples] = []
    until = time.monotonic() + 20
    while sum(len(each.values) for each in found) < count:
        assert time.monotonic() < until, source.counters
        found += [item for item in source.read() if isinstance(item, Samples)]
    return found


def test_what_the_sketch_senses_is_recognised_as_in_a_replay(sketch: Path, one_rate: OneRate, tmp_path: Path) -> None:
    with plugged_in(sketch, one_rate.samples["imu"], tmp_path) as port:
        source = Board(Sensing(one_rate.spec), port)
        signs = one_rate.signs(source)
        counters, streams = source.counters, source.streams
        source.close()
    assert [(label, round(confidence, 4), at_ms) for label, confidence, at_ms in signs] == one_rate.expected()
    assert (counters.samples, counters.damaged, counters.malformed) == (COUNT, 0, 0)
    spec = one_rate.spec.streams[0]
    assert streams["imu"].period_ns == PERIOD_NS
    assert [channel.name for channel in streams["imu"].channels] == list(spec.channels)
    assert [channel.scale for channel in streams["imu"].channels] == list(spec.scale)


def test_samples_arrive_bit_for_bit_and_late_ones_are_counted(sketch: Path, one_rate: OneRate, tmp_path: Path) -> None:
    extremes = np.random.default_rng(8).integers(-32768, 32768, (1000, 6)).astype(np.int16)
    extremes[0], extremes[1] = -32768, 32767
    with plugged_in(sketch, extremes, tmp_path, late=400) as port:
        source = Board(Sensing(one_rate.spec), port)
        items = received(source, len(extremes))
        counters = source.counters
        source.close()
    assert np.array_equal(np.concatenate([item.values for item in items]), extremes)
    times = np.concatenate([item.start_ns + PERIOD_NS * np.arange(len(item.values)) for item in items])
    late = np.where(np.arange(1000) < 400, 0, 4)  # 55 ms: four whole periods, and one sample that is still in time
    assert np.array_equal(times, PERIOD_NS * (np.arange(1000) + late))
    assert counters.device_dropped == 4


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ('"gyro_z"', f'"{"z" * 212}"', ""),
        ('"gyro_z"', f'"{"z" * 213}"', "the names of stream, channel and unit have to fit into one frame"),
        (", A5}", "}", "a pin for each channel"),
    ],
)
def test_what_does_not_fit_is_said_by_the_compiler(there: str, instead: str, said: str, tmp_path: Path) -> None:
    text = SKETCH.read_text()
    assert text.count(there) == 1
    changed = tmp_path / "changed.cpp"
    changed.write_text(text.replace(there, instead))
    core = HERE / "arduino"
    result = subprocess.run(
        ["c++", "-std=c++11", "-fsyntax-only", "-I", core, "-include", "Arduino.h", changed],
        capture_output=True, text=True,
    )  # fmt: skip
    assert (result.returncode == 0) == (not said)
    assert said in result.stderr


def test_it_obeys_and_refuses_as_the_protocol_says(sketch: Path, tmp_path: Path) -> None:
    noise = b"\x00\x07\x00" + bytes(range(1, 256)) * 3 + b"\x00"
    damaged = bytearray(encode_message(Command(9, CommandCode.STOP)))
    damaged[3] ^= 1
    asked = [
        Command(1, CommandCode.START, bytes((BoardMode.CLASSIFY, 0))),
        Command(2, CommandCode.START, b"\x01"),
        Command(3, 0x77),
        Command(4, CommandCode.INFO),
        Command(5, CommandCode.START, bytes((BoardMode.SENSOR, 0))),
        Command(6, CommandCode.STOP),
    ]
    with plugged_in(sketch, np.zeros((9000, 6), np.int16), tmp_path) as path:
        port = os.open(path, os.O_RDWR | os.O_NOCTTY)
        os.write(port, noise + damaged + b"".join(map(encode_message, asked)))
        reader = MessageReader()
        heard: list[Message] = []
        until = time.monotonic() + 10
        while not any(isinstance(message, End) for message in heard):
            assert time.monotonic() < until, heard
            if select.select([port], [], [], 1.0)[0]:
                heard += reader.feed(os.read(port, 4096))
        os.close(port)
    replies = [(each.tag, each.status) for each in heard if isinstance(each, Reply)]
    assert replies == [(1, -4), (2, -2), (3, -1), (4, -4), (5, 0), (6, 0)]
    assert heard[-1] == End(1)
    assert sum(isinstance(each, Description) for each in heard) == 6
    assert (reader.malformed, reader.unknown_type) == (0, 0)
