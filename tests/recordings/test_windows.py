"""Windows that others have cut: arrays in one file or several, and UCI HAR's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.io
from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.errors import RecordingError
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.guess.begin import begin
from kd_edge.recordings.recording import Dataset


@pytest.fixture
def arrays() -> dict[str, np.ndarray]:
    draw = np.random.default_rng(5)
    return {
        "X": draw.normal(0, 3, (24, 60, 6)),
        "y": np.tile([0, 1, 2], 8),
        "groups": np.repeat([4, 7], 12),
        "class_names": np.array(["fist", "open", "wave"]),
        "fs": np.array(50.0),
    }


def save(folder: Path, kind: str, arrays: dict[str, np.ndarray]) -> Path:
    if kind == "npy":
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array)
        return folder
    path = folder / f"all.{kind}"
    if kind == "npz":
        np.savez(path, **arrays)
    else:
        scipy.io.savemat(path, arrays)
    return path


def check(dataset: Dataset, arrays: dict[str, np.ndarray]) -> None:
    assert dataset.labels == ("fist", "open", "wave")
    assert [recording.label for recording in dataset.recordings] == arrays["y"].tolist()
    assert [recording.subject for recording in dataset.recordings] == [str(each) for each in arrays["groups"].tolist()]
    (spec,) = dataset.signal.streams
    assert spec.sample_period_ns == 20_000_000
    for recording, window in zip(dataset.recordings, arrays["X"], strict=True):
        np.testing.assert_array_equal(recording.streams[spec.name].samples, window.astype(np.float32))
    assert dataset.signal.window_size == 60


@pytest.mark.parametrize("kind", ["npz", "npy", "mat"])
def test_arrays_with_persons(kind: str, arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    source = save(tmp_path, kind, arrays)
    begin(source)
    check(load_dataset(source), arrays)


def test_channels_may_come_before_samples(arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    source = save(tmp_path, "npz", {**arrays, "X": arrays["X"].transpose(0, 2, 1)})
    begun = begin(source)
    assert 'axes = "channels, samples"' in begun.description.text
    check(load_dataset(source), arrays)


def test_two_sides_of_a_split_and_labels_as_text(arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    text = np.array(["fist", "open", "wave"])[arrays["y"]]
    pairs = {"X": arrays["X"], "y": text[:, None]}
    save(tmp_path, "npy", {f"{name}_train": array[:18] for name, array in pairs.items()})
    save(tmp_path, "npy", {f"{name}_test": array[18:] for name, array in pairs.items()})
    begin(tmp_path, rate_hz=100)
    dataset = load_dataset(tmp_path)
    assert [recording.part for recording in dataset.recordings] == ["train"] * 18 + ["test"] * 6
    assert {recording.subject for recording in dataset.recordings} == {"me"}
    assert [dataset.labels[recording.label] for recording in dataset.recordings] == text.tolist()
    assert dataset.signal.streams[0].sample_period_ns == 10_000_000


def test_an_archive_needs_no_description(tiny_dataset: Dataset, tmp_path: Path) -> None:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    with pytest.raises(RecordingError, match="needs no TOML file"):
        begin(tmp_path / "tiny.npz")


def test_what_no_array_tells_is_marked_and_overlap_is_told(arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    source = save(tmp_path, "npz", {name: arrays[name] for name in ("X", "y")})
    result = CliRunner().invoke(main, ["data", "init", str(source)])
    assert result.exit_code == 0, result.output
    assert "not known, please correct in the file: signal.streams.sensor.sample_period_ns" in result.output
    assert "both sides of the split" in result.output
    assert "24 recordings of 3 signs by 1 person can be read" in result.output


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X": np.zeros((24, 6))}, "three axes"),
        ({"y": np.zeros((24, 3))}, "three axes"),
        ({"y": np.arange(23)}, "three axes"),
    ],
)
def test_what_is_no_window_is_one_clear_error(
    changes: dict[str, Any], message: str, arrays: dict[str, np.ndarray], tmp_path: Path
) -> None:
    with pytest.raises(RecordingError, match=message):
        begin(save(tmp_path, "npz", arrays | changes))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('x = "X"', 'x = "Z"', "array called 'Z'"),
        ('y = "y"', 'y = "X"', "for every window, 24"),
        ('subjects = "groups"', "", "who wears the sensors"),
        ('"samples, channels"', '"channels, samples"', "names every channel"),
        ('"fist", ', "", "one of open, wave"),
    ],
)
def test_a_wrong_correction_is_one_clear_error(
    old: str, new: str, message: str, arrays: dict[str, np.ndarray], tmp_path: Path
) -> None:
    source = save(tmp_path, "npz", arrays)
    toml = begin(source).path
    assert old in toml.read_text()
    toml.write_text(toml.read_text().replace(old, new, 1))
    with pytest.raises(RecordingError, match=message):
        load_dataset(source)


@pytest.fixture
def uci_har(tmp_path: Path) -> Path:
    (tmp_path / "activity_labels.txt").write_text("1 WALKING\n2 SITTING\n")
    for part, persons in (("train", [1, 1, 3, 3]), ("test", [2, 2])):
        inside = tmp_path / part / "Inertial Signals"
        inside.mkdir(parents=True)
        for number, signal in enumerate(("body_acc", "body_gyro", "total_acc")):
            for axis, name in enumerate("xyz"):
                rows = [[f"{number + axis / 10 + row / 100: .7e}"] * 128 for row in range(len(persons))]
                text = "\n".join("  " + " ".join(row) for row in rows)
                (inside / f"{signal}_{name}_{part}.txt").write_text(text + "\n")
        (tmp_path / part / f"y_{part}.txt").write_text("\n".join(str(1 + row % 2) for row in range(len(persons))))
        (tmp_path / part / f"subject_{part}.txt").write_text("\n".join(map(str, persons)))
        (tmp_path / part / f"X_{part}.txt").write_text("features, which are not read\n")
    return tmp_path


def test_uci_har(uci_har: Path) -> None:
    begun = begin(uci_har)
    dataset = load_dataset(uci_har)
    assert dataset.labels == ("WALKING", "SITTING")
    assert [(r.part, r.subject, r.label) for r in dataset.recordings] == [
        ("train", "1", 0),
        ("train", "1", 1),
        ("train", "3", 0),
        ("train", "3", 1),
        ("test", "2", 0),
        ("test", "2", 1),
    ]
    (spec,) = dataset.signal.streams
    assert spec.channels == ("total_acc_x", "total_acc_y", "total_acc_z", "body_gyro_x", "body_gyro_y", "body_gyro_z")
    assert spec.sample_period_ns == 20_000_000
    np.testing.assert_allclose(dataset.recordings[3].streams["imu"].samples[5], [2.03, 2.13, 2.23, 1.03, 1.13, 1.23])
    assert any("body_acc_x" in remark for remark in begun.description.remarks)


def test_a_damaged_uci_har_names_the_file(uci_har: Path) -> None:
    begin(uci_har)
    (uci_har / "train" / "y_train.txt").write_text("1\n2\n")
    with pytest.raises(RecordingError, match="2 labels, 4 persons"):
        load_dataset(uci_har)
    (uci_har / "train" / "y_train.txt").write_text("1\nx\n")
    with pytest.raises(RecordingError, match=r"y_train\.txt has as many numbers"):
        load_dataset(uci_har)
