"""``kd-edge data init``: what it writes reads the recordings as they were made, or says what it could not know."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kd_edge.cli import main
from kd_edge.contract import Butterworth
from kd_edge.errors import RecordingError, SignalError
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.guess.begin import begin
from kd_edge.recordings.recording import REST, Dataset
from kd_edge.signal.windows import window_dataset


def init(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["data", "init", *map(str, arguments)])


def described(source: Path, **settings_: object) -> Dataset:
    begin(source, **settings_)  # type: ignore[arg-type]
    return load_dataset(source)


def table(path: Path, columns: dict[str, object], separator: str = ",", comma: bool = False, bom: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [separator.join(map(str, row)) for row in zip(*columns.values(), strict=True)]  # type: ignore[call-overload]
    text = "\n".join([separator.join(columns), *(row.replace(".", ",") if comma else row for row in rows), ""])
    path.write_text(text, encoding="utf-8-sig" if bom else "utf-8")


@pytest.fixture
def edge_impulse(tmp_path: Path) -> Path:
    """A folder as Edge Impulse exports it: two signs and rest, eight takes each, of which two test."""
    draw = np.random.default_rng(3)
    for label in ("wave", "updown", "idle"):
        for take in range(8):
            part = "testing" if take > 5 else "training"
            axes = {f"acc{axis}": draw.normal(0, 9, 126).round(4) for axis in "XYZ"}
            name = f"{label}.{draw.integers(1 << 40):x}.csv"
            table(tmp_path / part / name, {"timestamp": np.arange(126) * 16, **axes})
    return tmp_path


def test_a_folder_of_edge_impulse_is_read_without_a_correction(edge_impulse: Path) -> None:
    result = init(edge_impulse)
    assert result.exit_code == 0, result.output
    assert "24 recordings of 2 signs by 1 person can be read" in result.output
    dataset = load_dataset(edge_impulse)
    assert dataset.labels == ("updown", "wave")
    assert sum(recording.label == REST for recording in dataset.recordings) == 8
    assert sorted({(r.part, r.repetitions) for r in dataset.recordings}) == [("test", 8), ("train", 8)]
    (stream,) = dataset.signal.streams
    assert (stream.sample_period_ns, stream.channels) == (16_000_000, ("accX", "accY", "accZ"))
    assert stream.bodies == (((0, 1, 2),),)
    assert dataset.signal.window_size * dataset.signal.frame_period_ns <= 2.0e9


def test_every_guess_has_its_reason_above_it(edge_impulse: Path) -> None:
    begun = begin(edge_impulse)
    lines = begun.path.read_text().splitlines()
    for number, line in enumerate(lines):
        if " = " in line and not line.startswith(("#", " ")):
            assert lines[number - 1].startswith("# "), line
    assert len(begun.description.guesses) >= 10


def test_a_description_with_corrections_is_not_replaced(edge_impulse: Path) -> None:
    (edge_impulse / "dataset.toml").write_text("mine")
    assert "not replaced unasked" in init(edge_impulse).output
    assert (edge_impulse / "dataset.toml").read_text() == "mine"
    assert init(edge_impulse, "--overwrite").exit_code == 0


def test_json_tells_guesses_and_what_cannot_be_read(edge_impulse: Path) -> None:
    (edge_impulse / "training" / "wave.broken.csv").write_text("timestamp,accX,accY,accZ\n0,1,2,x\n16,1,2,3\n")
    result = init(edge_impulse, "--json")
    assert result.exit_code == RecordingError.exit_code
    told = json.loads(result.stdout)
    assert told["recordings"] is None
    assert "wave.broken.csv" in told["error"]
    assert {"place": "labels", "value": '["updown", "wave"]'}.items() <= {
        (key, value) for guess in told["guesses"] for key, value in guess.items() if guess["place"] == "labels"
    }


def test_a_spreadsheet_of_a_long_session(tmp_path: Path) -> None:
    """Semicolons, decimal commas, a byte order mark, a time whose unit is in its name, persons by file, muscles."""
    draw = np.random.default_rng(0)
    truth = [label for _ in range(6) for label in ("rest", "fist", "rest", "open") for _ in range(200)]
    for person in ("S1", "S2"):
        muscles = {f"EMG {n} (mV)": draw.normal(0, 1, len(truth)).round(3) for n in (1, 2)}
        times = [f"{row * 0.005:.3f}" for row in range(len(truth))]
        table(tmp_path / f"{person}.csv", {"Time (s)": times, **muscles, "label": truth}, ";", comma=True, bom=True)
    dataset = described(tmp_path)
    assert dataset.labels == ("fist", "open")
    assert {recording.subject for recording in dataset.recordings} == {"S1", "S2"}
    assert len(dataset.recordings) == 2 * 24
    assert {len(recording.streams["emg"].samples) for recording in dataset.recordings} == {200}
    (stream,) = dataset.signal.streams
    assert stream.units == ("mV", "mV")
    assert stream.filters[0] == Butterworth("bandpass", (20.0, 90.0))
    assert stream.envelope is not None


def test_one_file_is_described_beside_itself(tmp_path: Path) -> None:
    labels = [label for _ in range(5) for label in ("a", "b") for _ in range(100)]
    file = tmp_path / "session.csv"
    table(file, {"timestamp": np.arange(1000) * 10, "x": np.arange(1000) % 7, "activity": labels})
    result = init(file)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "session.toml").exists()
    assert len(load_dataset(file).recordings) == 10


def test_several_rates_in_one_file(tmp_path: Path) -> None:
    """Rows of a merged log: a slow sensor has empty cells where only the fast one was read."""
    for label in ("up", "down"):
        for take in range(1, 6):
            rows = np.arange(400)
            slow = ["" if row % 4 else f"{row / 8:.3f}" for row in rows]
            columns = {"time_ms": rows * 5, "emg1": rows % 11 - 5, "acc_x": slow, "acc_y": slow, "acc_z": slow}
            table(tmp_path / f"ann_{label}_{take}.csv", columns)
    dataset = described(tmp_path)
    assert {spec.name: spec.sample_period_ns for spec in dataset.signal.streams} == {
        "emg": 5_000_000,
        "imu": 20_000_000,
    }
    streams = dataset.recordings[0].streams
    assert (len(streams["emg"].samples), len(streams["imu"].samples)) == (400, 100)
    np.testing.assert_allclose(streams["imu"].samples[:, 0], np.arange(100) / 2)


def test_missing_rows_and_values_are_filled_and_counted(tmp_path: Path) -> None:
    for label in ("up", "down"):
        for take in range(1, 6):
            rows = np.delete(np.arange(300), [100, 101])
            x = [("nan" if row in (7, 8) else f"{row}.5") for row in rows]
            table(tmp_path / f"{label}_{take}.csv", {"timestamp": rows * 10, "x": x})
    dataset = described(tmp_path)
    account = dataset.recordings[0].streams["imu"].account
    assert account is not None
    assert (account.filled, account.held) == (2, 2)
    np.testing.assert_array_equal(dataset.recordings[0].streams["imu"].samples[5:10, 0], [5.5, 6.5, 6.5, 6.5, 9.5])
    assert "2 values were missing" in CliRunner().invoke(main, ["data", "inspect", str(tmp_path)]).output.replace(
        "20 values", "2 values"
    )


def test_a_rate_that_nothing_tells_is_said_to_be_unknown(tmp_path: Path) -> None:
    for label in ("up", "down"):
        for take in range(1, 6):
            table(tmp_path / f"{label}_{take}.csv", {"x": range(200)})
    result = init(tmp_path)
    assert "not known, please correct in the file: signal.streams.imu.sample_period_ns" in result.output
    assert "# NOT KNOWN, please correct" in (tmp_path / "dataset.toml").read_text()
    assert init(tmp_path, "--overwrite", "--rate", "250").exit_code == 0
    assert load_dataset(tmp_path).signal.streams[0].sample_period_ns == 4_000_000


@pytest.mark.parametrize(
    ("names", "message"),
    [((), "none in"), (("1.csv", "2.csv"), "tell what is done"), (("notes.pdf",), "none in")],
)
def test_what_cannot_be_guessed_is_one_clear_error(names: tuple[str, ...], message: str, tmp_path: Path) -> None:
    for name in names:
        table(tmp_path / name, {"timestamp": range(0, 100, 10), "x": range(10)})
    result = init(tmp_path)
    assert result.exit_code == RecordingError.exit_code
    assert message in result.output
    assert not (tmp_path / "dataset.toml").exists()


WORDS = st.sampled_from(["fist", "open", "pinch", "WAVE-IN", "thumb", "point", "ja", "née"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    labels=st.lists(WORDS, min_size=2, max_size=4, unique=True),
    people=st.lists(st.sampled_from(["ann", "bob", "cem", "dora"]), min_size=2, max_size=3, unique=True),
    takes=st.integers(3, 5),
    hertz=st.sampled_from([20, 50, 62.5, 100, 148.148, 200, 1000]),
    unit=st.sampled_from([("timestamp", 1e3), ("time_s", 1.0), ("time", 1e6), ("t [ms]", 1e3)]),
    style=st.sampled_from(["{s}/{l}_{r}.csv", "{s}/{l}/{r}.csv", "{s}_{l}_{r}.csv", "{l}/{s}_take{r}.csv"]),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_any_folder_of_takes_is_read_as_it_was_made(
    labels: list[str],
    people: list[str],
    takes: int,
    hertz: float,
    unit: tuple[str, float],
    style: str,
    separator: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    if "_" in style and any("-" in label for label in labels):
        labels = [label.replace("-", "") for label in labels]
    truth = {}
    for person in people:
        for label in labels:
            for take in range(1, takes + 1):
                values = np.arange(40) * len(truth) % 977 - 400
                truth[person, label, take - 1] = values
                column, per_s = unit
                times = [f"{row / hertz * per_s:.6f}" for row in range(40)]
                file = folder / style.format(s=person, l=label, r=take)
                table(file, {column: times, "acc_x": values, "note": ["ok"] * 40}, separator)
    dataset = described(folder)
    if style.startswith("{l}"):  # which of two words is the person cannot be seen; the reason says so
        found = {(dataset.labels[r.label], r.subject, r.repetition) for r in dataset.recordings}
    else:
        found = {(r.subject, dataset.labels[r.label], r.repetition) for r in dataset.recordings}
        for recording in dataset.recordings:
            key = (recording.subject, dataset.labels[recording.label], recording.repetition)
            np.testing.assert_array_equal(recording.streams["imu"].samples[:, 0], truth[key])
    assert found == set(truth)
    assert dataset.signal.streams[0].sample_rate_hz == pytest.approx(hertz, rel=2e-3)


def test_a_sensor_logger_of_a_telephone(tmp_path: Path) -> None:
    """A folder for every take, a file for every sensor, two columns of times, and a file without samples."""
    for take, label in enumerate(["Up", "Down"] * 5):
        folder = tmp_path / "me" / f"{label}-{take // 2 + 1}"
        nanoseconds = 1_764_000_000_000_000_000 + np.arange(150) * 10_000_000
        for sensor in ("Accelerometer", "Gyroscope"):
            axes = {axis: np.round(np.sin(np.arange(150) / 9 + take), 3) for axis in "zyx"}
            columns = {"time": nanoseconds, "seconds_elapsed": [f"{row / 100:.3f}" for row in range(150)], **axes}
            table(folder / f"{sensor}.csv", columns)
        table(folder / "Annotation.csv", {"time": [], "text": []})
    result = init(tmp_path)
    assert result.exit_code == 0, result.output
    assert "10 recordings of 2 signs by 1 person can be read" in result.output
    dataset = load_dataset(tmp_path)
    assert {spec.name: spec.sample_period_ns for spec in dataset.signal.streams} == {
        "accelerometer": 10_000_000,
        "gyroscope": 10_000_000,
    }
    assert "me/Up-1/Annotation.csv" in dataset.ignored_files


def test_takes_that_are_shorter_than_a_window_are_told(tmp_path: Path) -> None:
    """Streams of one take begin apart, so that fewer frames have all of them."""
    for take in range(10):
        late_ms = 400 if take == 3 else 0
        for stream, begin_ms in (("emg", 0), ("imu", late_ms)):
            columns = {"timestamp": begin_ms + np.arange(100) * 10, "x": np.arange(100) - 50}
            table(tmp_path / f"{('up', 'down')[take % 2]}_{take}_{stream}.csv", columns)
    result = init(tmp_path)
    assert "takes shorter than a window, which cannot be trained on: 1" in result.output
    dataset = load_dataset(tmp_path)
    toml = tmp_path / "dataset.toml"
    size = f"window_size = {dataset.signal.window_size}"
    told = int(result.output.split("window_size to ")[1].split()[0])
    toml.write_text(toml.read_text().replace(size, f"window_size = {told}"))
    dataset = load_dataset(tmp_path)
    assert len(window_dataset(dataset, dataset.signal, range(10))) >= 10
    toml.write_text(toml.read_text().replace(f"window_size = {told}", f"window_size = {told + 1}"))
    dataset = load_dataset(tmp_path)
    with pytest.raises(SignalError, match="at least one window"):
        window_dataset(dataset, dataset.signal, range(10))


def test_names_with_control_characters_are_harmless(tmp_path: Path) -> None:
    names = ("a\x1b[31m", 'b]"')
    for take in range(10):
        table(tmp_path / f"{names[take % 2]}_{take}.csv", {"timestamp": range(0, 900, 10), "x": range(90)})
    assert init(tmp_path).exit_code == 0
    assert "\x1b" not in (tmp_path / "dataset.toml").read_text()
    assert load_dataset(tmp_path).labels == ("a\x1b[31m", 'b]"')
