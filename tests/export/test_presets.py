"""Presets for microcontrollers become int8 files whose bytes the C engine reproduces; the others say why not."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from kd_edge.codegen import StreamOptions, generate
from kd_edge.distill.statistics import settle_statistics
from kd_edge.engines import open_engine
from kd_edge.engines.tflm import Tflm
from kd_edge.errors import ExportError
from kd_edge.export.convert import convert_int8
from kd_edge.export.untrained import untrained_int8
from kd_edge.model.build import build_model
from kd_edge.model.presets import PRESETS
from kd_edge.model.streams import StreamShape

WINDOW, FEATURES, CLASSES = 98, 14, 18
QUICK = {"compact-small", "separable-small", "pooled-small"}
STUDENTS = [
    pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
    for name, preset in PRESETS.items()
    if preset.role == "student"
]


def randomised(preset: str, windows: NDArray[np.float32]) -> keras.Model:
    """An untrained network of ``preset`` whose scores differ from window to window, as those of a trained one do."""
    model = build_model(preset, WINDOW, FEATURES, CLASSES)
    settle_statistics(model, [windows])
    logits = model.get_layer("logits")
    logits.set_weights([weight * 3 for weight in logits.get_weights()])
    return model


@pytest.mark.parametrize("preset", [*STUDENTS, pytest.param("separable*0.5", marks=pytest.mark.slow)])
def test_a_student_gives_the_same_bytes_in_c_and_in_tflite_micro(preset: str) -> None:
    windows = np.random.default_rng(2).normal(size=(20, WINDOW, FEATURES)).astype(np.float32)
    model = convert_int8(randomised(preset, windows), windows)
    noise = np.random.default_rng(3).normal(0, 32, (12, WINDOW, FEATURES)).clip(-128, 127).astype(np.int8)
    expected = Tflm(model).infer(noise)
    assert len(np.unique(expected, axis=0)) > len(noise) / 2
    assert np.array_equal(open_engine(model, "c").infer(noise), expected)


def test_branches_at_two_rates_are_exported() -> None:
    streams = (StreamShape(8), StreamShape(6, frames_per_sample=2))
    model = build_model("branches", WINDOW, FEATURES, CLASSES, streams=streams)
    windows = np.random.default_rng(4).normal(size=(20, WINDOW, FEATURES)).astype(np.float32)
    settle_statistics(model, [windows])
    int8 = convert_int8(model, windows)
    noise = np.random.default_rng(5).integers(-128, 128, (12, WINDOW, FEATURES)).astype(np.int8)
    assert np.array_equal(open_engine(int8, "c").infer(noise), Tflm(int8).infer(noise))


@pytest.mark.parametrize("preset", ["compact-small", "separable-valid", "pooled-small"])
def test_students_with_valid_padding_compute_only_what_is_new_at_a_hop(preset: str) -> None:
    model = untrained_int8(preset, WINDOW, FEATURES, CLASSES)
    window, stream = generate(model).cost, generate(model, StreamOptions()).cost
    assert 4 * stream.macs < window.macs


def test_a_gru_is_refused_by_name_and_with_a_way_out() -> None:
    with pytest.raises(ExportError, match=r"GRU(?s:.)*use an LSTM"):
        untrained_int8("conv-gru", WINDOW, FEATURES, CLASSES)
