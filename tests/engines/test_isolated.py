"""Interpreters on untrusted models: however they end, this process gets one error and continues."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable

import numpy as np
import pytest

from kd_edge.engines import isolated, open_engine
from kd_edge.engines.isolated import Isolated
from kd_edge.errors import EngineError, KdEdgeError

WINDOWS = np.zeros((2, 100, 14), np.int8)


@pytest.fixture
def model(shared) -> bytes:
    return (shared / "models" / "student_psl18.tflite").read_bytes()


def mutant(model: bytes, seed: int) -> bytes:
    """``model`` with one to three bytes changed, mostly where its structure lies."""
    rng = np.random.default_rng(seed)
    damaged = bytearray(model)
    for _ in range(rng.integers(1, 4)):
        value = rng.choice([0, 1, 255, 127, 128, rng.integers(256)])
        if rng.random() < 0.3:
            position = rng.integers(len(damaged))
        elif rng.random() < 0.5:
            position = rng.integers(len(damaged) - 4000, len(damaged))
        else:
            position = rng.integers(0, 3000)
        damaged[position] = value
    return bytes(damaged)


@pytest.mark.parametrize("kind", ["tflm", "litert"])
def test_no_mutant_ends_this_process(model: bytes, kind: str) -> None:
    """Among these seeds are one that divides by zero in TFLite Micro and one that makes LiteRT read wild memory."""
    pytest.importorskip({"tflm": "tflite_micro", "litert": "ai_edge_litert"}[kind])
    ended = []
    for seed in (*range(20), 87, 361):
        try:
            open_engine(mutant(model, seed), kind).infer(WINDOWS)
        except KdEdgeError as error:
            ended.append(str(error.found))
    assert any("ended by SIG" in found for found in ended)
    assert open_engine(model, kind).infer(WINDOWS).shape == (2, 18)


@pytest.fixture
def strange_child(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[socket.socket], None]], None]:
    """Puts a process that does as it is told in the place of an interpreter."""

    def place(behave: Callable[[socket.socket], None]) -> None:
        class Nursery:
            def fork(self, kind: str, child: socket.socket) -> int:
                pid = os.fork()
                if pid == 0:
                    try:
                        behave(child)
                    finally:
                        os._exit(3)
                return pid

            def how_it_ended(self, child: int) -> str:
                return str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

        monkeypatch.setattr(isolated, "_nursery", Nursery)

    return place


def test_a_hanging_interpreter_is_stopped(model: bytes, strange_child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "PATIENCE_S", 0.2)
    strange_child(lambda _: time.sleep(60))
    started = time.monotonic()
    with pytest.raises(EngineError, match="stopped after"):
        Isolated("tflm", model, np.int8)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("behave", "found"),
    [
        (lambda _: os.kill(os.getpid(), signal.SIGKILL), "-9"),
        (lambda _: os._exit(5), "5"),
        (lambda child: child.send(b"m\x05\0\0\0\0\0\0\0{}"), "3"),
    ],
    ids=["dies", "leaves", "says half of it"],
)
def test_however_it_ends_there_is_one_error(model: bytes, strange_child, behave, found: str) -> None:
    strange_child(behave)
    with pytest.raises(EngineError, match=f"process of its own. Found: {found}"):
        Isolated("tflm", model, np.int8)


def test_memory_has_a_limit(shared, model: bytes) -> None:
    """What an interpreter that asks for everything meets: the limit of its process, not of this machine."""
    from kd_edge.engines import worker

    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            limit = worker._address_space() + worker.MEMORY_BYTES
            worker.resource.setrlimit(worker.resource.RLIMIT_AS, (limit, limit))
            bytearray(2 * worker.MEMORY_BYTES)
        except MemoryError:
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(pid, 0)[1] == 0


def test_no_windows_and_then_some(model: bytes) -> None:
    engine = open_engine(model, "litert")
    assert engine.infer(WINDOWS[:0]).shape == (0, 18)
    assert engine.infer(WINDOWS).shape == (2, 18)


def test_a_nursery_that_is_gone_is_one_error_and_the_next_model_gets_another(model: bytes) -> None:
    nursery = isolated._nursery()
    nursery._process.kill()
    nursery._process.wait()
    with pytest.raises(EngineError, match="is gone"):
        open_engine(model, "litert")
    assert open_engine(model, "litert").infer(WINDOWS).shape == (2, 18)


def test_many_windows_cost_little_more_than_in_process(shared, model: bytes) -> None:
    """One process serves all windows of a model: no start for each of them."""
    pytest.importorskip("tflite_micro")
    golden = np.load(shared / "models" / "student_psl18.npz")
    engine = open_engine(model, "tflm")
    inputs = np.concatenate([golden["x"]] * 4)
    started = time.monotonic()
    assert np.array_equal(engine.infer(inputs), np.concatenate([golden["y"]] * 4))
    assert time.monotonic() - started < 0.05 * len(inputs)
