"""The checks themselves: small functions from a subject to one verdict."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import INT8_MODEL, MANIFEST
from kd_edge.codegen import write_model
from kd_edge.engines import Engine
from kd_edge.errors import BundleError, CodegenError
from kd_edge.render import RENDERERS, generated_file, write_sources
from kd_edge.render.files import Origin
from kd_edge.verify.subject import Subject
from kd_edge.verify.verdict import Check, at_least, at_most, reported

FLOAT_TOLERANCE: Final = 1e-5
AGREEMENT: Final = 0.99
CORE_WINDOWS: Final = 8


def listed_files(subject: Subject) -> Check:
    """The folder has no file that the manifest does not list: a compiler might find it there."""
    listed = {MANIFEST, *subject.bundle.manifest.files}
    others = sorted(path.name for path in subject.bundle.folder.iterdir() if path.name not in listed)
    return at_most("listed-files", len(others), 0, ", ".join(map(ascii, others)) or "no file but those of the manifest")


def generated_texts(subject: Subject) -> Check:
    """Every generated file is what this kd-edge generates from flatbuffer and manifest, byte for byte."""
    origin = Origin(subject.bundle.manifest, subject.bundle.read(INT8_MODEL))
    wrong = []
    for name in RENDERERS:
        try:
            generated_file(origin, subject.bundle, name)
        except BundleError as error:
            wrong.append(str(error))
        except CodegenError as error:
            wrong.append(f"{name} cannot be generated: {error.rule}")
    detail = "; ".join(wrong) or f"{len(RENDERERS)} files are what flatbuffer and manifest generate"
    return at_most("generated-files", len(wrong), 0, detail)


def c_array(subject: Subject) -> Check:
    """The C array is the flatbuffer, byte for byte."""
    flatbuffer, array = subject.bundle.read(INT8_MODEL), subject.array_model
    wrong = _differing_bytes(flatbuffer, array)
    return at_most("c-array", wrong, 0, f"{wrong} of {len(flatbuffer)} bytes of model_data.cc differ from {INT8_MODEL}")


def signal_path(subject: Subject) -> Check:
    """Raw golden samples through the signal path give the golden frames, bit for bit."""
    wrong = _differing(subject.frames.view(np.uint32), subject.golden.windows.view(np.uint32))
    return at_most("signal-path", wrong, 0, f"{wrong} of {subject.frames.size} values of the frames differ")


def quantisation(subject: Subject) -> Check:
    """Those frames quantise to the golden inputs."""
    count = subject.golden.recordings
    wrong, size = _differing(subject.inputs, subject.golden.inputs), subject.golden.inputs[:count].size
    return at_most("quantisation", wrong, 0, f"{wrong} of {size} input bytes differ")


def tflm(subject: Subject) -> Check:
    """TFLite Micro on the C array, fed from raw samples, gives the golden outputs."""
    return _outputs("tflm", subject.oracle, subject)


def c_engine(subject: Subject) -> Check:
    """The generated C, compiled for this host and fed from raw samples, gives the golden outputs."""
    return _outputs("c-engine", subject.c_engine, subject)


def c_stream(subject: Subject) -> Check:
    """The generated C pushed one frame at a time on this host: at every hop TFLite Micro's scores of the window."""
    expected = subject.hop_scores
    results = []
    for frames in subject.sequences:
        subject.c_stream.reset()
        results.append(subject.c_stream.push(frames)[: expected.shape[1]])
    return _hops("c-stream", np.stack(results), expected)


def core_windows(core: str, subject: Subject) -> Check:
    """The bundle's generated C on an emulated core, fed golden windows, each after others."""
    from kd_edge.deploy.emulators.batch import model_component, run_on_core

    picked = np.linspace(0, len(subject.golden) - 1, min(len(subject.golden), CORE_WINDOWS)).astype(np.intp)
    inputs, expected = (_there_and_back(array[picked]) for array in (subject.golden.inputs, subject.golden.logits))
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        folder = write_sources(subject.bundle, Path(name), ("kd_model.h", "kd_model.c"))
        run = run_on_core(core, model_component(folder), inputs, expected.shape[1])
    return _windows(f"c-{core}", run.outputs, expected, f" on {run.image.board}")


def core_stream(core: str, subject: Subject) -> Check:
    """What :func:`c_stream` checks, on an emulated core."""
    from kd_edge.deploy.emulators.batch import push_on_core

    expected = subject.hop_scores
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        write_model(subject.streaming, Path(name))
        results, run = push_on_core(core, Path(name), subject.sequences, expected.shape[2])
    return _hops(f"c-stream-{core}", results[:, : expected.shape[1]], expected, f" on {run.image.board}")


def float_model(subject: Subject) -> Check:
    """The float32 TFLite model gives Keras's own numbers."""
    expected = subject.golden.keras[: subject.golden.recordings]
    error = float(np.abs(subject.float_engine.infer(subject.golden.windows) - expected).max())
    return at_most(
        "float32-vs-keras", error, FLOAT_TOLERANCE, f"largest difference of a probability over {len(expected)} goldens"
    )


def agreement(subject: Subject) -> Check:
    """The int8 model picks Keras's label: over held-out windows if given, else over the goldens."""
    if subject.windows is None:
        same, where = subject.golden.logits.argmax(axis=1) == subject.golden.keras.argmax(axis=1), "goldens"
    else:
        same, where = subject.held_out_int8 == subject.held_out_float, "held-out windows"
    return at_least("argmax-agreement", float(np.mean(same)), AGREEMENT, f"int8 and float, {len(same)} {where}")


def desktop_distance(subject: Subject) -> Check:
    """How far desktop TFLite's int8 kernels are from TFLite Micro's; not a fault of the bundle."""
    scores = subject.desktop.infer(subject.golden.inputs)
    steps = np.abs(scores.astype(np.int16) - subject.golden.logits)
    same = float(np.mean(scores.argmax(axis=1) == subject.golden.logits.argmax(axis=1)))
    return reported(
        "desktop-tflite-steps", float(steps.max()), f"largest distance in int8 steps; same label {same:.1%}"
    )


def float_accuracy(subject: Subject) -> Check:
    """Accuracy of the float model."""
    if subject.windows is None:
        return _accuracy("float32-accuracy", subject.golden.keras.argmax(axis=1), subject.golden.labels, "goldens")
    return _accuracy("float32-accuracy", subject.held_out_float, subject.windows.labels, "held-out windows")


def int8_accuracy(subject: Subject) -> Check:
    """Accuracy of the int8 model."""
    if subject.windows is None:
        return _accuracy("int8-accuracy", subject.golden.logits.argmax(axis=1), subject.golden.labels, "goldens")
    return _accuracy("int8-accuracy", subject.held_out_int8, subject.windows.labels, "held-out windows")


CHECKS: tuple[tuple[str, Callable[[Subject], Check]], ...] = (
    ("listed-files", listed_files),
    ("generated-files", generated_texts),
    ("c-array", c_array),
    ("signal-path", signal_path),
    ("quantisation", quantisation),
    ("tflm", tflm),
    ("c-engine", c_engine),
    ("c-stream", c_stream),
    ("float32-vs-keras", float_model),
    ("argmax-agreement", agreement),
    ("desktop-tflite-steps", desktop_distance),
    ("float32-accuracy", float_accuracy),
    ("int8-accuracy", int8_accuracy),
)
"""Every check and its name, in the order of the work; a new one is one more line.

A check that raises MissingExtraError, MissingCompilerError, MissingToolError, BoardTooSmallError or
CodegenError (the network cannot stream) is reported as skipped, with the reason.
"""

CORES: Final = ("m0", "m4", "m7", "m33", "m55")

CORE_CHECKS: tuple[tuple[str, Callable[[Subject], Check]], ...] = tuple(
    (f"{name}-{core}", partial(check, core))
    for core in CORES
    for name, check in (("c", core_windows), ("c-stream", core_stream))
)
"""The same for emulated cores, which take longer."""


def _outputs(name: str, engine: Engine, subject: Subject) -> Check:
    return _windows(name, engine.infer(_there_and_back(subject.inputs)), _there_and_back(subject.golden.logits))


def _there_and_back(rows: NDArray[np.int8]) -> NDArray[np.int8]:
    """Every row twice, after different ones: a row must not influence the next one."""
    return np.concatenate([rows, rows[::-1]])


def _windows(name: str, scores: NDArray[np.int8], expected: NDArray[np.int8], where: str = "") -> Check:
    return _bytes(name, scores, expected, f"{len(expected)} windows{where}")


def _hops(name: str, scores: NDArray[np.int8], expected: NDArray[np.int8], where: str = "") -> Check:
    sequences, hops, _ = expected.shape
    return _bytes(name, scores, expected, f"{hops} hops{where}, {sequences} times from a reset")


def _bytes(name: str, scores: NDArray[np.int8], expected: NDArray[np.int8], over: str) -> Check:
    wrong = _differing(scores, expected)
    return at_most(name, wrong, 0, f"{wrong} of {expected.size} output bytes differ over {over}")


def _accuracy(name: str, found: NDArray[np.int64], labels: NDArray[np.int64], where: str) -> Check:
    return reported(name, float(np.mean(found == labels)), f"{len(labels)} {where}")


def _differing(found: NDArray[np.generic], expected: NDArray[np.generic]) -> int:
    if found.shape != expected.shape:
        return max(found.size, expected.size)
    return int(np.count_nonzero(found != expected))


def _differing_bytes(first: bytes, second: bytes) -> int:
    common = sum(a != b for a, b in zip(first, second, strict=False))
    return common + abs(len(first) - len(second))
