"""From a trained model to a bundle on disk, either complete or not written at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import keras
import msgspec
import numpy as np

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
from kd_edge.engines.engine import Engine
from kd_edge.engines.isolated import isolated_tflm
from kd_edge.engines.tflm import arena_bytes
from kd_edge.errors import EngineError, ExportError
from kd_edge.export import canonical
from kd_edge.export.calibration import Calibration
from kd_edge.export.convert import Converted, convert, representative_indices, scores
from kd_edge.export.figures import figures
from kd_edge.export.goldens import draw_goldens, make_golden
from kd_edge.files import atomic_folder, check_name, sha256
from kd_edge.network.check import read_exportable
from kd_edge.network.macs import macs
from kd_edge.network.stages import Network
from kd_edge.network.streams import one_window
from kd_edge.provenance import git_revision, package_versions
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import Split
from kd_edge.render import generated_files
from kd_edge.signal.windows import window_dataset
from kd_edge.wearer.worn import wearers_of

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
    calibration: Calibration = "min-max",
    enrolment: Sequence[int] = (),
    on_stage: OnStage = lambda stage: None,
) -> Path:
    """Write the bundle of a trained Keras model to the folder ``out``, which it replaces.

    Args:
        model: frames ``(batch, window_size, features)`` to logits or probabilities, or with one input for every
            stream; layers as docs/export.md lists them.
        out: the bundle's folder; its last part is the bundle's name.
        dataset: the recordings; ranges and gates come from the training side of ``split``, goldens and
            accuracy from the test side.
        signal: with the normalisation that the model was trained with.
        split: who trains and who tests.
        preset: name of the network.
        teacher: name of the run it learnt from.
        seed: draws representative windows and goldens.
        goldens: how many golden windows, at most.
        calibration: how int8 ranges follow from representative windows: ``min-max``, ``percentile`` or ``mse``.
        enrolment: recordings by which new persons were enrolled, which are not on the test side.
        on_stage: is called with the name of each step.

    Returns:
        ``out``.

    Raises:
        ExportError: the model cannot be converted or does not fit ``signal`` and the labels.
        EngineError, MissingExtraError: TFLite Micro, which computes the goldens, is missing or refuses it.
    """
    check_name(out.name, "The name of a bundle", ExportError)
    model = one_window(model, signal)
    network = read_exportable(model)
    _require_fit(network, dataset, signal)
    on_stage("cutting windows")
    train, test = (window_dataset(dataset, signal, indices) for indices in (split.train, split.test))
    chosen = representative_indices(len(train), seed=seed)
    on_stage("converting to float32 and int8")
    converted = convert(model, train.frames[chosen], calibration)
    quantisations = canonical.quantisations(converted.int8)
    oracle = _oracle(converted.int8)
    on_stage("computing golden vectors with TFLite Micro")
    raws, frames, labels = draw_goldens(dataset, signal, test, goldens, seed)
    golden = make_golden(raws, frames, labels, scores(model, frames), quantisations[0], oracle)
    on_stage("scoring held-out windows")
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        name=out.name,
        signal=signal,
        model=ModelSpec(
            preset=preset,
            window_size=network.window_size,
            feature_count=network.feature_count,
            labels=dataset.labels,
            parameters=model.count_params(),
            macs=macs(network),
        ),
        decision=calibrate_decision(train.frames[chosen], train.labels[chosen], quantisations, oracle),
        input_quantisation=quantisations[0],
        output_quantisation=quantisations[1],
        operators=tuple(sorted(canonical.operators(converted.int8))),
        tflm_arena_bytes=-(-arena_bytes(converted.int8) // 16) * 16,
        files={},
        metrics=figures(converted, test, scores(model, test.frames), oracle),
        provenance=Provenance(
            dataset=dataset.name,
            dataset_fingerprint=dataset.fingerprint(),
            synthetic=dataset.synthetic,
            split=split.name,
            seed=seed,
            git_revision=git_revision(),
            packages=package_versions(),
            teacher=teacher,
            calibration=calibration,
            wearers=wearers_of(dataset),
            enrolment=tuple(map(int, enrolment)),
        ),
    )
    on_stage("writing the bundle")
    _write(out, manifest, converted, golden)
    return out


def _require_fit(network: Network, dataset: Dataset, signal: SignalSpec) -> None:
    expected = ((signal.window_size, signal.feature_count), len(dataset.labels))
    found = ((network.window_size, network.feature_count), network.classes)
    if found != expected:
        raise ExportError(
            f"The model takes windows {expected[0]} and scores {expected[1]} labels",
            found=f"windows {found[0]} and {found[1]} scores",
            remedy="export it with the SignalSpec and the data set that it was trained on",
        )


def _oracle(int8: bytes) -> Engine:
    """TFLite Micro on the int8 file, in a process of its own: it aborts where a scale is beyond its arithmetic."""
    try:
        return isolated_tflm(int8)
    except EngineError as error:
        raise ExportError(
            "TFLite Micro runs the int8 file",
            found=error.found,
            remedy="look for a layer that gives 0 for every window, which has no scale in int8, and train again",
        ) from error


def _write(out: Path, manifest: Manifest, converted: Converted, golden: Golden) -> None:
    """Write the files of a bundle, and last the manifest, which then names each of them with its hash."""
    texts = generated_files(manifest, converted.int8)
    with atomic_folder(out) as folder:
        (folder / INT8_MODEL).write_bytes(converted.int8)
        (folder / FLOAT_MODEL).write_bytes(converted.float32)
        for filename, text in texts.items():
            (folder / filename).write_text(text, encoding="utf-8")
        np.savez_compressed(folder / GOLDEN, allow_pickle=False, **golden.to_arrays())
        hashes = {path.name: sha256(path.read_bytes()) for path in sorted(folder.iterdir())}
        (folder / MANIFEST).write_bytes(contract.encode(msgspec.structs.replace(manifest, files=hashes)))
