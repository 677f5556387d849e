"""From a trained model to a bundle on disk, complete or not at all."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

import keras
import numpy as np
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.bundle import (
    FLOAT_MODEL,
    GOLDEN,
    INT8_MODEL,
    MANIFEST,
    SCHEMA_VERSION,
    Golden,
    Manifest,
    Provenance,
    Quantisation,
)
from kd_edge.codegen import generate
from kd_edge.contract import DecisionSpec, ModelSpec, SignalSpec
from kd_edge.decision.calibration import calibrate_decision
from kd_edge.decision.gates import Gates
from kd_edge.engines import quantise
from kd_edge.engines.tflm import Tflm, arena_bytes
from kd_edge.errors import ExportError
from kd_edge.export import canonical, carray
from kd_edge.export.convert import convert_float32, convert_int8, representative_indices, scores
from kd_edge.export.goldens import draw_goldens, make_golden
from kd_edge.export.signal_config import signal_config
from kd_edge.files import atomic_folder, sha256
from kd_edge.model.macs import macs
from kd_edge.provenance import git_revision, package_versions
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import Split
from kd_edge.signal.windows import Windows, window_dataset

GOLDENS: Final = 256

OnStage: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Parts:
    """What the bundle's text files are made from."""

    name: str
    signal: SignalSpec
    labels: tuple[str, ...]
    decision: DecisionSpec
    int8_model: bytes
    input_quantisation: Quantisation
    output_quantisation: Quantisation
    operators: tuple[str, ...]
    tflm_arena_bytes: int
    golden: Golden

    @cached_property
    def c_files(self) -> dict[str, str]:
        """The same network as plain C99."""
        return generate(self.int8_model).files


# Every text file of a bundle and what writes it; a new one is one more line.
RENDERERS: tuple[tuple[str, Callable[[Parts], str]], ...] = (
    ("model_data.h", lambda parts: carray.render_header(parts.name, parts.int8_model, parts.tflm_arena_bytes)),
    ("model_data.cc", lambda parts: carray.render_source(parts.name, parts.int8_model)),
    ("model_ops.h", lambda parts: carray.render_ops(parts.operators)),
    ("kd_model.h", lambda parts: parts.c_files["kd_model.h"]),
    ("kd_model.c", lambda parts: parts.c_files["kd_model.c"]),
    (
        "kd_signal_config.h",
        lambda parts: signal_config(
            parts.signal,
            (parts.input_quantisation, parts.output_quantisation),
            Gates.of(parts.decision, parts.output_quantisation),
            parts.labels,
        ),
    ),
)


def export_model(
    model: keras.Model,
    out: Path,
    *,
    dataset: Dataset,
    signal: SignalSpec,
    split: Split,
    preset: str = "custom",
    teacher: str | None = None,
    seed: int = 0,
    goldens: int = GOLDENS,
    report: OnStage = lambda stage: None,
) -> Path:
    """Write the bundle of a trained Keras model to the folder ``out``, which it replaces.

    Args:
        model: frames ``(batch, window_size, features)`` to logits; layers as :func:`convert_float32` says.
        out: the bundle's folder; its last part is the bundle's name.
        dataset: the recordings; ranges and gates come from the training side of ``split``, goldens and
            accuracy from the test side.
        signal: with the normalisation that the model was trained with.
        split: who trains and who tests.
        preset: what to call the network.
        teacher: name of the run it learnt from.
        seed: draws representative windows and goldens.
        goldens: how many golden windows, at most.
        report: told what begins next.

    Returns:
        ``out``.

    Raises:
        ExportError: the model cannot be converted or does not fit ``signal`` and the labels.
        EngineError, MissingExtraError: TFLite Micro, which computes the goldens, is missing or refuses it.
    """
    _check_fit(model, dataset, signal)
    report("cutting windows")
    train, test = (window_dataset(dataset, signal, indices) for indices in (split.train, split.test))
    chosen = representative_indices(len(train), seed=seed)
    report("converting to float32 and int8")
    float32, int8 = convert_float32(model), convert_int8(model, train.frames[chosen])
    quantisations = canonical.quantisations(int8)
    oracle = Tflm(int8)
    report("computing golden vectors with TFLite Micro")
    raws, frames, labels = draw_goldens(dataset, signal, test, goldens, seed)
    parts = Parts(
        name=out.name,
        signal=signal,
        labels=dataset.labels,
        decision=calibrate_decision(train.frames[chosen], train.labels[chosen], quantisations, oracle),
        int8_model=int8,
        input_quantisation=quantisations[0],
        output_quantisation=quantisations[1],
        operators=tuple(sorted(canonical.operators(int8))),
        tflm_arena_bytes=-(-arena_bytes(int8) // 16) * 16,
        golden=make_golden(raws, frames, labels, scores(model, frames), quantisations[0], oracle),
    )
    report("scoring held-out windows")
    float_labels = scores(model, test.frames).argmax(axis=1)
    int8_labels = oracle.infer(quantise(test.frames, quantisations[0])).argmax(axis=1)
    metrics = _sizes(float32, int8) | _accuracies(test, float_labels, int8_labels)
    provenance = Provenance(
        dataset=dataset.name,
        dataset_fingerprint=dataset.fingerprint(),
        synthetic=dataset.synthetic,
        split=split.name,
        seed=seed,
        git_revision=git_revision(),
        packages=package_versions(),
        teacher=teacher,
    )
    spec = ModelSpec(
        preset=preset,
        window_size=signal.window_size,
        feature_count=signal.feature_count,
        labels=dataset.labels,
        parameters=model.count_params(),
        macs=macs(model),
    )
    report("writing the bundle")
    _write(out, parts, float32, spec, metrics, provenance)
    return out


def _check_fit(model: keras.Model, dataset: Dataset, signal: SignalSpec) -> None:
    expected = ((signal.window_size, signal.feature_count), len(dataset.labels))
    found = (tuple(model.inputs[0].shape[1:]), model.outputs[0].shape[-1])
    if found != expected:
        raise ExportError(
            f"The model takes windows {expected[0]} and scores {expected[1]} labels",
            found=f"windows {found[0]} and {found[1]} scores",
            remedy="export it with the SignalSpec and the data set that it was trained on",
        )


def _sizes(float32: bytes, int8: bytes) -> dict[str, float]:
    return {
        "float32_bytes": len(float32),
        "float32_gzip_bytes": len(gzip.compress(float32, mtime=0)),
        "int8_bytes": len(int8),
        "int8_gzip_bytes": len(gzip.compress(int8, mtime=0)),
    }


def _accuracies(test: Windows, float_labels: NDArray[np.int64], int8_labels: NDArray[np.int64]) -> dict[str, float]:
    return {
        "test_windows": len(test),
        "float32_accuracy": float(np.mean(float_labels == test.labels)),
        "int8_accuracy": float(np.mean(int8_labels == test.labels)),
        "int8_macro_accuracy": float(
            np.mean([np.mean((int8_labels == test.labels)[test.subjects == who]) for who in np.unique(test.subjects)])
        ),
        "argmax_agreement": float(np.mean(int8_labels == float_labels)),
    }


def _write(
    out: Path, parts: Parts, float32: bytes, model: ModelSpec, metrics: dict[str, float], provenance: Provenance
) -> None:
    with atomic_folder(out) as folder:
        (folder / INT8_MODEL).write_bytes(parts.int8_model)
        (folder / FLOAT_MODEL).write_bytes(float32)
        for filename, render in RENDERERS:
            (folder / filename).write_text(render(parts), encoding="utf-8")
        np.savez_compressed(folder / GOLDEN, allow_pickle=False, **parts.golden.to_arrays())
        manifest = Manifest(
            schema_version=SCHEMA_VERSION,
            name=parts.name,
            signal=parts.signal,
            model=model,
            decision=parts.decision,
            input_quantisation=parts.input_quantisation,
            output_quantisation=parts.output_quantisation,
            operators=parts.operators,
            tflm_arena_bytes=parts.tflm_arena_bytes,
            files={path.name: sha256(path.read_bytes()) for path in sorted(folder.iterdir())},
            metrics=metrics,
            provenance=provenance,
        )
        (folder / MANIFEST).write_bytes(contract.encode(manifest))
