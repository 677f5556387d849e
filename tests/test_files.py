"""A write that fails leaves what was there before; a read neither waits for ever nor fills the memory."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kd_edge.codegen import Inference
from kd_edge.errors import RecordingError, StorageError
from kd_edge.files import RUNTIMES, atomic_folder, atomic_path, open_bounded, read_bounded, write_text


def write_half_a_file(target: Path) -> None:
    with atomic_path(target) as temporary:
        temporary.write_text("half")
        raise OSError("disk full")


def write_half_a_folder(target: Path) -> None:
    with atomic_folder(target) as temporary:
        (temporary / "x").write_text("half")
        raise OSError("disk full")


def test_a_failed_write_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")
    with pytest.raises(OSError, match="disk"):
        write_half_a_file(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_folder_keeps_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "bundle"
    with atomic_folder(target) as temporary:
        (temporary / "x").write_text("old")
    with pytest.raises(OSError, match="disk"):
        write_half_a_folder(target)
    assert (target / "x").read_text() == "old"
    with atomic_folder(target) as temporary:
        (temporary / "x").write_text("new")
        (temporary / "y").write_text("new")
    assert sorted(path.name for path in target.iterdir()) == ["x", "y"]
    assert list(tmp_path.iterdir()) == [target]


def write_a_folder(target: Path) -> None:
    with atomic_folder(target) as temporary:
        (temporary / "x").write_text("new")


def test_a_folder_with_something_else_in_it_is_not_replaced(tmp_path: Path) -> None:
    """Such as the program of their own beside which somebody wants the sources."""
    for name in ("x", "main.c"):
        (tmp_path / name).write_text("theirs")
    with pytest.raises(StorageError, match=r"only if nothing else lies in it.*Found: main\.c\. Remedy: name another"):
        write_a_folder(tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"x": "theirs", "main.c": "theirs"}


def test_nor_is_one_with_something_else_further_down(tmp_path: Path) -> None:
    """Such as a library to which somebody added a source file; those of another network make room."""

    def write(*names: str) -> None:
        with atomic_folder(tmp_path / "library") as temporary:
            for name in names:
                (temporary / name).parent.mkdir(exist_ok=True)
                (temporary / name).write_text("")

    def found() -> list[str]:
        return sorted(str(path.relative_to(tmp_path / "library")) for path in tmp_path.rglob("*.?"))

    write("src/kd_runtime_c.c", "src/a.c")
    write("src/kd_runtime_c_stream.c", "src/a.c")
    assert found() == ["src/a.c", "src/kd_runtime_c_stream.c"]
    (tmp_path / "library" / "src" / "mine.c").write_text("theirs")
    (tmp_path / "library" / "src" / "kd_theirs").mkdir()
    (tmp_path / "library" / "src" / "kd_main.c").write_text("theirs")
    with pytest.raises(StorageError, match=r"Found: src/kd_main\.c, src/kd_theirs, src/mine\.c\. Remedy"):
        write("src/a.c")
    (tmp_path / "library" / "src" / "kd_main.c").unlink()
    assert found() == ["src/a.c", "src/kd_runtime_c_stream.c", "src/mine.c"]


def test_a_file_is_not_replaced_by_a_folder(tmp_path: Path) -> None:
    """Nor a program that is called as a folder of an export is."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "include").write_text("theirs")
    with pytest.raises(StorageError, match=r"Found: include\. Remedy"), atomic_folder(tmp_path / "x") as temporary:
        (temporary / "include").mkdir()
    assert (tmp_path / "x" / "include").read_text() == "theirs"


def test_the_runtimes_that_make_room_for_each_other_are_those_of_exports() -> None:
    assert set(RUNTIMES) == {choice.runtime_source for choice in Inference}


def test_a_bounded_read_gives_the_bytes_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("a")
    for name in ("a", "link"):
        assert read_bounded(tmp_path / name, 5, RecordingError) == b"12345"
    with open_bounded(tmp_path / "a", 5, RecordingError) as file:
        assert file.read(2) == b"12"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("missing", "No such file"),
        ("folder", "Is a directory"),
        ("pipe", "a pipe"),
        ("device", "a device"),
        ("loop", "symbolic links"),
        ("sparse", "50,000,000,000 bytes"),
        ("a\0b", "null byte"),
        ("x" * 300, "name too long"),
    ],
)
def test_what_is_no_bounded_regular_file_is_one_clear_error(name: str, found: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "sparse").touch()
    os.truncate(tmp_path / "sparse", 50_000_000_000)
    with pytest.raises(RecordingError, match=found) as caught:
        read_bounded(tmp_path / name, 1000, RecordingError)
    assert caught.value.remedy


def test_a_file_that_hides_its_size_is_bounded_all_the_same() -> None:
    with pytest.raises(RecordingError, match="at most 3 bytes"):
        read_bounded(Path("/proc/self/maps"), 3, RecordingError)


def test_an_error_names_what_the_user_knows(tmp_path: Path) -> None:
    """Not the temporary sibling, nor nothing: which of many files did not fit on the disk?"""

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path and str(path))

    for write in (atomic_path, atomic_folder):
        for named in (lambda temporary: None, lambda temporary: temporary, lambda temporary: temporary / "inside"):
            with pytest.raises(OSError, match="No space left") as caught, write(tmp_path / "a.x") as temporary:
                full(named(temporary))
            assert caught.value.filename == str(tmp_path / "a.x")
    with pytest.raises(FileNotFoundError) as caught, atomic_path(tmp_path / "a.x"):
        (tmp_path / "another").read_bytes()
    assert caught.value.filename == str(tmp_path / "another")
