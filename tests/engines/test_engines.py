"""Engines against the reference models' golden vectors; bytes that are no model; windows that do not fit."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from kd_edge.bundle import FLOAT_MODEL, Quantisation
from kd_edge.engines import dequantise, open_engine, quantise
from kd_edge.engines.c_stream import CStream
from kd_edge.engines.model_file import check_model
from kd_edge.engines.tflm import arena_bytes
from kd_edge.errors import EngineError

MODELS = ("student_isl", "student_psl18")


@pytest.fixture(params=MODELS)
def reference(request, shared):
    """Bytes of a reference model, and its golden inputs and outputs."""
    path = shared / "models" / f"{request.param}.tflite"
    if not path.is_file():
        pytest.skip(f"no {path}")
    with np.load(path.with_suffix(".npz")) as golden:
        return path.read_bytes(), golden["x"], golden["y"]


def test_tflm_reproduces_the_golden_vectors(reference):
    pytest.importorskip("tflite_micro")
    model, inputs, expected = reference
    assert np.array_equal(open_engine(model, "tflm").infer(inputs), expected)


def test_tflm_starts_every_window_fresh(reference):
    pytest.importorskip("tflite_micro")
    model, inputs, expected = reference
    engine = open_engine(model, "tflm")
    engine.infer(inputs[::-1])
    assert np.array_equal(engine.infer(inputs[5:6]), expected[5:6])


def test_litert_mostly_agrees_and_starts_every_window_fresh(reference):
    pytest.importorskip("ai_edge_litert")
    model, inputs, expected = reference
    engine = open_engine(model, "litert")
    scores = engine.infer(inputs)
    assert np.mean(scores.argmax(axis=1) == expected.argmax(axis=1)) > 0.9
    assert np.array_equal(engine.infer(inputs[5:6]), scores[5:6])


def test_arena_of_the_reference_model(shared):
    pytest.importorskip("tflite_micro")
    assert arena_bytes((shared / "models" / "student_isl.tflite").read_bytes()) == 18_688


def test_auto_prefers_the_bit_exact_engine(reference):
    pytest.importorskip("tflite_micro")
    assert open_engine(reference[0]).name != "ai_edge_litert"


def test_no_truncation_reaches_native_code(reference):
    model = reference[0]
    for size in [*range(64), *range(64, len(model), 101), len(model) - 1]:
        with pytest.raises(EngineError, match="whole TFLite file"):
            check_model(model[:size])


def test_wild_offsets_raise_or_pass_but_nothing_else(reference):
    model, rng = reference[0], np.random.default_rng(0)
    for _ in range(400):
        damaged = bytearray(model)
        for position in rng.integers(0, len(model), 8):
            damaged[position] = rng.integers(256)
        try:
            check_model(bytes(damaged))
        except EngineError:
            continue


@pytest.mark.parametrize("model", [b"", b"TFL3", b"not a model at all", bytes(4096), b"\x1c\0\0\0TFL3" + bytes(64)])
def test_what_is_not_a_model(model):
    with pytest.raises(EngineError, match="whole TFLite file"):
        open_engine(model)


@pytest.mark.parametrize("kind", ["c", "tflm", "litert", "auto"])
def test_every_engine_refuses_a_model_with_float_input(tiny_export, kind):
    """A float32 model took int8 windows and returned a quarter of its output."""
    with pytest.raises(EngineError, match="one tensor of inputs, of int8"):
        open_engine((tiny_export / FLOAT_MODEL).read_bytes(), kind)


def test_a_stream_refuses_a_model_with_float_input(tiny_export):
    with pytest.raises(EngineError, match="Found: float32"):
        CStream((tiny_export / FLOAT_MODEL).read_bytes())


@pytest.mark.parametrize(
    "windows",
    [np.zeros((1, 100, 14), np.float32), np.zeros((1, 14, 100), np.int8), np.zeros((100, 14), np.int8)],
    ids=["floats", "transposed", "one window without its axis"],
)
@pytest.mark.parametrize("kind", ["tflm", "litert"])
def test_windows_that_do_not_fit(shared, kind, windows):
    pytest.importorskip({"tflm": "tflite_micro", "litert": "ai_edge_litert"}[kind])
    engine = open_engine((shared / "models" / "student_psl18.tflite").read_bytes(), kind)
    with pytest.raises(EngineError, match="Windows are int8"):
        engine.infer(windows)


def test_an_engine_that_does_not_exist(reference):
    with pytest.raises(EngineError, match="tpu"):
        open_engine(reference[0], "tpu")


def test_without_any_engine_the_error_names_the_extra(shared):
    model = shared / "models" / "student_psl18.tflite"
    program = f"""
import sys
for name in ("tflite_micro", "ai_edge_litert", "tflite_runtime"):
    sys.modules[name] = None
from pathlib import Path
from kd_edge.engines import ENGINES, open_engine
from kd_edge.errors import EngineError
for name in set(ENGINES) - {{"tflm", "litert"}}:
    del ENGINES[name]
try:
    open_engine(Path({str(model)!r}).read_bytes())
except EngineError as error:
    print(error)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "kd-edge[edge]" in result.stdout


def test_quantise_rounds_halves_to_even_and_saturates():
    half_steps = Quantisation(scale=0.5, zero_point=3)
    values = np.array([0.25, 0.75, -0.25, 1e6, -1e6, 0.0], np.float32)
    assert quantise(values, half_steps).tolist() == [3, 5, 3, 127, -128, 3]


def test_dequantise_undoes_quantise_within_half_a_step():
    quantisation = Quantisation(scale=0.037, zero_point=-11)
    values = np.linspace(-4, 4, 101, dtype=np.float32)
    assert np.abs(dequantise(quantise(values, quantisation), quantisation) - values).max() <= 0.037 / 2 + 1e-6
