"""CSV folders as people have them: every row is accounted for, and no file is dropped without a word."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kd_edge.errors import RecordingError
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.recording import REST, Dataset
from kd_edge.recordings.timing import Account, Gap
from tests.recordings.folders import describe, write


def only_stream(dataset: Dataset) -> tuple[np.ndarray, Account]:
    (recording,) = dataset.recordings
    stream = recording.streams["imu"]
    assert stream.account is not None
    return stream.samples[:, 0], stream.account


ROWS = np.arange(600)
WHOLE = ROWS * 0.005


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ((ROWS + 5 * (ROWS >= 300)) * 0.005, r"No rows are missing.*5 rows \(25 ms\) before line 302"),
        (np.delete(WHOLE, slice(100, 280)), r"180 rows \(900 ms\).*line 102"),
        (np.delete(WHOLE, 7), r"1 row \(5 ms\).*line 9"),
        (np.random.default_rng(0).permutation(WHOLE), "in the order of their times"),
        (np.tile(WHOLE[:50], 2), r"order of their times.*line 52: 0 s after 0\.245 s"),
        (np.insert(WHOLE, 40, WHOLE[39]), r"a time of its own.*line 42.*0\.195 s after 0\.195 s"),
        (WHOLE * 2, r"advances by sample_period_ns.*5000000.*10000000 ns a row \(100 Hz\)"),
        (WHOLE * 1.02, "advances by sample_period_ns.*5100000 ns"),
        (WHOLE * 0, "time of its own|advances"),
    ],
)
def test_times_that_do_not_fit_the_rows_are_refused_with_the_line(
    times: np.ndarray, message: str, tmp_path: Path
) -> None:
    describe(tmp_path)
    write(tmp_path / "ann_UP_1.csv", times)
    with pytest.raises(RecordingError, match=message) as caught:
        load_dataset(tmp_path)
    assert caught.value.remedy


def test_short_gaps_are_filled_where_that_is_asked_for_and_counted(tmp_path: Path) -> None:
    describe(tmp_path, timing='gaps = "fill"')
    kept = np.delete(ROWS, [100, 101, 400])
    write(tmp_path / "ann_UP_1.csv", kept * 0.005, values=kept)
    samples, account = only_stream(load_dataset(tmp_path))
    expected = ROWS.copy()
    expected[[100, 101]], expected[400] = 99, 399
    np.testing.assert_array_equal(samples, expected)
    assert (account.rows, account.filled, account.gaps) == (597, 3, (Gap(102, 2), Gap(400, 1)))
    assert account.period_ns == pytest.approx(5_000_000)

    describe(tmp_path, timing='gaps = "fill"\nlongest_gap_ms = 9')
    with pytest.raises(RecordingError, match=r"no longer than longest_gap_ms, 9.*2 rows \(10 ms\).*line 102"):
        load_dataset(tmp_path)


def test_no_more_is_filled_than_was_read(tmp_path: Path) -> None:
    """Neither a recording of holes, nor one that fills the memory."""
    describe(tmp_path, timing='gaps = "fill"\nlongest_gap_ms = 1e6')
    write(tmp_path / "ann_UP_1.csv", WHOLE + 900 * (ROWS >= 300))
    with pytest.raises(RecordingError, match=r"Most rows.*600 rows, and 180,000 missing"):
        load_dataset(tmp_path)


def test_repeated_rows_are_dropped_where_that_is_asked_for_and_counted(tmp_path: Path) -> None:
    describe(tmp_path, timing='duplicates = "drop"')
    twice = np.insert(ROWS, 40, 39)
    write(tmp_path / "ann_UP_1.csv", twice * 0.005, values=twice)
    samples, account = only_stream(load_dataset(tmp_path))
    np.testing.assert_array_equal(samples, ROWS)
    assert (account.rows, account.dropped, account.gaps) == (601, 1, ())
    twice[40] = 7
    write(tmp_path / "ann_UP_1.csv", np.insert(WHOLE, 40, WHOLE[39]), values=twice)
    with pytest.raises(RecordingError, match=r"line 42: .*correct the times"):
        load_dataset(tmp_path)


def test_folders_can_say_who_trains(tmp_path: Path) -> None:
    describe(tmp_path, files="{part}/{subject}_{label}_{repetition}.csv")
    for part, repetition in [("train", 1), ("test", 2), ("other", 3)]:
        (tmp_path / part).mkdir()
        write(tmp_path / part / f"ann_UP_{repetition}.csv", WHOLE)
    save_dataset(load_dataset(tmp_path), tmp_path / "archive.npz")
    dataset = load_dataset(tmp_path / "archive.npz")
    assert sorted((take.part, take.repetition, take.repetitions) for take in dataset.recordings) == [
        ("test", 1, 2),
        ("train", 0, 2),
    ]
    arrays = dict(np.load(tmp_path / "archive.npz"))
    np.savez(tmp_path / "wrong.npz", **{**arrays, "part": np.array(["train", "exam"])})
    with pytest.raises(RecordingError, match=r"'part' .* says train or test.*'exam' in row 1"):
        load_dataset(tmp_path / "wrong.npz")


def test_the_account_travels_with_the_archive(tmp_path: Path) -> None:
    describe(tmp_path, timing='gaps = "fill"')
    write(tmp_path / "ann_UP_1.csv", np.delete(WHOLE, 100))
    (tmp_path / "notes.csv").write_text("x")
    dataset = load_dataset(tmp_path)
    save_dataset(dataset, tmp_path / "mine.npz")
    again = load_dataset(tmp_path / "mine.npz")
    assert only_stream(again)[1] == only_stream(dataset)[1]
    assert again.ignored_files == ("notes.csv",)


def test_jitter_changes_nothing(tmp_path: Path) -> None:
    describe(tmp_path)
    jitter = np.random.default_rng(0).uniform(-0.0012, 0.0012, 600)
    write(tmp_path / "ann_UP_1.csv", WHOLE + jitter)
    samples, account = only_stream(load_dataset(tmp_path))
    np.testing.assert_array_equal(samples, ROWS)
    assert (account.filled, account.late, account.clock) == (0, 0, "time_s")


@pytest.mark.parametrize(
    ("column", "unit_s", "timing"),
    [
        ("timestamp", 1e-3, ""),
        ("time_ms", 1e-3, ""),
        ("Timestamp", 1e-3, ""),
        ("timestamp_us", 1e-6, ""),
        ("TIME_S", 1.0, ""),
        ("time_us", 1e-6, ""),
        ("time_ns", 1e-9, ""),
        ("seconds_elapsed", 1.0, 'column = "seconds_elapsed"'),
        ("Time [ms]", 1e-3, 'column = "Time [ms]"\nunit = "ms"'),
    ],
)
def test_clocks_of_every_unit_are_recognised(column: str, unit_s: float, timing: str, tmp_path: Path) -> None:
    """Edge Impulse calls milliseconds ``timestamp``."""
    describe(tmp_path, timing=timing)
    write(tmp_path / "ann_UP_1.csv", WHOLE / unit_s, column)
    assert only_stream(load_dataset(tmp_path))[1].clock == column
    write(tmp_path / "ann_UP_1.csv", WHOLE / unit_s * 2, column)
    with pytest.raises(RecordingError, match="10000000 ns a row"):
        load_dataset(tmp_path)


@pytest.mark.parametrize("column", ["time", "t", "Time (s)", "seconds_elapsed", "Clock"])
def test_a_clock_without_a_known_unit_is_not_overlooked(column: str, tmp_path: Path) -> None:
    """It might tell that rows are missing, or a rate that is wrong by two."""
    describe(tmp_path)
    write(tmp_path / "ann_UP_1.csv", WHOLE, column)
    with pytest.raises(RecordingError, match=rf"is read, or left alone.*column '{re.escape(column)}'.*\[timing\]"):
        load_dataset(tmp_path)
    describe(tmp_path, timing="ignore_times = true")
    assert only_stream(load_dataset(tmp_path))[1].clock == ""


def test_a_named_clock_is_in_every_file(tmp_path: Path) -> None:
    describe(tmp_path, timing='column = "t"')
    write(tmp_path / "ann_UP_1.csv", WHOLE)
    with pytest.raises(RecordingError, match=r"one column of times.*no t among time_s, x"):
        load_dataset(tmp_path)


def test_rows_without_a_clock_are_only_counted(tmp_path: Path) -> None:
    describe(tmp_path)
    (tmp_path / "ann_UP_1.csv").write_text("x\n1\n2\n")
    assert only_stream(load_dataset(tmp_path))[1] == Account(rows=2)


def test_times_that_are_no_numbers_can_be_ignored(tmp_path: Path) -> None:
    (tmp_path / "ann_UP_1.csv").write_text("timestamp,x\n2026-11-26 01:00:00,1\n2026-11-26 01:00:00,2\n")
    describe(tmp_path)
    with pytest.raises(RecordingError, match=r"'2026-11-26 01:00:00' in column 'timestamp', line 2.*ignore_times"):
        load_dataset(tmp_path)
    describe(tmp_path, timing="ignore_times = true")
    assert only_stream(load_dataset(tmp_path))[1] == Account(rows=2)


TWO_STREAMS = '[[signal.streams]]\nname = "emg"\nsample_period_ns = 2_000_000\nchannels = ["e"]\n'


def test_streams_start_when_their_clock_says_or_together(tmp_path: Path) -> None:
    files = "{subject}_{label}.{stream}.csv"
    for timing, imu_start_ns in (("", 100_000_000), ('starts = "together"', 0)):
        describe(tmp_path, files=files, timing=timing)
        text = (tmp_path / "dataset.toml").read_text()
        (tmp_path / "dataset.toml").write_text(text.replace("[[signal", TWO_STREAMS + "[[signal", 1))
        write(tmp_path / "ann_UP.imu.csv", 1.7e9 + 0.1 + WHOLE)
        rows = "\n".join(f"{1.7e9 + 0.002 * row:.3f},{row}" for row in ROWS)
        (tmp_path / "ann_UP.emg.csv").write_text(f"time_s,e\n{rows}\n")
        streams = load_dataset(tmp_path).recordings[0].streams
        assert streams["imu"].start_ns == pytest.approx(imu_start_ns, abs=1000)
        assert streams["emg"].start_ns == 0
    (tmp_path / "ann_UP.emg.csv").write_text("e\n" + "\n".join(map(str, ROWS)))
    assert load_dataset(tmp_path).recordings[0].streams["imu"].start_ns == 0


def test_endings_in_capitals_hidden_files_and_other_endings(tmp_path: Path) -> None:
    describe(tmp_path)
    for name in ("ann_UP_1.csv", "ann_UP_2.CSV", "ann_UP_3.Csv", "._ann_UP_1.csv", "ann_UP_4.txt", "readme.csv"):
        (tmp_path / name).write_text("x\n1\n2\n")
    dataset = load_dataset(tmp_path)
    assert [recording.source for recording in dataset.recordings] == ["ann_UP_1.csv", "ann_UP_2.CSV", "ann_UP_3.Csv"]
    assert dataset.ignored_files == ("readme.csv",)
    describe(tmp_path, files="{subject}_{label}_{repetition}.txt")
    assert [recording.source for recording in load_dataset(tmp_path).recordings] == ["ann_UP_4.txt"]
    describe(tmp_path, files="{subject}-{label}.csv")
    with pytest.raises(RecordingError, match=r"no such file, but ann_UP_1\.csv, ann_UP_2\.CSV"):
        load_dataset(tmp_path)


def test_a_take_without_a_sign_is_rest(tmp_path: Path) -> None:
    describe(tmp_path, extra='rest = "idle"')
    for name in ("ann_UP_1.csv", "ann_idle_1.csv"):
        (tmp_path / name).write_text("x\n1\n2\n")
    assert [recording.label for recording in load_dataset(tmp_path).recordings] == [0, REST]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_is_right_or_refused_whatever_happened_to_it(data: st.DataObject, tmp_path: Path) -> None:
    """Mutations of a text: what is still read has one sample for every period."""
    describe(tmp_path)
    path = tmp_path / "ann_UP_1.csv"
    write(path, WHOLE[:60])
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.integers(0, 3)):
            case 0:
                content[position] = data.draw(st.sampled_from(b'0123456789.,;-e"\n\r\t\0\xff xn'))
            case 1:
                del content[position : position + data.draw(st.integers(1, 30))]
            case 2:
                content[position:position] = content[position : position + data.draw(st.integers(1, 30))]
            case _:
                content[position:position] = data.draw(st.binary(max_size=8))
        if not content:
            break
    path.write_bytes(content)
    with suppress(RecordingError):
        samples, account = only_stream(load_dataset(tmp_path))
        assert len(samples) == account.rows
        assert not account.clock or account.period_ns is None or abs(account.period_ns / 5e6 - 1) <= 0.01


def test_labels_and_files_of_a_mac_fit_those_of_others(tmp_path: Path) -> None:
    (tmp_path / "ann_UP_1.csv").write_text("x\n1\n2\n")
    (tmp_path / "ann_Dzien\u0301_1.csv").write_text("x\n1\n2\n")
    for written in ("Dzie\u0144", "Dzien\u0301"):
        describe(tmp_path)
        text = (tmp_path / "dataset.toml").read_text()
        (tmp_path / "dataset.toml").write_text(text.replace('"DOWN"', f'"{written}"'))
        assert [take.label for take in load_dataset(tmp_path).recordings] == [1, 0]
