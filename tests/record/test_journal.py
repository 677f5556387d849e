"""The journal: whatever is cut off or damaged, everything before it is still there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.errors import RecordingError, StorageError
from kd_edge.record.journal import MAGIC, Began, Chunk, Closed, Entry, Journal, read_journal

ENTRIES: list[Entry] = [
    Began(0, "UP", "2026-11-27T04:00:00+00:00", 5),
    Chunk("emg", 5, bytes(range(40))),
    Chunk("imu", 7, b""),
    Closed(0, 9, True, ("a finding",)),
    Began(1, None, "2026-11-27T04:00:03+00:00", 12),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("journal") / "a.journal"
    journal = Journal(path)
    for entry in ENTRIES:
        journal.append(entry)
    journal.close()
    return path.read_bytes()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("scratch") / "b.journal"


@given(data=st.data())
def test_a_journal_that_is_cut_off_or_damaged_anywhere_keeps_what_came_before(written, scratch, data) -> None:
    place = data.draw(st.integers(len(MAGIC), len(written) - 1))
    flipped = data.draw(st.integers(1, 255))
    scratch.write_bytes(written[:place])
    before, length = read_journal(scratch)
    assert before == ENTRIES[: len(before)]
    assert length <= place
    scratch.write_bytes(written[:place] + bytes([written[place] ^ flipped]) + written[place + 1 :])
    assert read_journal(scratch) == (before, length)


def test_it_is_continued_after_the_last_whole_entry(written, tmp_path) -> None:
    path = tmp_path / "c.journal"
    path.write_bytes(written[:-3])
    journal = Journal(path, read_journal(path)[1])
    journal.append(ENTRIES[-1])
    with pytest.raises(StorageError, match="One program at a time"):
        Journal(path, 0)
    journal.close()
    assert path.read_bytes() == written


def test_another_file_is_no_journal(tmp_path) -> None:
    (tmp_path / "d.journal").write_bytes(b"PK\3\4")
    with pytest.raises(RecordingError, match="version 1"):
        read_journal(tmp_path / "d.journal")
