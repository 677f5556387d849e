"""Tables as spreadsheets, loggers and platforms write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge.errors import RecordingError
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.timing import Gap
from tests.recordings.folders import describe


@pytest.mark.parametrize(
    ("content", "channels"),
    [
        ("x;y\r\n1,5;2\r\n-3,25;4e-1\r\n", '["x", "y"]'),
        ("\ufefftime_s;x;y;\n0,000;1,5;2;\n0,005;-3,25;0,4;\n", '["x", "y"]'),
        ("x\ty\n1.5\t2\n-3.25\t.4\n", '["x", "y"]'),
        ('label,x,y\nfist,1.5," 2"\n,-3.25,0.40\n', '["x", "y"]'),
        ('"Sensor 1: EMG [V]","y, right"\n1.5,2\n-3.25,0.4\n\n', '["Sensor 1: EMG [V]", "y, right"]'),
    ],
)
def test_tables_as_spreadsheets_and_loggers_write_them(content: str, channels: str, tmp_path: Path) -> None:
    describe(tmp_path, channels=channels, sample_type="float32")
    (tmp_path / "ann_UP_1.csv").write_bytes(content.encode())
    samples = load_dataset(tmp_path).recordings[0].streams["imu"].samples
    np.testing.assert_array_equal(samples, np.array([[1.5, 2], [-3.25, 0.4]], np.float32))


def test_an_export_of_edge_impulse(tmp_path: Path) -> None:
    """``label.sample-id.csv``, milliseconds in whole numbers, 62.5 Hz."""
    describe(
        tmp_path,
        files="{subject}/{label}.{session}.csv",
        period_ns=16_000_000,
        channels='["accX", "accY"]',
        sample_type="float32",
    )
    (tmp_path / "me").mkdir()
    rows = [f"{16 * row},{0.25 * row},-9.81" for row in range(125)]
    for name in ("UP.3ja8s1.ingestion-6fd4-x2.csv", "UP.3jb0.ingestion-6fd4-x2.csv", "DOWN.3jc7.csv"):
        (tmp_path / "me" / name).write_text("\n".join(["timestamp,accX,accY", *rows]))
    dataset = load_dataset(tmp_path)
    assert [(r.label, r.session, r.repetition, r.repetitions) for r in dataset.recordings] == [
        (1, "3jc7", 0, 1),
        (0, "3ja8s1.ingestion-6fd4-x2", 0, 2),
        (0, "3jb0.ingestion-6fd4-x2", 1, 2),
    ]


def test_a_sensor_logger_of_a_telephone(tmp_path: Path) -> None:
    """A folder for every take, a file for every sensor, names in capitals, the time of day in ns and jitter."""
    describe(
        tmp_path,
        files="{subject}/{label}-{repetition}/{stream}.csv",
        period_ns=10_000_000,
        channels='["z", "y", "x"]',
        sample_type="float32",
        timing='column = "seconds_elapsed"\ngaps = "fill"',
    )
    text = (tmp_path / "dataset.toml").read_text().replace('"imu"', '"accelerometer"')
    second = text[text.index("[[signal.streams]]") : text.index("[timing]")].replace("accelerometer", "gyroscope")
    (tmp_path / "dataset.toml").write_text(text.replace("[timing]", second + "[timing]"))
    take = tmp_path / "me" / "UP-1"
    take.mkdir(parents=True)
    elapsed = np.delete(0.0125 + np.arange(300) * 0.00998 + np.random.default_rng(1).uniform(0, 0.002, 300), 150)
    for name, late in (("Accelerometer", 0), ("Gyroscope", 0.031)):
        rows = [f"{int(1.7e18 + seconds * 1e9)},{seconds + late:.6f},1,2,3" for seconds in elapsed]
        (take / f"{name}.csv").write_text("\n".join(["time,seconds_elapsed,z,y,x", *rows]))
    (take / "Annotation.csv").write_text("time,text\n")
    dataset = load_dataset(tmp_path)
    streams = dataset.recordings[0].streams
    assert [len(streams[name].samples) for name in ("accelerometer", "gyroscope")] == [300, 300]
    assert streams["gyroscope"].start_ns == pytest.approx(31e6)
    assert streams["gyroscope"].account is not None
    assert streams["gyroscope"].account.gaps == (Gap(152, 1),)
    assert dataset.ignored_files == ("me/UP-1/Annotation.csv",)


def test_an_armband_that_sends_two_rows_a_packet(tmp_path: Path) -> None:
    describe(tmp_path, channels='["emg1"]', timing='column = "timestamp"\nunit = "us"')
    rows = [f"{1_600_000_000_000_000 + 10_000 * (row // 2)},{row % 50}" for row in range(400)]
    (tmp_path / "ann_UP_1.csv").write_text("\n".join(["timestamp,emg1", *rows]))
    account = load_dataset(tmp_path).recordings[0].streams["imu"].account
    assert account is not None
    assert account.packet == 2
    (tmp_path / "ann_UP_1.csv").write_text("\n".join(["timestamp,emg1", *rows[:200], *rows[202:]]))
    with pytest.raises(RecordingError, match=r"2 rows \(10 ms\) before line 202"):
        load_dataset(tmp_path)
