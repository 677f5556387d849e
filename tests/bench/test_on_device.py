"""A board that measures itself over its port: in which unit of time, and with which losses."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from kd_edge.bench.on_device.link import FRAMES_FROM_BOARD, FRAMES_TO_BOARD, measure_link
from kd_edge.bench.on_device.measure import bench_device, is_emulated
from kd_edge.bench.reports.schema import load_report
from kd_edge.bundle import MANIFEST, Bundle
from kd_edge.cli import main
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.build import Image
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import Engine
from kd_edge.errors import DeployError
from kd_edge.link.messages import Measurement
from kd_edge.link.protocol import MeasuredIn, Subject
from tests.deploy.conftest import needs_compiler, needs_qemu

BOARD = "netduinoplus2"


@pytest.fixture(scope="module")
def image(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Image:
    return build_firmware(load_board(BOARD), bundle, tmp_path_factory.mktemp("image"), find_toolchain())


@pytest.fixture(scope="module")
def url(image: Image) -> Iterator[str]:
    with emulated_board(load_board(BOARD), image.elf) as port:
        yield port


class Silicon(Device):
    """As an emulated board, but its core counts cycles."""

    def measure(self, subject: Subject = Subject.ALL, repetitions: int = 10) -> list[Measurement]:
        return [
            dataclasses.replace(measurement, unit=MeasuredIn.CYCLES)
            if measurement.unit == MeasuredIn.NANOSECONDS
            else measurement
            for measurement in super().measure(subject, repetitions)
        ]


@needs_compiler
@needs_qemu
def test_an_emulated_board_reports_all_but_a_time(bundle: Bundle, engine: Engine, image: Image, url: str) -> None:
    with Device(url) as device:
        report = bench_device(device, bundle, engine, goldens=2, hops=5)
    assert (report.kind, report.target, report.times_real_time) == ("emulator", BOARD, None)
    assert {(spent.unit, spent.count) for spent in report.stages.values()} == {("emulator_us", 5)}
    golden = report.golden
    assert golden is not None
    assert (golden.windows, golden.wrong_scores, golden.wrong_decisions) == (2, 0, 0)
    assert {rate.lost_frames for rate in report.link.values()} == {0}
    assert min(rate.bytes_per_s for rate in report.link.values()) > 1000
    assert report.memory_bytes["variables"] + report.memory_bytes["arena"] == pytest.approx(
        image.total.data + image.total.bss, abs=8
    )
    assert 500 < report.memory_bytes["stack"] < report.memory_bytes["stack_reserved"] == image.total.stack
    assert report.flash_bytes == {name: sizes.flash for name, sizes in image.components.items() if sizes.flash > 0}


@needs_compiler
@needs_qemu
def test_a_core_that_counts_is_reported_in_its_cycles(bundle: Bundle, engine: Engine, url: str) -> None:
    with Silicon(url) as device:
        report = bench_device(device, bundle, engine, emulated=False, goldens=1, hops=3)
    assert report.kind == "device"
    assert {spent.unit for spent in report.stages.values()} == {"cycles"}
    assert report.core_hz == 168_000_000
    for cycles, expected in ((1_680_000, report.hop_s * 100), (0, None)):  # a counter that stands still tells no time
        spent = msgspec.structs.replace(report.stages["total"], mean=cycles)
        timed = msgspec.structs.replace(report, stages={**report.stages, "total": spent})
        assert timed.times_real_time == pytest.approx(expected)


@needs_compiler
@needs_qemu
def test_the_command_says_whose_time_it_is(bundle: Bundle, url: str, tmp_path: Path) -> None:
    out = tmp_path / "device.json"
    arguments = ["bench", str(bundle.folder), "--device", url, "--goldens", "1", "--out", str(out)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "its times mean nothing for the board" in result.output
    assert "of 1 signs right" in result.output
    assert load_report(out).target == BOARD


@needs_compiler
@needs_qemu
def test_a_board_with_another_bundle_is_not_measured(bundle: Bundle, engine: Engine, url: str) -> None:
    other = dict(bundle.contents) | {MANIFEST: bundle.read(MANIFEST) + b"\n"}
    with Device(url) as device, pytest.raises(DeployError, match="The board carries the bundle"):
        bench_device(device, Bundle(bundle.folder, bundle.manifest, other), engine)


@pytest.mark.parametrize(
    ("port", "board", "expected"),
    [
        ("/dev/ttyACM0", "netduinoplus2", False),
        ("/dev/ttyACM0", "of another make", False),
        ("COM3", "microbit", False),
        ("/dev/ttyACM0", "mps2-an386", True),
        ("/dev/pts/3", "netduinoplus2", True),
        ("socket://127.0.0.1:5000", "pico", True),
    ],
)
def test_only_a_serial_device_is_taken_for_silicon(port: str, board: str, expected: bool) -> None:
    assert is_emulated(port, board) == expected


class LossyBoard:
    """A board that misses every tenth frame, and whose own frames get lost every twentieth time."""

    def __init__(self) -> None:
        self.sent = self.received = 0

    def send(self, data: bytes) -> None:
        self.sent += 1
        self.received += self.sent % 10 != 0

    def measure(self, subject: Subject, repetitions: int) -> list[Measurement]:
        self.received += 1
        frames = [
            Measurement(subject, MeasuredIn.COUNT, index, 1, index, index, index, "x" * 63)
            for index in range(repetitions)
            if repetitions == 1 or index % 20 != 0
        ]
        count = self.received
        return [*frames, Measurement(subject, MeasuredIn.COUNT, 0, 1, count, count, count, "frames received")]


def test_lost_frames_are_counted_in_both_directions() -> None:
    rates = measure_link(LossyBoard())  # type: ignore[arg-type]
    assert rates["to_board"].lost_frames == FRAMES_TO_BOARD // 10
    assert rates["from_board"].lost_frames == FRAMES_FROM_BOARD // 20
