"""Fixtures that several test folders share."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from kd_edge import contract
from kd_edge.bundle import INT8_MODEL, MANIFEST, Bundle, Manifest, Provenance, Quantisation
from kd_edge.contract import Butterworth, DecisionSpec, Envelope, ModelSpec, SignalSpec, StreamSpec
from kd_edge.files import sha256
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset, Recording, Stream
from kd_edge.signal.windows import fit_normalisation
from tests.quiet import pytest_runtest_protocol

__all__ = ["pytest_runtest_protocol"]

# As the command line does, before anything imports TensorFlow: several threads in one operation add up in
# the order in which they finish, and tests compare trainings bit for bit.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")

# An example that takes long on a busy machine is no failure; pytest's timeout finds those that hang.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real recordings and reference models."""
    folder = Path(os.environ.get("KD_EDGE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; name it with KD_EDGE_SHARED")
    return folder


@pytest.fixture(scope="session")
def protocol_vectors() -> dict[str, Any]:
    """The golden bytes that Python and C share; made by an implementation of their own, bit by bit."""
    vectors: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / "protocol.json").read_text())
    return vectors


@pytest.fixture(scope="session")
def psl18_path(shared: Path) -> Path:
    """The psl18 archive."""
    path = shared / "data" / "psl18_dev.npz"
    if not path.is_file():
        pytest.skip(f"no {path}")
    return path


@pytest.fixture(scope="session")
def psl18(psl18_path: Path) -> Dataset:
    """The psl18 recordings."""
    return load_dataset(psl18_path)


@pytest.fixture(scope="session")
def tiny_dataset() -> Dataset:
    """Three trivially different signs, two subjects, six takes each of 1 s: for plumbing, not for learning.

    The muscle stream has 2 int16 channels at 1111.1 Hz, the movement stream 6 at 149.25 Hz and starts 3 ms later.
    """
    return make_tiny_dataset()


def make_tiny_dataset(signs: int = 3, subjects: int = 2, repetitions: int = 6) -> Dataset:
    """The ``tiny_dataset`` in other sizes."""
    return Dataset(
        name="tiny",
        recordings=[
            _tiny_recording(sign, subject, repetition, repetitions)
            for sign in range(signs)
            for subject in range(subjects)
            for repetition in range(repetitions)
        ],
        labels=tuple(f"SIGN{sign}" for sign in range(signs)),
        signal=SignalSpec(
            streams=(
                StreamSpec(
                    name="emg",
                    sample_period_ns=900_000,
                    channels=("emg_0", "emg_1"),
                    scale=(1e-3, 1e-3),
                    filters=(Butterworth("bandpass", (20.0, 400.0)),),
                    envelope=Envelope(Butterworth("lowpass", (6.0,))),
                ),
                StreamSpec(
                    name="imu",
                    sample_period_ns=6_700_000,
                    channels=("acc_x", "acc_y", "acc_z", "gyro_x", "gyro_y", "gyro_z"),
                    scale=(1 / 2048,) * 3 + (1 / 16,) * 3,
                    bodies=(((0, 1, 2), (3, 4, 5)),),
                ),
            ),
            frame_period_ns=20_000_000,
            window_size=45,
            window_increment=5,
        ),
        synthetic=True,
        description="Random numbers for tests.",
    )


def _tiny_recording(sign: int, subject: int, repetition: int, repetitions: int) -> Recording:
    rng = np.random.default_rng([sign, subject, repetition])
    emg_s, imu_s = np.arange(1111) * 900e-6, np.arange(149) * 6.7e-3
    strength = 200.0 * (1 + np.array([sign, 2 - sign % 3])) * (1 + 0.1 * subject)
    emg = rng.normal(size=(1111, 2)) * strength * np.sin(np.pi * emg_s / emg_s[-1])[:, None]
    swing = np.sin(2 * np.pi * (sign + 1) * imu_s)[:, None] * np.array([1, 0, 0, 2, 1, 0]) * 400
    imu = np.array([0, 0, 2048, 0, 0, 0]) + swing + rng.normal(size=(149, 6)) * 10
    return Recording(
        streams={
            "emg": Stream(np.rint(emg).astype(np.int16), 900_000),
            "imu": Stream(np.rint(imu).astype(np.int16), 6_700_000, start_ns=3_000_000),
        },
        label=sign,
        subject=f"s{subject}",
        session=f"s{subject}",
        repetition=repetition,
        repetitions=repetitions,
        source=f"tiny {sign}/{subject}/{repetition}",
    )


class LinearEngine:
    """A trivial network: fixed random weights, scores spread over int8, sensitive to every input."""

    name = "linear"

    def __init__(self, window_size: int, features: int, classes: int) -> None:
        self._weights = np.random.default_rng(5).integers(-9, 10, (window_size * features, classes))

    def infer(self, inputs: np.ndarray) -> np.ndarray:
        totals = inputs.reshape(len(inputs), -1).astype(np.int64) @ self._weights
        return (totals % 251 - 125).astype(np.int8)


@pytest.fixture
def linear_engine(tiny_bundle: Bundle) -> LinearEngine:
    """The network of the ``tiny_bundle``."""
    model = tiny_bundle.manifest.model
    return LinearEngine(model.window_size, model.feature_count, len(model.labels))


@pytest.fixture(scope="session")
def tiny_bundle(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle for the ``tiny_dataset``, for the ``linear_engine``: its flatbuffer is none."""
    signal = tiny_dataset.signal.normalised(
        fit_normalisation(tiny_dataset, tiny_dataset.signal, range(len(tiny_dataset.recordings)))
    )
    folder = tmp_path_factory.mktemp("bundle") / "tiny"
    folder.mkdir()
    (folder / INT8_MODEL).write_bytes(b"not a network")
    manifest = Manifest(
        schema_version=1,
        name="tiny",
        signal=signal,
        model=ModelSpec("linear", signal.window_size, signal.feature_count, tiny_dataset.labels, 1, 1),
        decision=DecisionSpec(min_confidence=0.5, votes=1),
        input_quantisation=Quantisation(1 / 32, 0),
        output_quantisation=Quantisation(1 / 256, -128),
        operators=(),
        tflm_arena_bytes=1,
        files={INT8_MODEL: sha256(b"not a network")},
        metrics={},
        provenance=Provenance("tiny", "", True, "within", 0, "", {}),
    )
    (folder / MANIFEST).write_bytes(contract.encode(manifest))
    return Bundle(folder, manifest, {INT8_MODEL: b"not a network", MANIFEST: contract.encode(manifest)})


@pytest.fixture(scope="session")
def tiny_export(tmp_path_factory: pytest.TempPathFactory, tiny_dataset: Dataset) -> Path:
    """A complete bundle of an untrained network on ``tiny_dataset``.  Copy it before changing it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    pytest.importorskip("tensorflow", reason="the training extra is not installed")
    return export_tiny(tmp_path_factory.mktemp("export") / "tiny", tiny_dataset)


def export_tiny(out: Path, dataset: Dataset, goldens: int = 8) -> Path:
    """Write the bundle of ``tiny_export`` to ``out``."""
    import keras

    from kd_edge.export.writer import export_model
    from kd_edge.recordings.splits import within
    from kd_edge.signal.windows import fit_normalisation

    split = within(dataset)
    signal = dataset.signal.normalised(fit_normalisation(dataset, dataset.signal, split.train))
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.Input((signal.window_size, signal.feature_count)),
            keras.layers.Conv1D(6, 5, activation="relu"),
            keras.layers.AveragePooling1D(3),
            keras.layers.LSTM(8),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(len(dataset.labels)),
        ]
    )
    return export_model(model, out, dataset=dataset, signal=signal, split=split, goldens=goldens)
