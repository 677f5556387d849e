"""Two writers, a reader, and kill -9: a target is whole at any time, and nothing is left beside it for long."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from kd_edge import partial
from kd_edge.files import atomic_folder, atomic_path, write_bytes, write_texts
from tests.hostile.writers import FILE_WRITER, FOLDER_WRITER, is_whole, kill_writers, start


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def finish(writers: Sequence[subprocess.Popen[bytes]]) -> None:
    for writer in writers:
        _, said = writer.communicate(timeout=60)
        assert (writer.returncode, said) == (0, b"")


def test_two_writers_and_a_reader_of_a_folder(tmp_path: Path) -> None:
    target = tmp_path / "bundle"
    target.mkdir()
    for name in ("a", "b", "c"):
        (target / name).write_text("first")
    writers = [start(FOLDER_WRITER, target, mark, 200) for mark in "xy"]
    reads = 0
    while any(writer.poll() is None for writer in writers):
        assert is_whole(target)
        reads += 1
    finish(writers)
    assert reads > 100
    assert names(tmp_path) == {"bundle"}


@pytest.mark.parametrize("program", [FOLDER_WRITER, FILE_WRITER], ids=["folder", "file"])
def test_killed_writers_lose_nothing_and_leave_nothing_for_long(tmp_path: Path, program: str) -> None:
    tally = kill_writers(tmp_path, program, 12)
    assert (tally.findings, dict(tally.counts)) == ([], {"whole": 12})


def test_without_an_exchange_in_one_step_folders_are_renamed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(partial, "_exchange", lambda *_: False)
    for text in ("old", "new"):
        with atomic_folder(tmp_path / "bundle") as made:
            (made / "x").write_text(text)
    assert (tmp_path / "bundle" / "x").read_text() == "new"
    assert names(tmp_path) == {"bundle"}


def test_files_of_a_folder_in_the_making_are_written_atomically_too(tmp_path: Path) -> None:
    with atomic_folder(tmp_path / "bundle") as made:
        write_texts(made, {"a.h": "1", "a.c": "2"})
        with atomic_folder(made / "inner") as inner:
            write_bytes(inner / "x", b"3")
    assert names(tmp_path) == {"bundle"}
    assert names(tmp_path / "bundle") == {"a.h", "a.c", "inner"}


def test_a_folder_never_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "bundle").write_text("a file")
    with pytest.raises(NotADirectoryError), atomic_folder(tmp_path / "bundle"):
        pass
    assert (tmp_path / "bundle").read_text() == "a file"
    assert names(tmp_path) == {"bundle"}


def test_behind_a_link_the_folder_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with atomic_folder(tmp_path / "link") as made:
        (made / "x").write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "x").read_text() == "new"


def test_others_hidden_files_are_left_alone(tmp_path: Path) -> None:
    kept = {".a-notes.txt", ".a-12345678.partial", ".b-abcdefgh.partial.txt"}
    for name in kept:
        (tmp_path / name).write_text("mine")
    write_bytes(tmp_path / "a.txt", b"x")
    assert names(tmp_path) == kept | {"a.txt"}


def test_what_another_writer_is_busy_with_is_left_alone(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "a.txt") as slow:
        slow.write_text("slow")
        write_bytes(tmp_path / "a.txt", b"fast")
        assert slow.read_text() == "slow"
    assert (tmp_path / "a.txt").read_text() == "slow"


def test_several_texts_are_written_together_or_not_at_all(tmp_path: Path, monkeypatch) -> None:
    write_texts(tmp_path, {"a.h": "old", "a.c": "old"})
    written = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.suffix == ".c":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return written(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_texts(tmp_path, {"a.h": "new", "a.c": "new"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.h": "old", "a.c": "old"}
