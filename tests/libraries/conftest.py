"""A library of the committed bundle for every ecosystem, and what the host recognises in its golden recordings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from kd_edge.bundle import INT8_MODEL, Bundle, open_bundle
from kd_edge.engines import open_engine
from kd_edge.libraries.golden import library_goldens
from kd_edge.libraries.write import Library, write_library
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.play.session import packets
from tests.conftest import export_tiny, make_tiny_dataset


@pytest.fixture(scope="session")
def reference() -> Bundle:
    """The committed bundle: two streams with filters, an envelope and a decision that looks at the activity."""
    return open_bundle(Path(__file__).parents[2] / "export" / "reference")


ODD_LABELS = (
    'say "hi"',
    "naïve 😀 π",
    "int",
    "back\\slash",
    "what??/",
    "100 %d",
    "a, b; c",
    "*/ end /*",
    "${x} `y`",
    "<b>&|",
)
"""Names that mean something to C, printf, Markdown, Kotlin or Swift."""


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Of a network that takes one frame at a time at hops of three, with odd names: folder, stream and labels."""
    pytest.importorskip("tensorflow", reason="the training extra is not installed")
    dataset = make_tiny_dataset(signs=len(ODD_LABELS))
    emg, imu = dataset.signal.streams
    streams = (replace(emg, channels=('ch "1"', "µ|V $x")), replace(imu, name="int", units=("g",) * 3 + ("°/s",) * 3))
    changed = dataclasses.replace(
        dataset,
        labels=ODD_LABELS,
        signal=replace(dataset.signal, streams=streams, window_increment=3),
        recordings=[
            dataclasses.replace(take, streams={"emg": take.streams["emg"], "int": take.streams["imu"]})
            for take in dataset.recordings
        ],
    )
    return open_bundle(export_tiny(tmp_path_factory.mktemp("odd") / "odd name", changed))


@pytest.fixture(scope="session")
def library(reference: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Library]:
    """The library for an ecosystem, as ``kd_recogniser`` in a folder of its own; not to be changed."""

    @cache
    def written(target: str) -> Library:
        return write_library(reference, target, tmp_path_factory.mktemp(target) / "kd_recogniser")

    return written


@pytest.fixture(scope="session")
def said(reference: Bundle) -> str:
    """What every example prints, from Python's live path with TensorFlow Lite Micro as its engine."""
    signs = replay(
        LiveClassifier(reference, open_engine(reference.read(INT8_MODEL), "tflm")), library_goldens(reference).session
    )
    lines = [f"{sign.time_ns // 1_000_000} ms  {sign.name}  {sign.confidence:.0%}" for sign in signs]
    assert len(lines) == 3, "so that there is something to compare"
    return printed("\n".join([*lines, "0 golden scores are wrong"]))


def hops(bundle: Bundle) -> list[str]:
    """A line for every window of the library's recordings, as Python classifies them with TensorFlow Lite Micro."""
    classifier = LiveClassifier(bundle, open_engine(bundle.read(INT8_MODEL), "tflm"))
    names = [stream.name for stream in bundle.manifest.signal.streams]
    lines = []
    for _, number, samples, start_ns in packets(library_goldens(bundle).session):
        before = classifier.decisions.windows
        classifier.push(names[number], samples, start_ns)
        decisions = classifier.decisions
        assert decisions.windows - before <= 1, "a packet completes one window at most"
        if decisions.windows > before:
            assert decisions.scores is not None
            lines.append(" ".join(map(str, decisions.scores.tolist())))
    return lines


def printed(text: str) -> str:
    """``text`` without what examples lay out in different ways: spaces."""
    return "\n".join(line.replace(" ", "") for line in text.splitlines())
