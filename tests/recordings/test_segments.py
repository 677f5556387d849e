"""Long sessions with columns of labels and persons, and missing values, compared with plain loops."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kd_edge.errors import RecordingError
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.csv_table import Table
from kd_edge.recordings.recording import REST
from kd_edge.recordings.segments import Columns, cut
from kd_edge.recordings.tables.numbers import number_table

CELL = st.sampled_from(["0", "1", "2.0", "", "rest", "-1"])


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(CELL, st.sampled_from(["ann", "bob"])), min_size=1, max_size=40))
def test_takes_are_runs_of_equal_cells(rows: list[tuple[str, str]]) -> None:
    table = Table(Path("t.csv"), ("label", "who"), rows, range(2, len(rows) + 2), False)
    columns = Columns("label", subject="who", names={"2": "FIST"}, ignore=("-1",))
    expected = []
    for (label, who), run in groupby(enumerate(rows), key=lambda row: row[1]):
        indices = [index for index, _ in run]
        if label not in ("", "-1"):
            expected.append(({"2.0": "FIST"}.get(label, label), who, indices))
    found = [(s.fields["label"], s.fields["subject"], s.rows.tolist()) for s in cut(table, columns)]
    assert found == expected


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(st.sampled_from(["", "1", "2", "3"]), min_size=1, max_size=20))
def test_missing_values_take_the_one_above(cells: list[str]) -> None:
    expected: list[float] = []
    for cell in cells:
        expected.append(float(cell) if cell else expected[-1] if expected else np.nan)
    first = next((float(cell) for cell in cells if cell), np.nan)
    expected = [first if np.isnan(value) else value for value in expected]
    numbers = np.array([[float(cell) if cell else np.nan] for cell in cells])
    for table in (
        Table(Path("t.csv"), ("x",), [[cell] for cell in cells], range(len(cells)), False),
        number_table(Path("t.mat"), ("x",), numbers),
    ):
        held, count = table.held(["x"])
        if any(cells):
            assert count == cells.count("")
            np.testing.assert_array_equal(held.columns(["x"])[:, 0], expected)


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """Twelve runs of 50 rows in one file, one of 5; labels as numbers, as a device counts them."""
    labels = [label for _ in range(3) for label in (0, 1, 0, 2) for _ in range(50)] + [1] * 5
    rows = [f"{row * 10},{row % 9},{label},{row // 100}" for row, label in enumerate(labels)]
    (tmp_path / "ann.csv").write_text("\n".join(["timestamp,x,code,set", *rows, ""]))
    (tmp_path / "dataset.toml").write_text("""
name = "long"
labels = ["FIST", "OPEN"]
rest = "REST"
files = "{subject}.csv"
[columns]
label = "code"
names = {"0" = "REST", "1" = "FIST", "2" = "OPEN"}
shortest_ms = 200.0
[signal]
frame_period_ns = 20_000_000
window_size = 10
window_increment = 1
[[signal.streams]]
name = "imu"
sample_period_ns = 10_000_000
channels = ["x"]
""")
    return tmp_path


def test_numbers_become_labels_and_short_runs_are_listed(session: Path) -> None:
    dataset = load_dataset(session)
    assert [recording.label for recording in dataset.recordings] == [REST, 0, REST, 1] * 3
    assert {(r.subject, len(r.streams["imu"].samples)) for r in dataset.recordings} == {("ann", 50)}
    assert dataset.ignored_files == ("ann.csv row 601: 5 rows of FIST",)
    np.testing.assert_array_equal(dataset.recordings[1].streams["imu"].samples[:, 0], np.arange(50, 100) % 9)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('label = "code"', 'label = "gesture"', "Column 'gesture'.*none among timestamp, x, code, set"),
        ('"2" = "OPEN"', '"3" = "OPEN"', "is one of FIST, OPEN, REST. Found: 2"),
        ('label = "code"', 'label = "code"\nsubject = "x"', "has recordings"),
    ],
)
def test_a_wrong_column_is_one_clear_error(old: str, new: str, message: str, session: Path) -> None:
    toml = session / "dataset.toml"
    toml.write_text(toml.read_text().replace(old, new))
    with pytest.raises(RecordingError, match=message):
        load_dataset(session)
