"""What happens to the folder of a library: equal bytes every time, nothing of somebody else replaced, nothing half."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from kd_edge.bundle import Bundle
from kd_edge.errors import DeployError, StorageError
from kd_edge.libraries import write
from kd_edge.libraries.write import write_library


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_is_the_same_every_time_and_replaces_itself(reference: Bundle, tmp_path: Path) -> None:
    first = write_library(reference, "arduino", tmp_path / "with spaces" / "kd_recogniser")
    before = content(first.folder)
    assert sorted(before) == list(first.files)
    (first.folder / "src" / "kd_golden.c").write_text("damaged")
    write_library(reference, "arduino", first.folder)
    assert content(first.folder) == before


def test_a_program_of_somebody_else_stays(reference: Bundle, tmp_path: Path) -> None:
    (tmp_path / "main.c").write_text("int main(void) { return 0; }")
    with pytest.raises(StorageError, match=r"main\.c"):
        write_library(reference, "cmake", tmp_path)
    assert list(content(tmp_path)) == ["main.c"]


def test_a_full_disk_leaves_the_old_library(reference: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = write_library(reference, "cmake", tmp_path / "kd_recogniser")
    before = content(tmp_path)

    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write, "golden_header", full)
    with pytest.raises(OSError, match="No space left") as problem:
        write_library(reference, "cmake", old.folder)
    assert problem.value.filename == str(old.folder)
    assert content(tmp_path) == before


@pytest.mark.parametrize(("target", "remedy"), [("android", "write kotlin"), ("ios", "write swift"), ("cmak", "cmake")])
def test_a_target_that_there_is_not(target: str, remedy: str, reference: Bundle, tmp_path: Path) -> None:
    with pytest.raises(DeployError, match=remedy):
        write_library(reference, target, tmp_path / "library")


@pytest.mark.slow
def test_names_are_shown_as_they_are(odd: Bundle, tmp_path: Path) -> None:
    readme = (write_library(odd, "zephyr", tmp_path / "library").folder / "README.md").read_text()
    assert r'| ch "1", µ\|V \$x |' in readme
    assert r"\*/ end /\*, \${x} \`y\`, \<b\>\&\|" in readme
