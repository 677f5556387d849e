from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge.errors import RecordingError
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import within


def test_only_valid_samples_and_no_quaternion(psl18: Dataset, psl18_path: Path) -> None:
    with np.load(psl18_path) as raw:
        fields = {name: raw[name] for name in raw.files}
    assert len(psl18.recordings) == len(fields["y"])
    for index in (0, 7, 500, 1268):
        recording = psl18.recordings[index]
        emg, imu = recording.streams["emg"], recording.streams["imu"]
        np.testing.assert_array_equal(emg.samples, fields["emg"][index, : fields["n_emg"][index]])
        np.testing.assert_array_equal(imu.samples, fields["imu"][index, : fields["n_imu"][index], :6])
        assert (emg.samples.dtype, imu.samples.dtype) == (np.int8, np.int16)
        assert (emg.sample_period_ns, imu.sample_period_ns) == (5_000_000, 20_000_000)
        assert imu.start_ns == pytest.approx(fields["imu_lag_s"][index] * 1e9, abs=1)
        assert psl18.labels[recording.label] == fields["class_names"][fields["y"][index]]


def test_units(psl18: Dataset) -> None:
    imu = psl18.signal.stream("imu")
    samples = np.concatenate([recording.streams["imu"].samples for recording in psl18.recordings])
    acc_g = np.linalg.norm(samples[:, :3] * np.array(imu.scale[:3]), axis=1)
    assert np.median(acc_g) == pytest.approx(1.0, abs=0.05)


def test_a_window_fits_into_every_trial(psl18: Dataset) -> None:
    for recording in psl18.recordings:
        origin_ns = max(stream.start_ns for stream in recording.streams.values())
        last_ns = min(
            stream.start_ns + (len(stream.samples) - 1) * stream.sample_period_ns
            for stream in recording.streams.values()
        )
        assert (last_ns - origin_ns) // psl18.signal.frame_period_ns + 1 >= psl18.signal.window_size


def test_within_is_the_protocol_of_the_data_set(psl18: Dataset) -> None:
    split = within(psl18)
    persons = {psl18.recordings[index].subject for index in split.train}
    assert len(persons) == 7
    assert len(split.train) + len(split.test) == sum(r.subject in persons for r in psl18.recordings)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: a.pop("n_emg"), "array called 'n_emg'"),
        (lambda a: a.update(emg=a["emg"][:, :, :7]), r"'emg'.*any, 8\)"),
        (lambda a: a.update(y=a["y"] + 200), "Labels lie in 0..17"),
        (lambda a: a.update(y=a["y"][:-1]), "shape"),
    ],
)
def test_damaged_archive_is_one_clear_error(change: object, message: str, psl18_path: Path, tmp_path: Path) -> None:
    with np.load(psl18_path) as raw:
        arrays = {name: raw[name][:20] if raw[name].ndim else raw[name] for name in raw.files}
    change(arrays)  # type: ignore[operator]
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(RecordingError, match=message):
        load_dataset(tmp_path / "bad.npz")
