"""What happens to the folder of a library: equal bytes every time, nothing of somebody else replaced, nothing half."""

from __future__ import annotations

import dataclasses
import errno
import re
from pathlib import Path

import pytest
from msgspec import structs

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.errors import DeployError, StorageError
from kd_edge.libraries import write
from kd_edge.libraries.ecosystem import load_ecosystem, templates
from kd_edge.libraries.write import write_library
from kd_edge.render.files import RENDERERS, Origin


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


def test_a_program_of_somebody_else_stays_even_if_it_is_called_so(reference: Bundle, tmp_path: Path) -> None:
    folder = write_library(reference, "cmake", tmp_path / "kd_recogniser").folder
    for name in ("src/kd_main.c", "kd_notes.md"):
        (folder / name).write_text("theirs")
    with pytest.raises(StorageError, match=r"kd_notes\.md, src/kd_main\.c"):
        write_library(reference, "cmake", folder)
    assert (folder / "kd_notes.md").read_text() == (folder / "src" / "kd_main.c").read_text() == "theirs"


@pytest.mark.parametrize(("target", "left"), [("kotlin", "local.properties"), ("swift", ".build")])
def test_it_is_built_elsewhere(target: str, left: str, reference: Bundle, tmp_path: Path) -> None:
    """What builds leave behind is kept, secrets among them, so the first thing that these READMEs say is to copy it."""
    readme = templates(target)["README.md"]
    assert 0 < readme.index("Copy this folder to a place of your own first.") < readme.index(f"`{left}`")
    if target == "swift":  # the other one takes zig
        folder = write_library(reference, target, tmp_path / "kd_recogniser").folder
        (folder / left).mkdir()
        with pytest.raises(StorageError, match=rf"Found: {re.escape(left)}\."):
            write_library(reference, target, folder)


def test_tables_name_streams_as_the_language_does(reference: Bundle) -> None:
    """C by constants that are there, which are not always the names; Kotlin and Swift by number and name."""
    emg, imu = reference.manifest.signal.streams
    streams = (structs.replace(emg, name="h"), structs.replace(imu, name="imu_channels"))
    manifest = structs.replace(reference.manifest, signal=structs.replace(reference.manifest.signal, streams=streams))
    fields = write._fields(dataclasses.replace(reference, manifest=manifest), load_ecosystem("cmake"))
    named = re.findall(r"^\| `(\w+)` \|", fields["STREAMS"], re.MULTILINE)
    config = RENDERERS["kd_signal_config.h"](Origin(manifest, reference.read(INT8_MODEL)))
    assert named == re.findall(r"^#define (KD_STREAM_\w+) [01]$", config, re.MULTILINE)
    assert [line.split(" | ")[:2] for line in fields["TABLE"].splitlines()] == [["| 0", "h"], ["| 1", "imu_channels"]]


def test_two_shared_libraries_may_lie_in_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(write, "find_toolchain", lambda name: name)
    monkeypatch.setattr(write, "compile_alone", lambda *arguments: made.append(arguments[-1]))
    shared = {"lib/one.so": ("-target", "a"), "lib/two.so": ("-target", "b")}
    write._build_shared(structs.replace(load_ecosystem("kotlin"), shared=shared), tmp_path, tmp_path)
    assert made == [tmp_path / name for name in shared]


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
