"""The C engine on this host: TFLite Micro's bytes, compiled once, with clear errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge import compiled
from kd_edge.codegen import generate
from kd_edge.engines import open_engine
from kd_edge.engines.c import engine_program
from kd_edge.errors import EngineError


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KD_EDGE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def model(shared: Path) -> bytes:
    return (shared / "models" / "student_psl18.tflite").read_bytes()


def test_reference_models_give_the_golden_bytes(shared: Path) -> None:
    for name in ("student_isl", "student_psl18"):
        golden = np.load(shared / "models" / f"{name}.npz")
        engine = open_engine((shared / "models" / f"{name}.tflite").read_bytes(), "c")
        assert np.array_equal(engine.infer(golden["x"]), golden["y"])


def test_a_window_leaves_nothing_behind(shared: Path, model: bytes) -> None:
    golden = np.load(shared / "models" / "student_psl18.npz")
    engine = open_engine(model, "c")
    twice = engine.infer(np.concatenate([golden["x"][::-1], golden["x"]]))
    assert np.array_equal(twice[64:], golden["y"])


def test_the_second_start_needs_no_compiler(model: bytes, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_engine(model, "c")
    (library,) = own_cache.glob("*.so")
    before = library.stat().st_ino
    monkeypatch.setattr(compiled.subprocess, "run", None)
    open_engine(model, "c")
    assert library.stat().st_ino == before


def test_other_flags_are_another_library(model: bytes, own_cache: Path) -> None:
    generated = engine_program(generate(model))
    flags = ("-std=c99", "-O1", "-fPIC", "-shared")
    assert compiled.build_library(generated, flags) != compiled.build_library(generated, (*flags, "-DKD_PORTABLE"))


def test_a_missing_compiler_is_named(model: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(EngineError, match="no-such-compiler"):
        open_engine(model, "c")


def test_wrong_windows_are_refused(model: bytes) -> None:
    engine = open_engine(model, "c")
    with pytest.raises(EngineError, match=r"shape \(n, 100, 14\)"):
        engine.infer(np.zeros((1, 99, 14), np.int8))
