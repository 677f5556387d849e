"""A write that fails leaves what was there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from kd_edge.files import atomic_folder, atomic_path, write_text


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
        (temporary / "y").write_text("new")
    assert [path.name for path in target.iterdir()] == ["y"]
    assert list(tmp_path.iterdir()) == [target]
