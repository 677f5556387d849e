"""What a board does on command, and how it takes damage on the link."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import DeployError
from kd_edge.link.codec import encode_frame
from kd_edge.link.description import unpack_samples
from kd_edge.link.messages import Command, Data, Description, Scores, encode_message
from kd_edge.link.protocol import BoardMode, CommandCode, LearnStep
from kd_edge.link.receiving import Receiver
from kd_edge.link.wire import Message
from kd_edge.source import StreamInfo
from tests.deploy.conftest import needs_compiler, needs_qemu

pytestmark = [needs_compiler, needs_qemu]


@pytest.fixture(scope="module")
def url(psl18_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    board = load_board("mps2-an386")
    image = build_firmware(board, psl18_bundle, tmp_path_factory.mktemp("image"), find_toolchain())
    with emulated_board(board, image.elf) as port:
        yield port


@pytest.fixture
def device(url: str) -> Iterator[Device]:
    with Device(url) as opened:
        opened.stop()
        yield opened


def collect(device: Device, seconds: float) -> list[Message]:
    """Messages of ``seconds``."""
    return list(device.messages(seconds))


def test_sensor_mode_streams_at_the_rates_of_the_bundle(device: Device, psl18_bundle: Bundle) -> None:
    device.request(CommandCode.START, bytes((BoardMode.SENSOR, 0)))
    messages = collect(device, 2.0)
    device.stop()
    for number, stream in enumerate(psl18_bundle.manifest.signal.streams):
        parts = [message for message in messages if isinstance(message, Description) and message.stream == number]
        assert (parts[0].name, parts[0].period_ns) == (stream.name, stream.sample_period_ns)
        data = [message for message in messages if isinstance(message, Data) and message.stream == number]
        assert [message.sequence for message in data] == list(range(len(data)))
        times = np.array([message.time_ns for message in data])
        counts = np.array([message.count for message in data])
        assert np.array_equal(np.diff(times), counts[:-1] * stream.sample_period_ns)
        seconds = counts.sum() * stream.sample_period_ns / 1e9
        assert 1.5 < seconds < 2.7
        assert unpack_samples(StreamInfo.from_spec(stream), data[0]).any()


def test_the_host_can_receive_sensor_mode(device: Device, psl18_bundle: Bundle) -> None:
    receiver = Receiver(psl18_bundle.manifest.signal)
    device.request(CommandCode.START, bytes((BoardMode.SENSOR, 0)))
    for message in collect(device, 1.0):
        receiver.feed(encode_message(message))
    device.stop()
    assert receiver.counters.samples > 150
    assert receiver.counters.lost == receiver.counters.undescribed == 0


def test_classify_mode_scores_every_window(device: Device, psl18_bundle: Bundle) -> None:
    device.request(CommandCode.START, bytes((BoardMode.CLASSIFY, 1)))
    scores = [message for message in collect(device, 3.5) if isinstance(message, Scores)]
    device.stop()
    assert [message.window for message in scores] == list(range(len(scores)))
    step_ns = psl18_bundle.manifest.signal.window_increment * psl18_bundle.manifest.signal.frame_period_ns
    assert {later.time_ns - earlier.time_ns for earlier, later in itertools.pairwise(scores)} == {step_ns}
    assert len(scores) > 8


@pytest.mark.parametrize(
    ("code", "arguments", "status"),
    [
        (CommandCode.START, b"", -2),
        (CommandCode.START, bytes((9, 0)), -2),
        (CommandCode.START, bytes((1, 0, 0)), -2),
        (CommandCode.STOP, b"x", -2),
        (CommandCode.BENCH, bytes((0, 0, 0)), -2),
        (CommandCode.BENCH, bytes((4, 1, 0)), -4),
        (CommandCode.REBOOT, bytes((1,)), -4),
        (CommandCode.TEXT, b"x", -2),
    ],
)
def test_what_a_board_cannot_do_it_refuses(device: Device, code: CommandCode, arguments: bytes, status: int) -> None:
    with pytest.raises(DeployError, match=f"status {status}"):
        device.request(code, arguments)


def test_a_take_that_is_refused_leaves_the_numbers_of_running_streams_alone(device: Device) -> None:
    device.request(CommandCode.START, bytes((BoardMode.SENSOR, 0)))
    before = numbers(collect(device, 0.5))
    with pytest.raises(DeployError, match="status -4"):  # this image cannot learn
        device.request(CommandCode.LEARN, bytes((LearnStep.TAKE, 0, 0)))
    after = numbers(collect(device, 0.3))
    device.stop()
    assert before.keys() == after.keys() == {0, 1}
    for stream, sequences in after.items():
        assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))
        assert sequences[0] > before[stream][-1]


def numbers(messages: list[Message]) -> dict[int, list[int]]:
    """Sequence numbers of data, by stream."""
    found: dict[int, list[int]] = {}
    for message in messages:
        if isinstance(message, Data):
            found.setdefault(message.stream, []).append(message.sequence)
    return found


def test_bench_is_refused_while_busy(device: Device) -> None:
    device.request(CommandCode.START, bytes((BoardMode.INJECT, 0)))
    with pytest.raises(DeployError, match="status -3"):
        device.measure()
    device.stop()


def test_a_board_measures_itself(device: Device) -> None:
    found = {measurement.name: measurement for measurement in device.measure(repetitions=3)}
    window = found["window"]
    assert 0 < window.minimum <= window.median <= window.maximum
    assert 500 < found["stack, most ever used"].maximum < found["stack, reserved"].maximum


def test_noise_and_damaged_commands_are_ignored(device: Device) -> None:
    noise = np.random.default_rng(3).integers(0, 256, 5000).astype(np.uint8).tobytes()
    start = bytearray(encode_message(Command(1, CommandCode.START, bytes((BoardMode.SENSOR, 0)))))
    start[4] ^= 0x10
    for junk in (noise, bytes(start), encode_frame(0x55, b"unknown type"), encode_frame(0x10, b"")):
        device.send(junk + b"\0")
    assert device.info().mode == BoardMode.IDLE


@pytest.mark.quiet
def test_reboot_comes_back_idle(device: Device) -> None:
    device.request(CommandCode.START, bytes((BoardMode.SENSOR, 0)))
    device.request(CommandCode.REBOOT, b"\0")
    started = time.monotonic()
    assert device.info().mode == BoardMode.IDLE
    assert time.monotonic() - started < 2.5
