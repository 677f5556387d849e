"""The bundle as written: complete, compiled, the same twice, with goldens that follow from their raw samples."""

from __future__ import annotations

import re
import shutil
import subprocess

import keras
import numpy as np
import pytest

from kd_edge.bundle import INT8_MODEL, open_bundle
from kd_edge.errors import ExportError
from kd_edge.export.goldens import draw_goldens
from kd_edge.export.writer import export_model
from kd_edge.recordings.splits import within
from kd_edge.render import RENDERERS, carray
from kd_edge.signal.windows import fit_normalisation, window_dataset
from kd_edge.verify import verify_bundle
from tests.conftest import export_tiny

TFLM_STUB = """
#pragma once
enum TfLiteStatus { kTfLiteOk };
#define TF_LITE_ENSURE_STATUS(call) do { if ((call) != kTfLiteOk) return (call); } while (0)
namespace tflite {
struct Int8 {};
inline Int8 Register_AVERAGE_POOL_2D_INT8() { return {}; }
inline Int8 Register_CONV_2D_INT8() { return {}; }
inline Int8 Register_FULLY_CONNECTED_INT8() { return {}; }
inline Int8 Register_SOFTMAX_INT8() { return {}; }
inline Int8 Register_UNIDIRECTIONAL_SEQUENCE_LSTM_INT8() { return {}; }
template <unsigned int count>
class MicroMutableOpResolver {
 public:
  static_assert(count == 7, "exactly the operators of the model");
  TfLiteStatus AddAveragePool2D(Int8) { return kTfLiteOk; }
  TfLiteStatus AddConv2D(Int8) { return kTfLiteOk; }
  TfLiteStatus AddFullyConnected(Int8) { return kTfLiteOk; }
  TfLiteStatus AddReshape() { return kTfLiteOk; }
  TfLiteStatus AddSoftmax(Int8) { return kTfLiteOk; }
  TfLiteStatus AddStridedSlice() { return kTfLiteOk; }
  TfLiteStatus AddUnidirectionalSequenceLSTM(Int8) { return kTfLiteOk; }
};
}  // namespace tflite
"""

DUMP = """
#include <cstdint>
#include <cstdio>
#include "model_data.h"
#include "model_ops.h"
int main() {
  kd_edge::ModelOpResolver resolver;
  if (kd_edge::RegisterModelOps(resolver) != kTfLiteOk) return 1;
  if (reinterpret_cast<std::uintptr_t>(g_tiny_model_data) % 16 != 0 || kTensorArenaBytes % 16 != 0) return 2;
  if (kd_edge::kModelData != g_tiny_model_data) return 3;
  std::fwrite(g_tiny_model_data, 1, g_tiny_model_data_size, stdout);
}
"""


def test_every_documented_file_is_there(tiny_export):
    expected = {"model_int8.tflite", "model_float32.tflite", "golden.npz"} | set(RENDERERS)
    assert set(open_bundle(tiny_export).manifest.files) == expected


def test_exporting_twice_gives_the_same_bytes(tiny_export, tiny_dataset, tmp_path):
    again = export_tiny(tmp_path / "tiny", tiny_dataset)
    for path in tiny_export.iterdir():
        assert _without_revision(again / path.name) == _without_revision(path), path.name


def _without_revision(path):
    """A commit between the two exports is no difference."""
    return re.sub(rb'"git_revision": "[^"]*"', b"", path.read_bytes())


def test_compiled_c_array_is_the_flatbuffer(tiny_export, tmp_path):
    compiler = shutil.which("g++")
    if compiler is None:
        pytest.skip("no g++")
    resolver = tmp_path / "tensorflow" / "lite" / "micro" / "micro_mutable_op_resolver.h"
    resolver.parent.mkdir(parents=True)
    resolver.write_text(TFLM_STUB)
    (tmp_path / "dump.cc").write_text(DUMP)
    flags = ["-std=c++11", "-Wall", "-Wextra", "-Wconversion", "-Werror", f"-I{tiny_export}", f"-I{tmp_path}"]
    sources = [tmp_path / "dump.cc", tiny_export / "model_data.cc"]
    subprocess.run([compiler, *flags, *sources, "-o", tmp_path / "dump"], check=True)
    dumped = subprocess.run([tmp_path / "dump"], check=True, capture_output=True).stdout
    assert dumped == (tiny_export / INT8_MODEL).read_bytes()


def test_array_names_are_identifiers():
    assert carray.symbol("psl18-within.0") == "g_psl18_within_0_model_data"


def test_goldens_give_the_frames_of_their_windows(tiny_dataset, tiny_export):
    manifest = open_bundle(tiny_export).manifest
    windows = window_dataset(tiny_dataset, manifest.signal, within(tiny_dataset).test)
    raws, frames, labels = draw_goldens(tiny_dataset, manifest.signal, windows, 1000, seed=0)
    assert labels.tolist() == windows.labels.tolist()
    # These recordings are shorter than the lead-in, so each path starts where its recording does.
    assert len(raws) == len(windows)
    assert np.array_equal(frames, windows.frames)


def test_goldens_are_drawn_from_held_out_recordings_only(tiny_export, tiny_dataset):
    golden, held_out = open_bundle(tiny_export).golden, within(tiny_dataset).test
    known = [tiny_dataset.recordings[index].streams["imu"].samples.tobytes() for index in held_out]
    for index in range(len(golden)):
        raw = np.ascontiguousarray(golden.samples(index)["imu"]).tobytes()
        assert any(raw in recording for recording in known)


def test_the_manifest_tells_what_was_measured(tiny_export):
    manifest = open_bundle(tiny_export).manifest
    assert manifest.metrics["int8_bytes"] == (tiny_export / INT8_MODEL).stat().st_size
    assert manifest.metrics["test_windows"] == 12
    assert manifest.tflm_arena_bytes % 16 == 0
    assert re.fullmatch(r"[0-9a-f]{64}", manifest.provenance.dataset_fingerprint)
    assert manifest.provenance.split == "within"
    assert 0.3 <= manifest.decision.min_confidence <= 0.7
    assert manifest.decision.min_activity > 0


def test_a_model_of_another_shape_is_refused_and_nothing_is_written(tiny_dataset, tmp_path):
    model = keras.Sequential([keras.Input((45, 7)), keras.layers.LSTM(3)])
    with pytest.raises(ExportError, match=r"\(45, 8\)"):
        export_model(
            model, tmp_path / "bad", dataset=tiny_dataset, signal=tiny_dataset.signal, split=within(tiny_dataset)
        )
    assert not (tmp_path / "bad").exists()


@pytest.mark.parametrize(
    ("layers", "match"),
    [
        ([keras.layers.Dense(3)], "one score per class"),
        ([keras.layers.Flatten(), keras.layers.Dense(1)], "at least two classes"),
        ([keras.layers.Flatten(), keras.layers.Dense(3, activation="sigmoid")], "a sigmoid at the end"),
    ],
    ids=["a score per step", "one score", "sigmoids"],
)
def test_outputs_that_are_no_scores_are_refused_and_nothing_is_written(layers, match, tiny_dataset, tmp_path):
    model = keras.Sequential([keras.Input((45, 8)), *layers])
    with pytest.raises(ExportError, match=match):
        export_model(
            model, tmp_path / "bad", dataset=tiny_dataset, signal=tiny_dataset.signal, split=within(tiny_dataset)
        )
    assert not (tmp_path / "bad").exists()


def test_a_layer_that_died_in_training_is_one_error_and_no_signal(tiny_dataset, tmp_path):
    """Its only value is 0, and TFLite Micro aborts the process at the scale that the converter gives it."""
    dead = keras.layers.Conv1D(4, 3, activation="relu", bias_initializer=keras.initializers.Constant(-1e3))
    model = keras.Sequential([keras.Input((45, 8)), dead, keras.layers.Flatten(), keras.layers.Dense(3)])
    with pytest.raises(ExportError, match=r"TFLite Micro runs the int8 file.*SIGABRT.*gives 0 for every window"):
        export_model(
            model, tmp_path / "bad", dataset=tiny_dataset, signal=tiny_dataset.signal, split=within(tiny_dataset)
        )
    assert not (tmp_path / "bad").exists()


def test_a_model_with_an_input_for_every_stream_is_exported_as_one_of_windows(tiny_dataset, tmp_path):
    """The bundle's own int8 network and its generated C both take the one window of all features."""
    layers = keras.layers
    emg, imu = keras.Input((45, 2), name="emg"), keras.Input((45, 6), name="imu")
    branches = [
        layers.GlobalAveragePooling1D()(layers.Conv1D(4, 5, activation="relu")(emg)),
        layers.GlobalAveragePooling1D()(layers.BatchNormalization()(layers.Conv1D(4, 3)(imu))),
    ]
    model = keras.Model([imu, emg], layers.Dense(3)(layers.Concatenate()(branches)))
    split = within(tiny_dataset)
    signal = tiny_dataset.signal.normalised(fit_normalisation(tiny_dataset, tiny_dataset.signal, split.train))
    out = export_model(model, tmp_path / "streams", dataset=tiny_dataset, signal=signal, split=split, goldens=4)
    golden = open_bundle(out).golden
    expected = keras.ops.softmax(model([golden.windows[:, :, 2:], golden.windows[:, :, :2]]))
    np.testing.assert_allclose(golden.keras, expected, atol=1e-6)
    assert verify_bundle(out).passed


def test_a_graph_with_a_residual_is_proven_down_to_its_c(tiny_dataset, tmp_path):
    keras.utils.set_random_seed(1)  # the weights decide how many of the few goldens are near a tie
    layers = keras.layers
    window = keras.Input((45, 8))
    x = layers.SeparableConv1D(8, 3, padding="same", activation="relu")(window)
    x = layers.Add()([x, layers.BatchNormalization()(layers.Conv1D(8, 3, padding="same")(x))])
    pooled = [layers.GlobalMaxPooling1D()(x), layers.GlobalAveragePooling1D()(x)]
    model = keras.Model(window, layers.Dense(3, activation="softmax")(layers.Concatenate()(pooled)))
    split = within(tiny_dataset)
    signal = tiny_dataset.signal.normalised(fit_normalisation(tiny_dataset, tiny_dataset.signal, split.train))
    out = export_model(model, tmp_path / "residual", dataset=tiny_dataset, signal=signal, split=split, goldens=4)
    assert verify_bundle(out).passed
