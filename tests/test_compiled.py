"""The cache of compiled engines: what is not whole, or not ours, is never loaded; what can be mended is."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kd_edge import compiled
from kd_edge.codegen import generate
from kd_edge.engines import open_engine
from kd_edge.engines.c import engine_program
from kd_edge.errors import EngineError, KdEdgeError, MissingCompilerError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KD_EDGE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def model(shared: Path) -> bytes:
    return (shared / "models" / "student_psl18.tflite").read_bytes()


def scores(model: bytes) -> bytes:
    return open_engine(model, "c").infer(np.zeros((1, 100, 14), np.int8)).tobytes()


def put(path: Path, data: bytes) -> None:
    """Another file under the same name: the old one is mapped into this process."""
    path.unlink()
    path.write_bytes(data)


def link_elsewhere(path: Path) -> None:
    moved = path.rename(path.with_suffix(".moved"))
    path.symlink_to(moved)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: put(path, path.read_bytes()[:-4000]),
    "empty": lambda path: put(path, b""),
    "one byte": lambda path: put(path, path.read_bytes()[:5000] + b"\xfe" + path.read_bytes()[5001:]),
    "others may write it": lambda path: path.chmod(0o666),
    "a link": link_elsewhere,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_library_that_is_not_whole_and_ours_is_built_again(model: bytes, cache: Path, damage) -> None:
    sound = scores(model)
    (built,) = cache.glob("*.so")
    damage(built)
    before = built.lstat().st_ino
    assert scores(model) == sound
    found = built.lstat()
    assert stat.S_ISREG(found.st_mode)
    assert found.st_ino != before
    assert not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def test_a_whole_library_that_does_not_load_is_built_again_once(model: bytes, monkeypatch) -> None:
    generated, flags = engine_program(generate(model)), ("-std=c99", "-O1", "-fPIC", "-shared")
    built = compiled.build_library(generated, flags)
    nonsense = b"no library" * 100
    built.write_bytes(nonsense + compiled.hashlib.sha256(nonsense).digest())
    assert compiled.load_library(generated, flags).kd_model_run


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_cache_of_somebody_else_is_not_used(model: bytes, cache: Path) -> None:
    cache.mkdir()
    os.chown(cache, 12345, 12345)
    with pytest.raises(EngineError, match="belongs to you"):
        open_engine(model, "c")
    assert open_engine(model, "auto").name != "c"


def test_a_cache_that_others_may_write_is_closed_to_them(model: bytes, cache: Path) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    open_engine(model, "c")
    assert stat.S_IMODE(cache.stat().st_mode) == 0o755


@pytest.mark.parametrize("kind", ["c", "auto"])
def test_a_cache_that_cannot_be_made(model: bytes, tmp_path: Path, monkeypatch, kind: str) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KD_EDGE_CACHE", str(tmp_path / "file" / "cache"))
    if kind == "auto":
        assert open_engine(model, kind).name != "c"
    else:
        with pytest.raises(EngineError, match="user's cache"):
            open_engine(model, kind)


def test_a_compiler_command_with_an_open_quote(model: bytes, monkeypatch) -> None:
    monkeypatch.setenv("CC", '"x')
    with pytest.raises(MissingCompilerError, match="close its quotes"):
        open_engine(model, "c")
    assert open_engine(model, "auto").name != "c"


def test_a_compiler_that_is_no_program(model: bytes, tmp_path: Path, monkeypatch) -> None:
    program = tmp_path / "compiler"
    program.write_bytes(b"\x7fELF nothing")
    program.chmod(0o755)
    monkeypatch.setenv("CC", str(program))
    with pytest.raises(KdEdgeError, match="compiler builds the engine"):
        open_engine(model, "c")


def test_what_was_not_used_for_longest_makes_room(cache: Path, monkeypatch) -> None:
    monkeypatch.setattr(compiled, "_KEPT", 3)
    source = "int number(void);\nint number(void) {{ return {}; }}\n"
    programs = [compiled.Program({"one.c": source.format(number)}) for number in range(4)]
    theirs = [
        cache / name for name in ("lib-a.so", "live-view.so", "engine-old.so", "a-live-0123456789abcdef01234567.so")
    ]
    cache.mkdir(mode=0o700)
    for path in theirs:
        path.write_bytes(b"of another program in the folder that KD_EDGE_CACHE names")
        os.utime(path, (0, 0))
    for age, program in enumerate(programs[:3]):
        os.utime(compiled.build_library(program, compiled.host_flags()), (age, age))
    first = compiled.load_library(programs[0], compiled.host_flags())
    last = compiled.load_library(programs[3], compiled.host_flags())
    assert all(path.is_file() for path in theirs)
    kept = {path.name for path in cache.iterdir()} - {path.name for path in theirs}
    assert first.number() == 0, "what is loaded stays loaded"
    assert last.number() == 3
    assert len(kept) == 3
    assert compiled.build_library(programs[0], compiled.host_flags()).name in kept, "it was used since"
    assert compiled.load_library(programs[1], compiled.host_flags()).number() == 1, "it is built again"
