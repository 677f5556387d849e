"""What a source must be like to fit a bundle, said in plain sentences."""

from __future__ import annotations

import pytest

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.source import Channel, StreamInfo, check_complete, check_stream

A, B = Channel("a", "mV", 1.0), Channel("b", "mV", 1.0)
EMG = StreamSpec(
    name="emg", sample_period_ns=900_000, channels=("a", "b"), sample_type="int8", scale=(1.0, 1.0), units=("mV", "mV")
)
IMU = StreamSpec(name="imu", sample_period_ns=5_000_000, channels=("x",))
SPEC = SignalSpec(streams=(EMG, IMU), frame_period_ns=20_000_000, window_size=10, window_increment=5)


def test_a_matching_stream_passes() -> None:
    check_stream(StreamInfo.from_spec(EMG), EMG)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (StreamInfo("emg", "int16", 900_000, (A, B)), "has int16 samples where the bundle has int8"),
        (
            StreamInfo("emg", "int8", 1_000_000, (A, B)),
            "has 1000 samples a second where the bundle has 1111.11",
        ),
        (StreamInfo("emg", "int8", 900_000, (A,)), r"has 1 channel \(a\) where the bundle has 2 channels \(a, b\)"),
        (
            StreamInfo("emg", "int8", 900_000, (A, Channel("b", "uV", 2.0))),
            "has as channel 2 'b' in steps of 2 uV where the bundle has 'b' in steps of 1 mV",
        ),
    ],
)
def test_another_stream_than_the_bundle_was_trained_on_is_refused(found: StreamInfo, sentence: str) -> None:
    with pytest.raises(StreamError, match=f"Found: stream 'emg' {sentence}. Remedy: use the board") as error:
        check_stream(found, EMG)
    assert "Channel(" not in str(error.value)


def test_many_channels_are_not_all_listed() -> None:
    wide = StreamInfo("emg", "int8", 900_000, tuple(Channel(f"c{i}", "", 1.0) for i in range(36)))
    with pytest.raises(StreamError, match=r"36 channels \(c0, c1, c2, ..., c35\)"):
        check_stream(wide, EMG)


def test_a_missing_stream_is_refused() -> None:
    check_complete(["battery", "imu", "emg"], SPEC)
    with pytest.raises(StreamError, match=r"\(emg, imu\). Found: only imu, battery"):
        check_complete(["imu", "battery"], SPEC)
