"""A board's samples over good and bad links: complete, or counted; never wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.link.ports import open_port
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.link.receiving import Receiver
from kd_edge.source import Counters, Samples
from tests.deploy.conftest import needs_compiler, needs_qemu
from tests.firmware.cable import cable

pytestmark = [needs_compiler, needs_qemu, pytest.mark.quiet]


@pytest.fixture(scope="module")
def board_url(isl_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An emulated board with the full reference rig."""
    board = load_board("mps2-an386")
    image = build_firmware(board, isl_bundle, tmp_path_factory.mktemp("image"), find_toolchain())
    with emulated_board(board, image.elf) as url:
        yield url


def start(url: str) -> None:
    """Put the board into sensor mode from the beginning."""
    with Device(url) as device:
        device.stop()
        device.request(CommandCode.START, bytes((BoardMode.SENSOR, 0)))


def listen(url: str, bundle: Bundle, seconds: float) -> tuple[list[Samples], Counters]:
    """Samples that arrive within ``seconds``."""
    receiver = Receiver(bundle.manifest.signal)
    port = open_port(url)
    samples: list[Samples] = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        samples += [item for item in receiver.feed(port.read()) if isinstance(item, Samples)]
    port.close()
    return samples, receiver.counters


def synthetic(first: int, count: int, channels: int) -> NDArray[np.int64]:
    """What firmware/sources/kd_sense_synthetic.c says that it senses."""
    period = 40 + 8 * np.arange(channels)
    phase = np.arange(first, first + count)[:, None] % period
    return 400 * np.minimum(phase, period - phase) // period - 100


def assert_true(samples: list[Samples], bundle: Bundle) -> None:
    """Every sample is the one that the board sensed at that time."""
    for stream in bundle.manifest.signal.streams:
        for item in samples:
            if item.stream == stream.name:
                first, rest = divmod(item.start_ns, stream.sample_period_ns)
                assert rest == 0
                assert np.array_equal(item.values, synthetic(first, *item.values.shape))


def test_the_full_rig_arrives_complete(board_url: str, isl_bundle: Bundle) -> None:
    start(board_url)
    samples, counters = listen(board_url, isl_bundle, 5.0)
    assert_true(samples, isl_bundle)
    assert counters.damaged <= 1  # the port was opened in the middle of a frame
    assert counters.lost == counters.late == counters.malformed == counters.device_dropped == 0
    seconds = {
        stream.name: sum(len(item.values) for item in samples if item.stream == stream.name)
        * stream.sample_period_ns
        / 1e9
        for stream in isl_bundle.manifest.signal.streams
    }
    assert all(3.0 < value < 5.5 for value in seconds.values()), seconds


@pytest.mark.parametrize("rate", [0.0001, 0.0004])
def test_damage_is_counted_and_never_believed(board_url: str, isl_bundle: Bundle, rate: float) -> None:
    start(board_url)
    with cable(board_url, rate) as laid:
        samples, counters = listen(laid.url, isl_bundle, 4.0)
    assert_true(samples, isl_bundle)
    assert counters.damaged > 1
    assert counters.lost > 0
    for stream in isl_bundle.manifest.signal.streams:
        starts = [item.start_ns for item in samples if item.stream == stream.name]
        assert starts == sorted(starts)
        longest_gap_ns = max(np.diff(starts))
        assert longest_gap_ns < 1_000_000_000
