"""Foreign data: CSV folders and plain npz files with their TOML description."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kd_edge import contract
from kd_edge.errors import ContractError, RecordingError
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.csv_folder import CsvDescription
from kd_edge.recordings.segments import Columns

STREAMS = """
name = "wrist"
labels = ["WAVE", "CIRCLE"]
[signal]
frame_period_ns = 20_000_000
window_size = 4
window_increment = 1
[[signal.streams]]
name = "imu"
sample_period_ns = 10_000_000
channels = ["acc_x", "acc_y"]
sample_type = "float32"
[[signal.streams]]
name = "emg"
sample_period_ns = 2_000_000
channels = ["emg_0"]
filters = [{type = "butterworth", band = "bandpass", cutoff_hz = [20.0, 200.0]}, {type = "notch", centre_hz = 50.0}]
"""
FILES = 'files = "{subject}/{session}/{label}-{repetition}.{stream}.csv"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two takes of WAVE by ann, one of CIRCLE by bob; takes 9 and 10 tell numbers from text."""
    (tmp_path / "dataset.toml").write_text(FILES + STREAMS)
    for name in ("ann/mon/WAVE-10", "ann/mon/WAVE-9", "bob/tue/CIRCLE-1"):
        imu, emg = tmp_path / f"{name}.imu.csv", tmp_path / f"{name}.emg.csv"
        imu.parent.mkdir(parents=True, exist_ok=True)
        imu.write_text("time_s,acc_y,note,acc_x\n0.25,1.5,fist,-2\n0.26,2.5,,-3\n0.27,3.5,7,-4\n")
        emg.write_text("time_s,emg_0\n0.252,-32768\n0.254,0\n0.256,32767\n")
    (tmp_path / "notes.csv").write_text("not,a,recording\n")
    return tmp_path


def test_csv_folder_is_read(folder: Path) -> None:
    dataset = load_dataset(folder)
    assert (dataset.name, dataset.labels, dataset.synthetic) == ("wrist", ("WAVE", "CIRCLE"), False)
    found = {
        (r.subject, r.session, dataset.labels[r.label], r.source): (r.repetition, r.repetitions)
        for r in dataset.recordings
    }
    assert found == {
        ("ann", "mon", "WAVE", "ann/mon/WAVE-9.emg.csv"): (0, 2),
        ("ann", "mon", "WAVE", "ann/mon/WAVE-10.emg.csv"): (1, 2),
        ("bob", "tue", "CIRCLE", "bob/tue/CIRCLE-1.emg.csv"): (0, 1),
    }
    imu, emg = dataset.recordings[0].streams["imu"], dataset.recordings[0].streams["emg"]
    np.testing.assert_array_equal(imu.samples, np.array([[-2, 1.5], [-3, 2.5], [-4, 3.5]], np.float32))
    np.testing.assert_array_equal(emg.samples, np.array([[-32768], [0], [32767]], np.int16))
    assert (imu.start_ns, imu.sample_period_ns, emg.start_ns) == (0, 10_000_000, 2_000_000)


def test_takes_without_number_follow_their_paths(folder: Path) -> None:
    (folder / "dataset.toml").write_text(
        'files = "{subject}/x/{label}.csv"\n'
        + STREAMS.replace('["WAVE", "CIRCLE"]', '["A"]').split("[[signal.st")[0]
        + "[[signal.st"
        + STREAMS.split("[[signal.st")[1]
    )
    for subject in ("ann", "bob"):
        (folder / subject / "x").mkdir()
        (folder / subject / "x" / "A.csv").write_text("acc_x,acc_y\n1,2\n")
    assert [(r.subject, r.repetition, r.repetitions) for r in load_dataset(folder).recordings] == [
        ("ann", 0, 1),
        ("bob", 0, 1),
    ]


def test_example_in_the_documentation_is_valid() -> None:
    text = (Path(__file__).parents[2] / "docs" / "recordings.md").read_text()
    before, own = text.split("## Your own recordings as CSV")
    session = before.split("```toml\n")[2].split("```")[0].partition("[columns]")[2]
    example = own.split("```toml\n")[1].split("```")[0]
    timing = own.split("```toml\n")[2].split("```")[0]
    columns = contract.decode_toml(session.encode(), Columns, source="the example")
    assert columns.used().keys() == {"label", "subject", "session", "repetition"}
    description = contract.decode_toml((example + timing).encode(), CsvDescription, source="the example")
    assert description.signal.feature_count == 8
    assert (description.timing.gaps, description.timing.column) == ("fill", "seconds_elapsed")


IMU, EMG = "ann/mon/WAVE-9.imu.csv", "ann/mon/WAVE-9.emg.csv"
BAD_FOLDERS = {
    "no description": ("dataset.toml", None, RecordingError, "described by a TOML file"),
    "not TOML": ("dataset.toml", "name = ", ContractError, "well-formed"),
    "unknown field": ("dataset.toml", "colour = 1\n" + FILES + STREAMS, ContractError, "colour"),
    "band above Nyquist": ("dataset.toml", FILES + STREAMS.replace("200.0", "250.0"), ContractError, "Nyquist"),
    "no label in files": ("dataset.toml", 'files = "{subject}.csv"\n' + STREAMS, RecordingError, "label, subject"),
    "unknown placeholder": (
        "dataset.toml",
        'files = "{subject}{label}{stream}{hand}.csv"\n' + STREAMS,
        RecordingError,
        "no placeholders but",
    ),
    "no file fits": (
        "dataset.toml",
        'files = "{subject}_{label}_{stream}.txt"\n' + STREAMS,
        RecordingError,
        "no such file",
    ),
    "unknown label": ("ann/mon/JUMP-1.imu.csv", "acc_x,acc_y\n1,2\n", RecordingError, "WAVE, CIRCLE.*JUMP"),
    "missing stream": (EMG, None, RecordingError, "has the stream 'emg'"),
    "missing channel": (IMU, "acc_x\n1\n", RecordingError, "no acc_y among acc_x"),
    "ragged": (IMU, "acc_x,acc_y\n1,2\n3\n", RecordingError, "as many numbers.*1 in line 3"),
    "extra numbers": (IMU, "acc_x,acc_y\n1,2,3\n", RecordingError, "as many numbers.*2. Found: 3 in line 2"),
    "not numbers": (IMU, "acc_x,acc_y\n1,two\n", RecordingError, "decimal point.*'two' in column 'acc_y', line 2"),
    "not text": (IMU, b"\xff\xfe\x00", RecordingError, "is a CSV file"),
    "empty": (IMU, "", RecordingError, "no lines of numbers"),
    "repeated channel": (IMU, "acc_x,acc_y,acc_x\n1,2,3\n", RecordingError, "'acc_x'.*exists once.*2 columns"),
    "repeated clock": (IMU, "time_s,acc_x,acc_y,time_s\n0,1,2,3\n", RecordingError, "'time_s'.*exists once"),
    "two clocks": (
        IMU,
        "time_s,acc_x,acc_y,time_ms\n0,1,2,3\n",
        RecordingError,
        "one column.*time_s, time_ms",
    ),
    "one clock for two": (IMU, "acc_x,acc_y\n1,2\n", RecordingError, "All streams of a take have a column of times"),
    "clocks apart": (
        IMU,
        "time_s,acc_x,acc_y\n1.7e9,1,2\n",
        RecordingError,
        "run at the same time.*imu starts 1,699,999,999.74",
    ),
    "absurd time": (IMU, "time_s,acc_x,acc_y\n1e300,1,2\n", RecordingError, "146 years"),
    "infinite": (IMU, "time_s,acc_x,acc_y\n0,1,1e999\n", RecordingError, "finite.*'1e999'.*line 2"),
    "beyond float32": (IMU, "time_s,acc_x,acc_y\n0,1,1e39\n", RecordingError, "finite float32.*line 2"),
    "ragged later": (IMU, "acc_x,acc_y\n1,2\n\n1,2\n1\n", RecordingError, "1 in line 5"),
    "NUL": (IMU, "acc_x,acc_y\n1,\0\n", RecordingError, "line 2"),
    "endless cell": (IMU, "acc_x,acc_y\n1," + "2" * 200_000, RecordingError, "field limit.*line 2"),
    "open quote": (IMU, 'acc_x,acc_y\n1,"2\n3,4\n', RecordingError, "line 2"),
    "name that climbs": (
        "dataset.toml",
        FILES + STREAMS.replace('"wrist"', '"../../escaped"'),
        RecordingError,
        "name of a data set.*escaped",
    ),
    "rest that is a label": ("dataset.toml", 'rest = "WAVE"\n' + FILES + STREAMS, ContractError, "rest is no label"),
    "deep TOML": ("dataset.toml", "name = " + "[" * 50_000, ContractError, "well-formed"),
    "endless number": ("dataset.toml", "synthetic = " + "9" * 10_000, ContractError, "well-formed"),
    "header only": (IMU, "acc_x,acc_y\n", RecordingError, "no lines of numbers"),
    "NaN": (IMU, "acc_x,acc_y\n1,2\n1,nan\n", RecordingError, "finite.*acc_y.*line 3"),
    "NaN among integers": (EMG, "emg_0\n1\nnan\n", RecordingError, "finite.*'nan' in column 'emg_0', line 3"),
    "beyond int16": (EMG, "emg_0\n40000\n", RecordingError, "-32768 to 32767.*40000"),
    "fraction": (EMG, "emg_0\n1.5\n", RecordingError, "whole numbers.*1.5"),
    "wrong rate": (IMU, "time_s,acc_x,acc_y\n0,1,2\n0.02,1,2\n", RecordingError, "10000000.*20000000 ns"),
    "NaN time": (IMU, "time_s,acc_x,acc_y\nnan,1,2\n0.02,1,2\n", RecordingError, "finite.*time_s.*line 2"),
}


@pytest.mark.parametrize("case", BAD_FOLDERS)
def test_bad_csv_folder_is_one_clear_error(case: str, folder: Path) -> None:
    name, content, error, message = BAD_FOLDERS[case]
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(error, match=message) as caught:
        load_dataset(folder)
    assert isinstance(caught.value, RecordingError | ContractError)
    assert caught.value.remedy


@pytest.fixture
def arrays() -> dict[str, Any]:
    return {
        "label": np.array(["CIRCLE", "WAVE", "WAVE"]),
        "subject": np.array([7, 7, 7]),
        "repetition": np.array([3, 9, 8]),
        "imu": np.arange(24, dtype=np.float32).reshape(3, 4, 2),
        "length.imu": np.array([4, 3, 4]),
        "start_ns.imu": np.array([0, 5, -5]),
        "emg": np.arange(15).reshape(3, 5, 1),
    }


def _save(arrays: dict[str, Any], folder: Path, toml: str = STREAMS) -> Path:
    (folder / "mine.toml").write_text(toml)
    np.savez(folder / "mine.npz", **arrays)
    return folder / "mine.npz"


def test_plain_npz_is_read(arrays: dict[str, Any], tmp_path: Path) -> None:
    dataset = load_dataset(_save(arrays | {"time_s": np.arange(5)}, tmp_path))
    assert dataset.ignored_files == ("array time_s",)
    assert [(r.label, r.subject, r.repetition, r.repetitions) for r in dataset.recordings] == [
        (1, "7", 0, 1),
        (0, "7", 1, 2),
        (0, "7", 0, 2),
    ]
    second = dataset.recordings[1].streams
    np.testing.assert_array_equal(second["imu"].samples, arrays["imu"][1, :3])
    np.testing.assert_array_equal(second["emg"].samples, arrays["emg"][1])
    assert (second["imu"].start_ns, second["emg"].samples.dtype) == (5, np.int16)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: a.pop("emg"), "array called 'emg'"),
        (lambda a: a.update(imu=a["imu"][:, :, :1]), r"any, 2\)"),
        (lambda a: a.update(label=np.array([0, 1, 2])), r"Labels lie in 0\.\.1.*row 2"),
        (lambda a: a.update(label=np.array(["WAVE", "WAVE", "JUMP"])), "row 2 is one of.*JUMP"),
        (lambda a: a.update({"length.imu": np.array([4, 5, 4])}), "1 to 4 samples.*5 in row 1"),
        (lambda a: a.update({"length.imu": np.array([4, 4])}), r"'length.imu'.*shape \(3\).*\(2,\)"),
        (lambda a: a.update({"length.imu": np.array([[4], [4], [4]])}), r"shape \(3\).*\(3, 1\)"),
        (lambda a: a.update({"length.imu": np.array([4, 3.5, 4])}), "'length.imu'.*whole numbers.*3.5 in row 1"),
        (lambda a: a.update({"start_ns.imu": np.array([0, np.nan, 0])}), "'start_ns.imu'.*whole.*nan in row 1"),
        (lambda a: a.update(label=np.array([b"WAVE"] * 3)), "'label'.*text or whole numbers.*bytes"),
        (lambda a: a.update(label=np.array([0, np.nan, 1])), "'label'.*nan in row 1"),
        (lambda a: a.update(label=np.array([0, 1.7, 1])), "'label'.*1.7 in row 1"),
        (lambda a: a.update(subject=np.array([b"ann"] * 3)), "'subject'.*bytes"),
        (lambda a: a.update(repetition=np.array(["r1", "r2", "r3"])), "'repetition'.*whole numbers.*text"),
        (lambda a: a.update(imu=a["imu"] + 1j), "'imu'.*real numbers.*complex"),
        (lambda a: a.update(imu=a["imu"] > 3), "'imu'.*real numbers.*true and false"),
        (lambda a: a.update(imu=a["imu"].astype(np.float64) * 1e300), "row 0 are finite float32"),
        (lambda a: a.update(emg=a["emg"] * 10_000), "whole numbers"),
    ],
)
def test_bad_plain_npz_is_one_clear_error(
    change: Callable[[dict[str, Any]], object], message: str, arrays: dict[str, Any], tmp_path: Path
) -> None:
    change(arrays)
    with pytest.raises(RecordingError, match=message):
        load_dataset(_save(arrays, tmp_path))


def test_whole_numbers_may_be_written_as_floating_point(arrays: dict[str, Any], tmp_path: Path) -> None:
    """As MATLAB writes everything."""
    plain = load_dataset(_save(arrays, tmp_path)).fingerprint()
    changed = {
        name: arrays[name].astype(np.float64) for name in ("repetition", "length.imu", "start_ns.imu", "subject")
    }
    assert load_dataset(_save(arrays | changed, tmp_path)).fingerprint() == plain


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x.npy", "np.savez"),
        ("x.mat", "data init"),
        ("x.JSON", "data init"),
        ("x.csv", "data init"),
        ("dataset.toml", "name the folder"),
    ],
)
def test_a_file_of_another_format_says_what_to_do(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x93NUMPY")
    with pytest.raises(RecordingError, match=f"npz archive or a folder of CSV files.*{message}"):
        load_dataset(tmp_path / name)
