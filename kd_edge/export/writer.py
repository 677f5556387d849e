"""From a trained model to a bundle on disk, complete or not at all."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import keras
import msgspec
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
)
from kd_edge.contract import ModelSpec, SignalSpec
from kd_edge.decision.calibration import calibrate_decision
from kd_edge.engines import quantise
from kd_edge.engines.tflm import Tflm, arena_bytes
from kd_edge.errors import ExportError
from kd_edge.export import canonical
from kd_edge.export.convert import convert_float32, convert_int8, representative_indices, scores
from kd_edge.export.goldens import draw_goldens, make_golden
from kd_edge.files import atomic_folder, sha256
from kd_edge.model.macs import macs
from kd_edge.provenance import git_revision, package_versions
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import Split
from kd_edge.render import generated_files
from kd_edge.signal.windows import Windows, window_dataset

GOLDENS: Final = 256

OnStage: TypeAlias = Callable[[str], None]


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
    golden = make_golden(raws, frames, labels, scores(model, frames), quantisations[0], oracle)
    report("scoring held-out windows")
    float_labels = scores(model, test.frames).argmax(axis=1)
    int8_labels = oracle.infer(quantise(test.frames, quantisations[0])).argmax(axis=1)
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        name=out.name,
        signal=signal,
        model=ModelSpec(
            preset=preset,
            window_size=signal.window_size,
            feature_count=signal.feature_count,
            labels=dataset.labels,
            parameters=model.count_params(),
            macs=macs(model),
        ),
        decision=calibrate_decision(train.frames[chosen], train.labels[chosen], quantisations, oracle),
        input_quantisation=quantisations[0],
        output_quantisation=quantisations[1],
        operators=tuple(sorted(canonical.operators(int8))),
        tflm_arena_bytes=-(-arena_bytes(int8) // 16) * 16,
        files={},
        metrics=_sizes(float32, int8) | _accuracies(test, float_labels, int8_labels),
        provenance=Provenance(
            dataset=dataset.name,
            dataset_fingerprint=dataset.fingerprint(),
            synthetic=dataset.synthetic,
            split=split.name,
            seed=seed,
            git_revision=git_revision(),
            packages=package_versions(),
            teacher=teacher,
        ),
    )
    report("writing the bundle")
    _write(out, manifest, int8, float32, golden)
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


def _write(out: Path, manifest: Manifest, int8: bytes, float32: bytes, golden: Golden) -> None:
    """Write the files of a bundle, and last the manifest, which then names each of them with its hash."""
    texts = generated_files(manifest, int8)
    with atomic_folder(out) as folder:
        (folder / INT8_MODEL).write_bytes(int8)
        (folder / FLOAT_MODEL).write_bytes(float32)
        for filename, text in texts.items():
            (folder / filename).write_text(text, encoding="utf-8")
        np.savez_compressed(folder / GOLDEN, allow_pickle=False, **golden.to_arrays())
        hashes = {path.name: sha256(path.read_bytes()) for path in sorted(folder.iterdir())}
        (folder / MANIFEST).write_bytes(contract.encode(msgspec.structs.replace(manifest, files=hashes)))
