"""Edge Impulse's acquisition format, and its own files of labels."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import cbor2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kd_edge.errors import KdEdgeError, RecordingError
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.guess.begin import begin
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.tables.acquisition import read_acquisition

AXES = ("accX", "accY", "accZ")


def document(values: Any, interval_ms: float = 16, names: tuple[str, ...] = AXES) -> dict[str, Any]:
    return {
        "protected": {"ver": "v1", "alg": "HS256", "iat": 1764000000},
        "signature": "00" * 32,
        "payload": {
            "device_name": "ac:87:a3:0a:2d:1b",
            "device_type": "DISCO-L475VG-IOT01A",
            "interval_ms": interval_ms,
            "sensors": [{"name": name, "units": "m/s2"} for name in names],
            "values": values,
        },
    }


def write(path: Path, values: Any, **fields: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = document(values, **fields)
    path.write_bytes(cbor2.dumps(whole) if path.suffix == ".cbor" else json.dumps(whole).encode())


def values_of(take: int) -> np.ndarray:
    return (np.arange(125 * 3).reshape(125, 3) * 0.25 + take).astype(np.float64)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Six takes of two labels in both encodings; ``info.labels`` knows better than the names, and who it was."""
    files = []
    for take in range(12):
        label, part = ("wave", "updown")[take % 2], "testing" if take > 8 else "training"
        name = f"{part}/recording.{take}.{'cbor' if take % 3 else 'json'}"
        write(tmp_path / name, values_of(take).tolist())
        files.append(
            {
                "path": name,
                "name": f"recording.{take}",
                "category": part,
                "label": {"type": "label", "label": label},
                "metadata": {"person": "ann" if take % 4 < 2 else "bob", "site": "lab"},
            }
        )
    (tmp_path / "info.labels").write_text(json.dumps({"version": 1, "files": files}))
    return tmp_path


def loaded(folder: Path) -> Dataset:
    begin(folder, overwrite=True)
    return load_dataset(folder)


def test_labels_parts_and_persons_come_from_info_labels(export: Path) -> None:
    dataset = loaded(export)
    assert dataset.labels == ("updown", "wave")
    for recording in dataset.recordings:
        take = int(recording.source.split(".")[1])
        assert dataset.labels[recording.label] == ("wave", "updown")[take % 2]
        assert recording.subject == ("ann" if take % 4 < 2 else "bob")
        assert recording.part == ("test" if take > 8 else "train")
        np.testing.assert_array_equal(recording.streams["imu"].samples, values_of(take).astype(np.float32))


def test_a_file_of_another_interval_is_refused(export: Path) -> None:
    loaded(export)
    write(export / "training/recording.1.cbor", values_of(1).tolist(), interval_ms=10)
    with pytest.raises(RecordingError, match=r"recording\.1\.cbor is sample_period_ns.*100 Hz"):
        load_dataset(export)


def test_structured_labels_cut_a_file_into_takes(tmp_path: Path) -> None:
    for name in ("day", "night"):
        write(tmp_path / "training" / f"{name}.1.json", values_of(0).tolist())
    spans = [
        {"startIndex": 0, "endIndex": 59, "label": "wave"},
        {"startIndex": 60, "endIndex": 124, "label": "updown"},
    ]
    structured = {
        "version": 1,
        "type": "structured-labels",
        "structuredLabels": {"day.1.json": spans, "night.1.json": spans},
    }
    (tmp_path / "training" / "structured_labels.labels").write_text(json.dumps(structured))
    (tmp_path / "info.labels").write_text(json.dumps({"version": 1, "files": []}))
    dataset = loaded(tmp_path)
    assert dataset.labels == ("updown", "wave")
    found = [(dataset.labels[r.label], len(r.streams["imu"].samples)) for r in dataset.recordings]
    assert found == [("wave", 60), ("updown", 65)] * 2
    np.testing.assert_array_equal(dataset.recordings[1].streams["imu"].samples, values_of(0)[60:].astype(np.float32))
    spans[1]["endIndex"] = 125
    (tmp_path / "training" / "structured_labels.labels").write_text(json.dumps(structured))
    with pytest.raises(RecordingError, match="reaches to row 126"):
        load_dataset(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"values": [[1, 2]]}, "rows of as many numbers"),
        ({"values": [[1, 2, "x"]]}, "rows of as many numbers"),
        ({"values": 7}, "rows of as many numbers"),
        ({"values": [[1, 2, 3], [1, 2]]}, "rows of as many numbers"),
        ({"values": [[10**400, 2, 3]]}, "rows of as many numbers"),
        ({"interval_ms": 0}, "interval_ms"),
        ({"names": ("a", "a", "b"), "values": [[1, 2, 3]]}, "names of their own"),
        ({"names": (), "values": []}, "sensors"),
    ],
)
@pytest.mark.parametrize("ending", ["json", "cbor"])
def test_a_damaged_document_is_one_clear_error(
    change: dict[str, Any], message: str, ending: str, tmp_path: Path
) -> None:
    write(tmp_path / f"a.{ending}", **{"values": [[1, 2, 3]], **change})
    with pytest.raises(RecordingError, match=message):
        read_acquisition(tmp_path / f"a.{ending}")


def test_one_sensor_may_come_without_brackets_and_values_may_be_missing(tmp_path: Path) -> None:
    write(tmp_path / "a.cbor", [1, None, 2.5], names=("audio",))
    np.testing.assert_array_equal(read_acquisition(tmp_path / "a.cbor").values, [[1], [np.nan], [2.5]])


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200), ending=st.sampled_from(["json", "cbor"]), head=st.integers(0, 200))
def test_any_bytes_are_a_table_or_one_error(
    data: bytes, ending: str, head: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{ending}"
    whole = cbor2.dumps(document([[1, 2, 3]])) if ending == "cbor" else json.dumps(document([[1, 2, 3]])).encode()
    path.write_bytes(whole[:head] + data)
    with suppress(KdEdgeError):
        assert read_acquisition(path).values.shape[1] == 3
