"""Tables of laboratories: Delsys Trigno's two programs, and MATLAB arrays in Ninapro's layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.io

from kd_edge.errors import RecordingError
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.guess.begin import begin
from kd_edge.recordings.recording import REST
from kd_edge.recordings.tables.matlab import read_matlab
from kd_edge.recordings.tables.trigno import read_trigno

EMG_S, ACC_S = 0.0009, 0.0067
DISCOVER = """Application:,Trigno Discover (1.7.0)
Date/Time:,2026-11-27 10:00
Collection Length (seconds):,1.0
Flexor (81234),,,,,,,,Extensor (81235),
sensor mode: 40,,,,,,,,sensor mode: 40,
EMG 1 Time Series (s),EMG 1 (mV),ACC X Time Series (s),ACC X (G),ACC Y Time Series (s),ACC Y (G),"""
DISCOVER += """ACC Z Time Series (s),ACC Z (G),EMG 1 Time Series (s),EMG 1 (mV)
,1111.1111 Hz,,148.1481 Hz,,148.1481 Hz,,148.1481 Hz,,1111.1111 Hz
"""
EMGWORKS = """Label: Flexor: EMG 1 (IM) Sampling frequency: 1111.11 Unit: V Domain: Time
Label: Flexor: ACC.X 1 (IM) Sampling frequency: 149.25 Unit: g Domain: Time
X[s],"Flexor: EMG 1 (IM) [V]",X[s],"Flexor: ACC.X 1 (IM) [g]",X[s],"Flexor: ACC.Y 1 (IM) [g]","""
EMGWORKS += """X[s],"Flexor: ACC.Z 1 (IM) [g]",X[s],"Extensor: EMG 2 (IM) [V]",
"""


def trigno(take: int, header: str, separator: str = ",") -> str:
    """One second: two muscles at 1111.1 Hz, of which the second ends a sample earlier, and a slow accelerometer."""
    fast, slow = 1111, 149
    lines = []
    for row in range(fast):
        late = row < fast - 1
        muscle = [f"{row * EMG_S:.6f}", f"{row % 7 - 3 + take / 10:.3f}"]
        other = [f"{row * EMG_S:.6f}" if late else "", f"{row % 5 - 2:.3f}" if late else ""]
        axes = [f"{row * ACC_S:.6f}", f"{row / 10:.3f}"] * 3 if row < slow else [""] * 6
        lines.append([*muscle, *axes, *other])
    text = "\n".join(",".join(line) for line in lines)
    whole = header + text + "\n"
    return whole if separator == "," else whole.replace(",", ";").replace(".", ",")


@pytest.mark.parametrize(("header", "separator"), [(DISCOVER, ","), (EMGWORKS, ","), (DISCOVER, ";")])
def test_sensors_of_different_rates_in_one_file(header: str, separator: str, tmp_path: Path) -> None:
    if separator == ";":
        header = header.replace("(1.7.0)", "(1 7 0)")
    for label in ("fist", "open"):
        for take in range(5):
            (tmp_path / f"ann_{label}_{take}.csv").write_bytes(trigno(take, header, separator).encode("cp1252"))
    begun = begin(tmp_path)
    dataset = load_dataset(tmp_path)
    assert 'format = "delsys"' in begun.description.text
    assert {spec.name: spec.sample_period_ns for spec in dataset.signal.streams} == {"emg": 900_000, "imu": 6_700_000}
    streams = dataset.recordings[0].streams
    assert (streams["emg"].samples.shape, streams["imu"].samples.shape) == ((1110, 2), (149, 3))
    np.testing.assert_allclose(streams["emg"].samples[:9, 0], [row % 7 - 3 for row in range(9)])
    np.testing.assert_allclose(streams["imu"].samples[:, 1], np.arange(149) / 10, rtol=1e-6)
    assert dataset.signal.stream("imu").bodies == (((0, 1, 2),),)
    assert all("Flexor" in name for name in dataset.signal.stream("imu").channels)
    assert len(set(dataset.signal.stream("emg").channels)) == 2


def test_a_row_that_a_trigno_lost_is_found(tmp_path: Path) -> None:
    for take in range(5):
        for label in ("fist", "open"):
            lines = trigno(take, EMGWORKS).splitlines()
            del lines[500:502]
            (tmp_path / f"{label}_{take}.csv").write_text("\n".join(lines))
    begin(tmp_path)
    with pytest.raises(RecordingError, match=r"No rows are missing.*2 rows \(1\.8 ms\) before line 501"):
        load_dataset(tmp_path)


def test_a_table_without_times_of_sensors_is_no_trigno(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    with pytest.raises(RecordingError, match="times of every sensor"):
        read_trigno(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text("X[s],EMG\n")
    with pytest.raises(RecordingError, match="lines of numbers"):
        read_trigno(tmp_path / "a.csv")


def ninapro(folder: Path, person: int, repetitions: int = 6, exercise: int = 1) -> None:
    """DB5's layout at 200 Hz: movements 1 and 2 between rest, the movement's real end (re-) before the asked one's."""
    asked, real, take = [], [], []
    for repetition in range(1, repetitions + 1):
        for movement in (1, 2):
            asked += [0] * 100 + [movement] * 200
            real += [0] * 110 + [movement] * 180 + [0] * 10
            take += [0] * 100 + [repetition] * 200
    draw = np.random.default_rng(person)
    rows = len(asked)
    arrays = {
        "emg": draw.integers(-128, 128, (rows, 16)).astype(np.float64),
        "acc": draw.normal(0, 1, (rows, 3)).astype(np.float32),
        "glove": draw.normal(0, 1, (rows, 22)),
        "stimulus": np.array(asked, np.int8)[:, None],
        "restimulus": np.array(real, np.int8)[:, None],
        "repetition": np.array(take, np.int8)[:, None],
        "rerepetition": np.array(take, np.int8)[:, None],
        "subject": np.array([[person]]),
        "exercise": np.array([[exercise]]),
        "circumference": np.array([[24.5]]),
    }
    scipy.io.savemat(folder / f"S{person}_E{exercise}_A1.mat", arrays, do_compression=True)


def test_ninapros_layout(tmp_path: Path) -> None:
    for person in (1, 2):
        ninapro(tmp_path, person)
    begun = begin(tmp_path)
    dataset = load_dataset(tmp_path)
    assert dataset.labels == ("1", "2")
    assert {recording.subject for recording in dataset.recordings} in ({"1", "2"}, {"S1", "S2"})
    signs = [recording for recording in dataset.recordings if recording.label != REST]
    assert {len(recording.streams["emg"].samples) for recording in signs} == {180}
    assert [recording.repetitions for recording in signs] == [6] * 24
    spec = dataset.signal.stream("emg")
    assert (len(spec.channels), spec.sample_type, spec.sample_period_ns) == (16, "int8", 5_000_000)
    assert [guess.place for guess in begun.description.guesses if guess.unsure] == [
        "signal.streams.emg.sample_period_ns",
        "signal.streams.imu.sample_period_ns",
    ]
    truth = scipy.io.loadmat(tmp_path / "S1_E1_A1.mat")["emg"]
    np.testing.assert_array_equal(signs[0].streams["emg"].samples, truth[110:290])


def test_exercises_that_share_numbers_are_told_and_one_can_be_chosen(tmp_path: Path) -> None:
    for exercise in (1, 2):
        ninapro(tmp_path, 1, exercise=exercise)
        ninapro(tmp_path, 2, exercise=exercise)
    begun = begin(tmp_path)
    assert any("label 1 stands for different movements in exercises 1, 2" in text for text in begun.description.remarks)
    text = begun.path.read_text()
    line = next(line for line in text.splitlines() if line.startswith("files = "))
    begun.path.write_text(text.replace(line, 'files = "{subject}_E1_A1.mat"'))
    dataset = load_dataset(tmp_path)
    assert sum(recording.label != REST for recording in dataset.recordings) == 24
    assert {"S1_E2_A1.mat", "S2_E2_A1.mat"} <= set(dataset.ignored_files)


def test_a_rate_in_the_file_counts(tmp_path: Path) -> None:
    scipy.io.savemat(tmp_path / "a.mat", {"emg": np.zeros((50, 2)), "fs": 1000.0, "note": "left arm", "s": {"x": 1}})
    table = read_matlab(tmp_path / "a.mat")
    assert (table.names, table.interval_ns) == (("emg_1", "emg_2"), 1e6)


def test_a_file_of_format_7_3_says_how_to_save_it(tmp_path: Path) -> None:
    (tmp_path / "a.mat").write_bytes(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + b"\0" * 400)
    with pytest.raises(RecordingError, match=r"-v7"):
        read_matlab(tmp_path / "a.mat")


@pytest.mark.parametrize(("position", "patch"), [(0, b"\0"), (126, b"\xff\xff"), (130, b"\xff" * 6), (None, b"")])
def test_a_damaged_matlab_file_is_one_error(position: int | None, patch: bytes, tmp_path: Path) -> None:
    path = tmp_path / "damaged.mat"
    scipy.io.savemat(path, {"emg": np.arange(60.0).reshape(20, 3), "restimulus": np.ones((20, 1), np.int8)})
    data = bytearray(path.read_bytes())
    if position is None:
        del data[300:]
    else:
        data[position : position + len(patch)] = patch
    path.write_bytes(bytes(data))
    with pytest.raises(RecordingError, match=r"damaged\.mat"):
        read_matlab(path)
