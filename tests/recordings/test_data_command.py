"""``kd-edge data`` from the outside: files, tables, JSON and error lines."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from kd_edge.cli import main
from kd_edge.recordings.accounts import add_up
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.inspect import inspect_dataset
from kd_edge.recordings.recording import Dataset, Recording, Stream
from tests.recordings.folders import describe, write


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_synth_writes_what_was_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "tiny.npz"
    sizes = ("--signs", 3, "--subjects", 1, "--repetitions", 2, "--sensors", 2, "--rest", 1, "--seed", 5)
    result = _run("data", "synth", "--small", *sizes, "--out", out)
    assert result.exit_code == 0, result.output
    assert "SYNTHETIC" in result.output
    dataset = load_dataset(out)
    assert (len(dataset.recordings), len(dataset.labels), dataset.signal.feature_count) == (7, 3, 14)


def test_import_converts_the_real_archive(psl18_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "psl18.npz"
    result = _run("data", "import", psl18_path, "--out", out)
    assert result.exit_code == 0, result.output
    assert "1269 recordings of 18 signs" in result.output
    assert load_dataset(out).fingerprint() == load_dataset(psl18_path).fingerprint()


def test_inspect_tells_origin_rates_counts_and_draws(tiny_dataset: Dataset, tmp_path: Path) -> None:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    (tmp_path / "plots").mkdir()
    (tmp_path / "plots" / "mine.txt").write_text("stays")
    result = _run("data", "inspect", tmp_path / "tiny.npz", "--plots", tmp_path / "plots")
    assert result.exit_code == 0, result.output
    for text in ("SYNTHETIC", "36 recordings", "1111.11 Hz", "149.25 Hz", "SIGN2", "s1"):
        assert text in result.output
    assert (tmp_path / "plots" / "mine.txt").read_text() == "stays"
    for name in ("takes", "spectra", "counts", "timing"):
        picture = (tmp_path / "plots" / f"{name}.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) > 5_000


def test_inspect_json_is_the_report(tiny_dataset: Dataset, tmp_path: Path) -> None:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    result = _run("data", "inspect", tmp_path / "tiny.npz", "--json")
    report = json.loads(result.output)
    assert report["synthetic"] is True
    assert report["fingerprint"] == tiny_dataset.fingerprint()
    assert report["subjects"] == {"s0": 18, "s1": 18}
    assert report["streams"][1]["channels"][2]["mean"] == pytest.approx(1.0, abs=0.01)  # gravity, in g


def test_inspect_finds_saturated_and_dead_channels(tiny_dataset: Dataset) -> None:
    emg = np.zeros((100, 2), np.int16)
    emg[:, 0] = np.arange(100)
    emg[:25, 0] = 32767
    streams = {"emg": Stream(emg, 900_000), "imu": tiny_dataset.recordings[0].streams["imu"]}
    recording = Recording(streams, 0, "s", "s", 0, 1, "hand-made")
    alive, dead = (
        inspect_dataset(Dataset("hand-made", [recording], ("x", "y"), tiny_dataset.signal, True, ""))
        .streams[0]
        .channels
    )
    assert (alive.saturated, alive.dead_recordings, alive.least) == (0.25, 0, pytest.approx(0.025))
    assert (dead.saturated, dead.dead_recordings, dead.deviation) == (0.0, 1, 0.0)
    assert (alive.clipped, dead.clipped) == (0.25, 0.0)


def test_inspect_finds_clipping_below_the_integer_range(tiny_dataset: Dataset) -> None:
    """A 12-bit amplifier in 16-bit samples: flat tops of 4 and 2 samples, of which two may be chance."""
    emg = np.tile(np.arange(100)[:, None] % 7, 2).astype(np.int16)
    emg[10:14, 0], emg[50:52, 0], emg[70:73, 0] = 2047, 2047, -2048
    streams = {"emg": Stream(emg, 900_000), "imu": tiny_dataset.recordings[0].streams["imu"]}
    recording = Recording(streams, 0, "s", "s", 0, 1, "hand-made")
    dataset = Dataset("hand-made", [recording], ("x", "y"), tiny_dataset.signal, True, "")
    flat, sharp = inspect_dataset(dataset).streams[0].channels
    assert (flat.clipped, flat.saturated, sharp.clipped) == (0.07, 0.0, 0.0)
    assert add_up([recording], dataset.signal.streams[0]).clipped == {"emg_0": 0.07}


@pytest.fixture
def folder_with_gaps(tmp_path: Path) -> Path:
    """Two takes of 600 rows at 200 Hz: 2 rows missing in one, one repeated in the other; and a stray file."""
    folder = tmp_path / "csv"
    folder.mkdir()
    describe(folder, timing='gaps = "fill"\nduplicates = "drop"')
    gap, twice = np.delete(np.arange(600), [100, 101]), np.insert(np.arange(600), 40, 39)
    write(folder / "ann_UP_1.csv", gap * 0.005, values=gap)
    write(folder / "ann_UP_2.csv", twice * 0.005, values=twice)
    (folder / "notes.csv").write_text("")
    return folder


def test_import_and_inspect_account_for_every_row(folder_with_gaps: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.npz"
    expected = ("1,199", "200.00 Hz", "10 ms", "filled: ann_UP_1.csv line 102: 2", "ignored: notes.csv")
    for arguments in (("import", folder_with_gaps, "--out", out), ("inspect", out, "--plots", tmp_path / "plots")):
        result = _run("data", *arguments)
        assert result.exit_code == 0, result.output
        for text in expected:
            assert text in result.output
    rows = json.loads(_run("data", "inspect", out, "--json").output)["streams"][0]["rows"]
    assert rows == json.loads(_run("data", "import", folder_with_gaps, "--out", out, "--json").output)["rows"]["imu"]
    assert (rows["rows"], rows["dropped"], rows["filled"], rows["timed"]) == (1199, 1, 2, 2)
    assert rows["gaps"] == [{"source": "ann_UP_1.csv", "line": 102, "missing": 2}]
    assert rows["rate_hz"] == [pytest.approx(200), pytest.approx(200)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("inspect", "nowhere.npz"), "error: A data set is"),
        (("import", "nowhere.npz"), "error: A data set is"),
        (("synth", "--out", "x.zip"), "error: An archive's name ends in .npz"),
        (("synth", "--signs", "1", "--out", "x.npz"), "error: A synthetic data set has 2 to 500 signs"),
    ],
)
def test_bad_input_is_one_line_and_an_exit_code(arguments: tuple[str, ...], message: str) -> None:
    result = _run("data", *arguments)
    assert result.exit_code == 4
    assert message in result.output
    assert "Traceback" not in result.output
