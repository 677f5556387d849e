from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.recording import REST, Dataset, Recording, Stream
from kd_edge.recordings.timing import Account, Gap


def _signal(sample_type: str) -> SignalSpec:
    return SignalSpec(
        streams=(
            StreamSpec(name="fast", sample_period_ns=900_000, channels=("a", "b"), sample_type=sample_type),  # type: ignore[arg-type]
            StreamSpec(name="slow", sample_period_ns=6_700_000, channels=("c",)),
        ),
        frame_period_ns=20_000_000,
        window_size=5,
        window_increment=1,
    )


accounts = st.none() | st.builds(
    Account,
    rows=st.integers(1, 10**6),
    gaps=st.lists(st.builds(Gap, st.integers(2, 10**6), st.integers(1, 9)), max_size=3).map(tuple),
    clock=st.sampled_from(["", "time_s"]),
    period_ns=st.none() | st.floats(1e3, 1e9),
)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    sample_type = draw(st.sampled_from(["int8", "int16", "float32"]))
    finite = {"allow_nan": False, "allow_infinity": False} if sample_type == "float32" else {}

    def samples(dtype: str, channels: int, **elements: Any) -> Any:
        shape = (draw(st.integers(1, 9)), channels)
        return draw(hnp.arrays(dtype, shape, elements=hnp.from_dtype(np.dtype(dtype), **elements)))

    recordings = []
    for index in range(draw(st.integers(1, 4))):
        repetitions = draw(st.integers(1, 5))
        start_ns = draw(st.integers(-(10**12), 10**12))
        lag_ns = draw(st.integers(-6_699_999, 899_999))  # both streams run at the same time
        streams = {
            "fast": Stream(samples(sample_type, 2, **finite), 900_000, start_ns, draw(accounts)),
            "slow": Stream(samples("int16", 1), 6_700_000, start_ns + lag_ns, draw(accounts)),
        }
        text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)
        recordings.append(
            Recording(
                streams=streams,
                label=draw(st.integers(REST, 2)),
                subject=draw(text),
                session=draw(text),
                repetition=draw(st.integers(0, repetitions - 1)),
                repetitions=repetitions,
                source=f"take {index}",
            )
        )
    return Dataset("any", recordings, ("x", "y", "ż"), _signal(sample_type), draw(st.booleans()), "Drawn.", ("x",))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dataset=datasets())
def test_round_trip_keeps_everything(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "any.npz"
    save_dataset(dataset, path)
    first_bytes = path.read_bytes()
    loaded = load_dataset(path)

    assert loaded.fingerprint() == dataset.fingerprint()
    assert loaded.ignored_files == dataset.ignored_files
    assert (loaded.labels, loaded.signal, loaded.synthetic) == (dataset.labels, dataset.signal, dataset.synthetic)
    for got, put in zip(loaded.recordings, dataset.recordings, strict=True):
        assert (got.repetition, got.repetitions, got.source) == (put.repetition, put.repetitions, put.source)
        for name, stream in put.streams.items():
            assert (got.streams[name].start_ns, got.streams[name].account) == (stream.start_ns, stream.account)
            assert got.streams[name].samples.dtype == stream.samples.dtype
            np.testing.assert_array_equal(got.streams[name].samples, stream.samples)

    save_dataset(loaded, path)
    assert path.read_bytes() == first_bytes


@pytest.fixture
def arrays(tiny_dataset: Dataset, tmp_path: Path) -> dict[str, Any]:
    save_dataset(tiny_dataset, tmp_path / "good.npz")
    with np.load(tmp_path / "good.npz") as archive:
        return dict(archive)


def _header(arrays: dict[str, Any], **changes: Any) -> None:
    header = json.loads(arrays["header"].tobytes()) | changes
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)


def _set(name: str, index: Any, value: Any) -> Any:
    def change(arrays: dict[str, Any]) -> None:
        arrays[name] = arrays[name].copy()
        arrays[name][index] = value

    return change


DAMAGE = {
    "label out of range": (_set("label", 3, 99), r"Labels lie in 0\.\.2.*99 in tiny"),
    "repetition out of range": (_set("repetition", 0, 6), r"repetition is numbered.*6 of 6"),
    "unknown schema": (lambda a: _header(a, schema_version=7), "reads archive schema 1.*schema 7"),
    "no schema": (lambda a: a.update(header=np.frombuffer(b"{}", np.uint8)), "with a schema_version"),
    "header not JSON": (lambda a: a.update(header=np.frombuffer(b"\xff{", np.uint8)), "with a schema_version"),
    "header field missing": (lambda a: _header(a, labels=3), "exactly the documented fields"),
    "stream missing": (lambda a: a.pop("samples.imu"), "holds an array called 'samples.imu'"),
    "channel missing": (
        lambda a: a.update({"samples.imu": a["samples.imu"][:, :5]}),
        r"'samples.imu'.*shape \(any, 6\).*, 5\)",
    ),
    "wrong sample type": (
        lambda a: a.update({"samples.imu": a["samples.imu"].astype(np.float32)}),
        "are int16.*float32",
    ),
    "subjects missing": (lambda a: a.pop("subject"), "holds an array called 'subject'"),
    "offsets beyond the samples": (_set("offsets.emg", -1, 10**9), "rises from 0"),
    "offsets falling": (_set("offsets.emg", 1, 10**6), "rises from 0"),
    "labels of text": (lambda a: a.update(label=a["label"].astype(str)), "'label'.*whole numbers.*text"),
    "subjects of bytes": (lambda a: a.update(subject=a["subject"].astype("S")), "'subject'.*text.*bytes"),
    "fractions as offsets": (lambda a: a.update({"offsets.emg": a["offsets.emg"] + 0.5}), "'offsets.emg'.*whole"),
    "NaN as start": (lambda a: a.update({"start_ns.emg": a["start_ns.emg"] * np.nan}), "start_ns.emg.*whole.*nan"),
    "streams apart": (_set("start_ns.imu", 0, 10**18), "run at the same time.*imu starts 999,999,99"),
    "start beyond time": (_set("start_ns.imu", 0, 2**63 - 1), "146 years"),
    "name that climbs": (lambda a: _header(a, name="../../escaped"), "name of a data set.*escaped"),
    "name with a line break": (lambda a: _header(a, name="tiny\n"), "name of a data set"),
    "account of another shape": (lambda a: a.update(account=np.frombuffer(b"[1]", np.uint8)), "account"),
    "account too short": (
        lambda a: a.update(account=np.frombuffer(b'{"ignored_files":[],"streams":[]}', np.uint8)),
        "account of every recording",
    ),
    "deep header": (lambda a: a.update(header=np.frombuffer(b"[" * 100_000, np.uint8)), "schema_version"),
    "empty recording": (_set("offsets.emg", 1, 0), "There are samples.*none"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_archive_is_one_clear_error(damage: str, arrays: dict[str, Any], tmp_path: Path) -> None:
    change, message = DAMAGE[damage]
    change(arrays)
    path = tmp_path / "bad.npz"
    np.savez(path, **arrays)
    with pytest.raises(RecordingError, match=message) as caught:
        load_dataset(path)
    assert caught.value.remedy


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, -1])
def test_truncated_archive_is_one_clear_error(keep: float, tiny_dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "cut.npz"
    save_dataset(tiny_dataset, path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep) if keep == 0.5 else int(keep)])
    with pytest.raises(RecordingError, match="complete npz archive"):
        load_dataset(path)


def test_flipped_byte_is_found(tiny_dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "flipped.npz"
    save_dataset(tiny_dataset, path)
    data = bytearray(path.read_bytes())
    data[data.index(b"samples.emg") + 2000] ^= 1
    path.write_bytes(data)
    with pytest.raises(RecordingError, match="complete npz archive"):
        load_dataset(path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_finite_are_named(value: float, tmp_path: Path) -> None:
    fast = np.zeros((8, 2), np.float32)
    fast[5, 1] = value
    streams = {"fast": Stream(fast, 900_000), "slow": Stream(np.zeros((2, 1), np.int16), 6_700_000)}
    dataset = Dataset("bad", [Recording(streams, 0, "s", "s", 0, 1, "take 0")], ("x",), _signal("float32"), True, "")
    with pytest.raises(RecordingError, match=r"take 0 are finite.*channel 'b', sample 5"):
        save_dataset(dataset, tmp_path / "bad.npz")
    assert not list(tmp_path.iterdir())


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "pickle.npz"
    np.savez(path, header=np.array([{"a": 1}], dtype=object))
    with pytest.raises(RecordingError, match="plain arrays"):
        load_dataset(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"no file .*none\.npz"):
        load_dataset(tmp_path / "none.npz")


def test_archive_must_be_called_npz(tiny_dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"ends in \.npz"):
        save_dataset(tiny_dataset, tmp_path / "archive.zip")
