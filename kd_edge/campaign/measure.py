"""A trained run as it would be deployed: exported to int8 and run by TensorFlow Lite Micro itself."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct

from kd_edge import contract
from kd_edge.bench.engine.on_emulator import measure_models
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.distill.evaluate import accuracy
from kd_edge.distill.loop import predict_logits
from kd_edge.distill.runs import Run, Scores
from kd_edge.distill.wearers import run_data
from kd_edge.engines import open_engine, quantise
from kd_edge.export.calibration import Calibration
from kd_edge.export.canonical import quantisations
from kd_edge.export.convert import convert_float32, convert_int8, representative_indices
from kd_edge.files import write_bytes
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import window_dataset

DEPLOYED: Final = "deployed.json"
INSTRUCTIONS: Final = "instructions.json"
CORE: Final = "m4"


class Deployed(Struct, frozen=True, forbid_unknown_fields=True):
    """Figures of a run's exports on its held-out windows.

    Attributes:
        accuracy: of the int8 file in TensorFlow Lite Micro, pooled.
        macro_accuracy: the same, mean over persons.
        agreement: share of windows on which int8 and Keras choose the same class.
        int8_bytes: size of the int8 file.
        float32_bytes: size of the float32 file.
        int8_gzip_bytes: size of the int8 file, compressed.
        float32_gzip_bytes: size of the float32 file, compressed.
        per_subject: accuracy of each person.
        as_recorded: without the profiles of new persons; None if nobody was enrolled.
    """

    accuracy: float
    macro_accuracy: float
    agreement: float
    int8_bytes: int
    float32_bytes: int
    int8_gzip_bytes: int
    float32_gzip_bytes: int
    per_subject: dict[str, float] = {}
    as_recorded: Scores | None = None


def measure_deployed(run: Run, dataset: Dataset, calibration: Calibration = "min-max") -> Deployed:
    """Export ``run`` and measure it; a second call reads what the first one wrote beside the run."""
    path = run.folder / (DEPLOYED if calibration == "min-max" else f"deployed-{calibration}.json")
    if path.is_file():
        return contract.decode(path.read_bytes(), Deployed, source=str(path))
    deployed = _measure(run, dataset, calibration)
    write_bytes(path, contract.encode(deployed))
    return deployed


def int8_file(run: Run, dataset: Dataset, calibration: Calibration = "min-max") -> bytes:
    """The int8 flatbuffer of ``run``, with ranges from the training windows that ``export`` draws, too."""
    config = run.config
    data = run_data(config, dataset)
    training = window_dataset(data.dataset, config.signal, data.split.train)
    chosen = representative_indices(len(training), seed=config.seed)
    return convert_int8(run.load_model(), training.frames[chosen], calibration)


def instructions_of(int8: bytes) -> int:
    """Instructions that the C engine executes for one window of an int8 flatbuffer, counted on an emulated M4F.

    Raises:
        CodegenError: the C engine does not have one of its operators.
        DeployError: a compiler or the emulator is missing, or the model fits no board.
    """
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as folder:
        model = Path(folder) / "model.tflite"
        model.write_bytes(int8)
        (bench,) = measure_models([model], find_toolchain(), cores=(CORE,), optimisations=("-O2",))
    (cost,) = bench.costs
    return cost.instructions


def _measure(run: Run, dataset: Dataset, calibration: Calibration) -> Deployed:
    config, model = run.config, run.load_model()
    plain = run_data(config, dataset)
    data = plain.enrolled(run.metrics.enrolled)
    test = window_dataset(data.dataset, config.signal, data.split.test)
    float32, int8 = convert_float32(model), int8_file(run, dataset, calibration)
    engine, quantisation = open_engine(int8, "tflm"), quantisations(int8)[0]
    scores = engine.infer(quantise(test.frames, quantisation))
    judged, as_recorded = accuracy(scores, test.labels, test.subjects), None
    if run.metrics.enrolled:
        worn = window_dataset(plain.dataset, config.signal, plain.split.test)
        found = accuracy(engine.infer(quantise(worn.frames, quantisation)), worn.labels, worn.subjects)
        as_recorded = Scores(found.pooled, found.macro, found.per_subject)
    return Deployed(
        accuracy=judged.pooled,
        macro_accuracy=judged.macro,
        agreement=float(np.mean(scores.argmax(axis=1) == predict_logits(model, test.frames).argmax(axis=1))),
        int8_bytes=len(int8),
        float32_bytes=len(float32),
        int8_gzip_bytes=_compressed(int8),
        float32_gzip_bytes=_compressed(float32),
        per_subject=judged.per_subject,
        as_recorded=as_recorded,
    )


def _compressed(data: bytes) -> int:
    return len(gzip.compress(data, compresslevel=9, mtime=0))
