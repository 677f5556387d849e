"""A trained run as it would be deployed: exported to int8 and run by TensorFlow Lite Micro itself."""

from __future__ import annotations

import gzip
from typing import Final

import numpy as np
from msgspec import Struct

from kd_edge import contract
from kd_edge.distill.evaluate import accuracy
from kd_edge.distill.loop import predict_logits
from kd_edge.distill.runs import Run
from kd_edge.distill.wearers import finished_data, run_data
from kd_edge.engines import open_engine, quantise
from kd_edge.export.calibration import Calibration
from kd_edge.export.canonical import quantisations
from kd_edge.export.convert import convert_float32, convert_int8, representative_indices
from kd_edge.files import write_bytes
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import window_dataset

DEPLOYED: Final = "deployed.json"


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
    """

    accuracy: float
    macro_accuracy: float
    agreement: float
    int8_bytes: int
    float32_bytes: int
    int8_gzip_bytes: int
    float32_gzip_bytes: int


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


def _measure(run: Run, dataset: Dataset, calibration: Calibration) -> Deployed:
    config, model = run.config, run.load_model()
    data = finished_data(run, dataset)
    test = window_dataset(data.dataset, config.signal, data.split.test)
    float32, int8 = convert_float32(model), int8_file(run, dataset, calibration)
    scores = open_engine(int8, "tflm").infer(quantise(test.frames, quantisations(int8)[0]))
    judged = accuracy(scores, test.labels, test.subjects)
    return Deployed(
        accuracy=judged.pooled,
        macro_accuracy=judged.macro,
        agreement=float(np.mean(scores.argmax(axis=1) == predict_logits(model, test.frames).argmax(axis=1))),
        int8_bytes=len(int8),
        float32_bytes=len(float32),
        int8_gzip_bytes=_compressed(int8),
        float32_gzip_bytes=_compressed(float32),
    )


def _compressed(data: bytes) -> int:
    return len(gzip.compress(data, compresslevel=9, mtime=0))
