"""A bundle whose streams the board's sensors cannot give is refused before anything is built."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kd_edge.contract import SampleType, SignalSpec, StreamSpec
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.images.sensors import senses, unsensed_streams
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.errors import DeployError
from tests.firmware.fuzz import write_bundle_headers

ROOT = Path(__file__).parents[2]
NO_COMPILER = Toolchain("gcc", ("false",))


def stream(
    name: str, channels: int, sample_type: SampleType = "int16", sample_period_ns: int = 2_500_000
) -> StreamSpec:
    names = tuple(f"{name}{index}" for index in range(channels))
    return StreamSpec(name=name, sample_period_ns=sample_period_ns, channels=names, sample_type=sample_type)


def signal(*streams: StreamSpec) -> SignalSpec:
    return SignalSpec(streams=streams, frame_period_ns=20_000_000, window_size=4, window_increment=2)


@pytest.mark.parametrize("sample_type", ["float32", "int8"])
def test_samples_of_another_type_than_the_rig_takes_are_refused(sample_type: SampleType) -> None:
    wanted = signal(stream("emg", 3), stream("imu", 6, sample_type))
    with pytest.raises(DeployError, match=rf"pico give int16 samples\. Found: stream 'imu' of {sample_type} samples"):
        unsensed_streams(load_board("pico"), wanted)


@pytest.mark.parametrize(
    ("streams", "unsensed"),
    [
        ((stream("emg", 3), stream("imu", 6)), ()),
        ((stream("imu", 6), stream("emg", 1)), ()),
        ((stream("emg", 2), stream("imu", 12)), ("imu",)),
        ((stream("emg", 2), stream("more", 1), stream("imu", 6)), ("more",)),
        ((stream("emg", 4),), ("emg",)),
    ],
)
def test_each_sensor_serves_the_first_stream_that_it_can_give(
    streams: tuple[StreamSpec, ...], unsensed: tuple[str, ...]
) -> None:
    assert unsensed_streams(load_board("pico"), signal(*streams)) == unsensed


def test_a_board_without_sensors_plays_recordings_of_any_type() -> None:
    assert unsensed_streams(load_board("microbit"), signal(stream("imu", 3, "float32"))) == ()


@pytest.mark.parametrize("board", ["nano33ble", "xiao-nrf52840-sense"])
def test_a_board_senses_what_its_imu_gives_and_plays_any_other_bundle(board: str) -> None:
    imu = load_board(board)
    assert senses(imu, signal(stream("emg", 8), stream("imu", 6)))
    assert unsensed_streams(imu, signal(stream("emg", 8), stream("imu", 6))) == ("emg",)
    assert not senses(imu, signal(stream("emg", 2), stream("imu", 12)))
    assert not senses(imu, signal(stream("imu", 6, "float32")))


@pytest.mark.parametrize(
    ("board", "most_hz", "period_ns", "too_fast_ns"),
    [
        ("nano33ble", 952, 1_050_421, 1_050_420),
        ("xiao-nrf52840-sense", 416, 2_403_847, 2_403_846),
        ("pico", 1000, 1_000_000, 999_999),
    ],
)
def test_a_stream_above_the_chips_own_rate_is_not_taken_from_it(
    board: str, most_hz: int, period_ns: int, too_fast_ns: int
) -> None:
    imu = load_board(board)
    assert unsensed_streams(imu, signal(stream("imu", 6, sample_period_ns=period_ns))) == ()
    assert unsensed_streams(imu, signal(stream("imu", 6, sample_period_ns=too_fast_ns))) == ("imu",)
    both = signal(stream("emg", 6, sample_period_ns=too_fast_ns), stream("imu", 6))
    assert unsensed_streams(imu, both) == ("emg",)
    tables = "\n".join(path.read_text() for path in (ROOT / "firmware" / "sensors").glob("kd_*.c"))
    assert f".most_hz = {most_hz}," in tables
    documented = (ROOT / "docs" / "sensors.md").read_text()
    assert re.search(rf"^\| {board}[ ,].* {most_hz} Hz \|", documented, re.MULTILINE)


def test_the_adc_converts_whenever_it_is_asked_and_only_the_imus_stream_has_its_limit() -> None:
    streams = (
        stream("emg", 3, sample_period_ns=500_000),
        stream("imu", 6),
        stream("more", 6, sample_period_ns=500_000),
    )
    assert unsensed_streams(load_board("pico"), signal(*streams)) == ("more",)


def test_two_sensors_of_a_kind_take_a_stream_each() -> None:
    pico = load_board("pico")
    two = replace(pico, sensors=pico.sensors[1:] * 2)
    assert unsensed_streams(two, signal(*(stream(name, 6) for name in ("imu", "other", "more")))) == ("more",)


def test_the_build_asks_before_the_compiler_starts(tmp_path: Path) -> None:
    bundle = write_bundle_headers(tmp_path / "bundle")  # it has a stream of every sample type
    with pytest.raises(DeployError, match="The sensors of pico give int16 samples"):
        build_firmware(load_board("pico"), bundle, tmp_path / "image", NO_COMPILER)
