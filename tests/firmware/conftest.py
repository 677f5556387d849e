"""A bundle of real recordings and the reference network, and its firmware on emulated boards."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.bundle import (
    GOLDEN,
    INT8_MODEL,
    MANIFEST,
    SCHEMA_VERSION,
    Bundle,
    Manifest,
    Provenance,
    Quantisation,
    open_bundle,
)
from kd_edge.codegen import generate
from kd_edge.codegen.model import read_model
from kd_edge.contract import DecisionSpec, ModelSpec, SignalSpec
from kd_edge.decision.gates import Gates
from kd_edge.deploy.device import Observed
from kd_edge.engines import open_engine
from kd_edge.engines.quantise import quantise
from kd_edge.export.goldens import draw_goldens, make_golden
from kd_edge.files import sha256
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.play.session import Session, build_session, packets
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.synth.spec import signal_spec
from kd_edge.render import carray
from kd_edge.render.signal_config import signal_config
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windower, fit_normalisation, recording_frames, window_dataset
from tests.conftest import export_tiny
from tests.firmware.pico_rig import pico_dataset

STUDENT_PSL18_ARENA_BYTES = 7_376  # as TFLite Micro's x86 wheel allocates it


@pytest.fixture(scope="session")
def reference() -> Bundle:
    """The committed bundle: a trained network, and goldens of five of its signs."""
    return open_bundle(Path(__file__).parents[2] / "export" / "reference")


@pytest.fixture(scope="session")
def psl18_bundle(shared: Path, psl18: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The psl18 signal path before the reference network student_psl18: results without meaning, but repeatable."""
    model = (shared / "models" / "student_psl18.tflite").read_bytes()
    some = range(0, len(psl18.recordings), 40)
    signal = replace(psl18.signal, window_size=100, window_increment=5)
    signal = signal.normalised(fit_normalisation(psl18, signal, some))
    return write_bundle(tmp_path_factory.mktemp("bundle") / "psl18", signal, model, psl18.labels)


@pytest.fixture(scope="session")
def psl18_live_bundle(psl18: Dataset, psl18_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The same with a golden recording, which boards play over and over."""
    manifest = psl18_bundle.manifest
    model = psl18_bundle.read(INT8_MODEL)
    whole = [
        index
        for index in range(0, len(psl18.recordings), 40)
        if len(recording_frames(psl18.recordings[index], manifest.signal)) >= manifest.signal.window_size
    ]
    windows = window_dataset(psl18, manifest.signal, whole)
    raws, frames, labels = draw_goldens(psl18, manifest.signal, windows, count=1, seed=1)
    untold = np.zeros((len(labels), len(psl18.labels)), np.float32)
    golden = make_golden(raws, frames, labels, untold, manifest.input_quantisation, open_engine(model, "tflm"))
    written = io.BytesIO()
    np.savez(written, allow_pickle=False, **golden.to_arrays())
    folder = tmp_path_factory.mktemp("bundle") / "psl18-live"
    return write_bundle(folder, manifest.signal, model, psl18.labels, {GOLDEN: written.getvalue()})


@pytest.fixture(scope="session")
def isl_bundle(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The full reference rig before the reference network student_isl."""
    model = (shared / "models" / "student_isl.tflite").read_bytes()
    labels = tuple(f"SIGN{index}" for index in range(50))
    return write_bundle(tmp_path_factory.mktemp("bundle") / "isl", signal_spec(6), model, labels)


@pytest.fixture(scope="session")
def rig_dataset() -> Dataset:
    """Synthetic takes as the buyable rig counts them."""
    return pico_dataset()


@pytest.fixture(scope="session")
def rig_bundle(rig_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """An untrained network behind the buyable rig's signal path."""
    pytest.importorskip("tensorflow", reason="the training extra is not installed")
    return open_bundle(export_tiny(tmp_path_factory.mktemp("export") / "rig", rig_dataset))


def write_bundle(
    folder: Path, signal: SignalSpec, model: bytes, labels: tuple[str, ...], more: Mapping[str, bytes] | None = None
) -> Bundle:
    """A bundle of a network from elsewhere; ``more`` files may be goldens."""
    graph = read_model(model)
    quantised = (
        Quantisation(graph.input.scale, graph.input.zero_point),
        Quantisation(graph.output.scale, graph.output.zero_point),
    )
    decision = DecisionSpec(min_confidence=0.4, votes=2, min_activity=0.2)
    name = folder.name
    files = {
        INT8_MODEL: model,
        "kd_signal_config.h": signal_config(
            signal, quantised, Gates.of(decision, quantised[1], labels), labels
        ).encode(),
        **{file: text.encode() for file, text in generate(model).files.items()},
        "model_data.h": carray.render_header(name, model, STUDENT_PSL18_ARENA_BYTES).encode(),
        "model_data.cc": carray.render_source(name, model).encode(),
        "model_ops.h": carray.render_ops(operator.kind for operator in graph.operators).encode(),
        **(more or {}),
    }
    folder.mkdir()
    for file, data in files.items():
        (folder / file).write_bytes(data)
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        name=name,
        signal=signal,
        model=ModelSpec("reference", signal.window_size, signal.feature_count, labels, 1, 1),
        decision=decision,
        input_quantisation=quantised[0],
        output_quantisation=quantised[1],
        operators=tuple(sorted({operator.kind for operator in graph.operators})),
        tflm_arena_bytes=STUDENT_PSL18_ARENA_BYTES,
        files={file: sha256(data) for file, data in files.items()},
        metrics={},
        provenance=Provenance(name, "", False, "within", 0, "", {}),
    )
    (folder / MANIFEST).write_bytes(contract.encode(manifest))
    return open_bundle(folder)


@pytest.fixture(scope="session")
def psl18_session(psl18: Dataset, psl18_bundle: Bundle) -> Session:
    """Three real takes on one timeline."""
    chosen = np.random.default_rng(7).choice(len(psl18.recordings), 3, replace=False)
    return build_session(psl18, [psl18.recordings[index] for index in chosen], pause_s=0.3)


@dataclass(frozen=True, eq=False)
class Expected:
    """The host's results for a session: frames float32, scores int8, and label, window and time of every sign."""

    frames: NDArray[np.float32]
    scores: NDArray[np.int8]
    signs: list[tuple[int, int, int]]


def host_says(bundle: Bundle, session: Session) -> Expected:
    """What a board must say, the scores being TensorFlow Lite Micro's."""
    manifest = bundle.manifest
    path = SignalPath(manifest.signal)
    names = [stream.name for stream in session.signal.streams]
    frames = np.concatenate([path.push(names[number], samples, at) for _, number, samples, at in packets(session)])
    engine = open_engine(bundle.read(INT8_MODEL), "tflm")
    scores = engine.infer(quantise(Windower(manifest.signal).push(frames), manifest.input_quantisation))
    signs = replay(LiveClassifier(bundle, engine), session)
    return Expected(frames, scores, [(sign.label, sign.window, sign.time_ns) for sign in signs])


def signs_of(observed: Observed) -> list[tuple[int, int, int]]:
    """Label, window and time of every sign that a board has decided."""
    return [(decision.label, decision.window, decision.time_ns) for decision in observed.decisions]


def assert_says_what_the_host_says(observed: Observed, bundle: Bundle, session: Session) -> None:
    """Signal frames, scores and decisions of a board equal the host's, bit for bit."""
    expected = host_says(bundle, session)
    assert observed.refused == 0
    assert len(expected.frames) > 300
    assert len(expected.scores) > 20
    assert expected.signs
    seen = observed.frames(bundle.manifest.signal.feature_count)
    assert np.array_equal(seen.view(np.uint32), expected.frames.view(np.uint32))
    assert np.array_equal(observed.windows(len(bundle.manifest.model.labels)), expected.scores)
    assert signs_of(observed) == expected.signs
