"""BrainFlow's own boards in software: the synthetic one, and one that plays a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from brainflow.board_shim import BoardShim
from brainflow.data_filter import DataFilter

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.source import Item, Samples, Timing
from kd_edge.sources.brainflow_board import BrainFlowBoard, offered
from kd_edge.sources.channels import Naming
from kd_edge.sources.timed import Timed

MS = 1_000_000
PERIOD = 4 * MS
EMG = StreamSpec(name="emg", sample_period_ns=PERIOD, channels=("emg_1", "c3"), sample_type="float32")
ACC = StreamSpec(name="acc", sample_period_ns=PERIOD, channels=("accel_x", "accel_z"), scale=(1e-3, 1e-3))
SPEC = SignalSpec(streams=(EMG, ACC), frame_period_ns=20 * MS, window_size=10, window_increment=5)


def read_until(source: BrainFlowBoard | Timed, done: Callable[[list[Item]], bool]) -> list[Item]:
    items: list[Item] = []
    deadline = time.monotonic() + 20
    while not done(items):
        items += source.read()
        assert time.monotonic() < deadline, items[-3:]
    return items


def joined(items: list[Item], stream: str) -> np.ndarray:
    return np.concatenate([item.values for item in items if isinstance(item, Samples) and item.stream == stream])


def test_the_synthetic_board_delivers_its_waves_at_its_rate() -> None:
    source = Timed(BrainFlowBoard("synthetic", SPEC, Naming()), SPEC, resample=True)
    items = read_until(source, lambda items: any(isinstance(item, Timing) for item in items))
    source.close()
    timing = next(item for item in items if isinstance(item, Timing))
    assert timing.rate_hz == pytest.approx(250, rel=0.05)
    assert timing.clock == "host"
    assert joined(items, "emg").std(axis=0).min() > 1  # microvolts: sine waves


def test_a_played_file_arrives_as_it_was_written(tmp_path: Path) -> None:
    """Row 1 is emg_1, row 2 is C3, rows 17 to 19 are the acceleration, as the synthetic board describes itself."""
    names = offered(BoardShim.get_board_descr(-1))
    assert [names[name] for name in ("emg_1", "C3", "accel_x", "accel_z", "gyro_y")] == [1, 2, 17, 19, 21]
    table = np.zeros((32, 600))
    table[1], table[2] = np.arange(600), -np.arange(600)
    table[17], table[19] = np.arange(600) * 1e-3, 0.5
    table[30] = 1.7e9 + np.arange(600) * PERIOD / 1e9
    DataFilter.write_file(table, str(tmp_path / "played.csv"), "w")
    address = f"playback_file?file={tmp_path / 'played.csv'}&master_board=synthetic"
    source = BrainFlowBoard(address, SPEC, Naming())
    items = read_until(source, lambda _: source.counters.samples >= 1000)
    source.close()
    emg, acc = joined(items, "emg"), joined(items, "acc")
    np.testing.assert_array_equal(emg[:, 0], -emg[:, 1])
    np.testing.assert_array_equal(np.diff(emg[:, 0]), 1)
    np.testing.assert_array_equal(acc[:, 0], emg[: len(acc), 0].astype(np.int16))
    assert set(acc[:, 1]) == {500}
    starts = [(item.start_ns, len(item.values)) for item in items if isinstance(item, Samples) and item.stream == "emg"]
    assert [start for start, _ in starts] == (np.cumsum([0, *(count for _, count in starts)])[:-1] * PERIOD).tolist()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("synthetik", "'synthetik'.*write synthetic"),
        ("synthetic?serial_prt=1", "'serial_prt'.*write serial_port"),
        ("synthetic?timeout=soon", "timeout is a number. Found: 'soon'"),
        ("playback_file?file=/no/such.csv&master_board=synthetic", "A board answers when BrainFlow opens it"),
        ("cyton?serial_port=/dev/no-such", r"no emg\.c3 among|A board answers"),
    ],
)
def test_what_is_wrong_is_said(address: str, message: str) -> None:
    with pytest.raises(StreamError, match=message):
        BrainFlowBoard(address, SPEC, Naming())


def test_channels_are_those_that_the_board_has() -> None:
    with pytest.raises(StreamError, match=r"no emg\.c3 among \d+ channels.*(emg_1|eeg_1)"):
        BrainFlowBoard("ganglion", SPEC, Naming())
