"""Students and teachers: every reason to reject a network is found before a run begins."""

from __future__ import annotations

import warnings
from typing import TypeAlias

import keras
import numpy as np

from kd_edge.contract import SignalSpec
from kd_edge.distill.runs import Run, RunConfig
from kd_edge.distill.user_network import build_from_file, is_file_reference
from kd_edge.errors import ExportError, TrainingError
from kd_edge.model.build import build_model
from kd_edge.model.role import Role
from kd_edge.model.streams import stream_shapes
from kd_edge.network.check import outputs, random_windows, read_exportable
from kd_edge.network.macs import macs
from kd_edge.network.scores import as_logits, kind_of_scores
from kd_edge.network.streams import one_window
from kd_edge.recordings.recording import Dataset

Network: TypeAlias = "str | keras.Model"


def open_network(network: Network, dataset: Dataset, role: Role, seed: int) -> tuple[keras.Model, int | None]:
    """A network that is ready to be trained on ``dataset``, and its multiply-accumulates if they are known.

    Args:
        network: a preset's name, ``FILE.py:FUNCTION`` (:mod:`kd_edge.distill.user_network`), or a Keras model that is
            Sequential or functional; one with an input for every stream comes back as a model of one window.
        dataset: says window, features and labels.
        role: a student must be exportable; a teacher that is not is trained with a warning.
        seed: initial weights of a preset.

    Raises:
        TrainingError: it does not fit the data, or gives no logits.
        ExportError: a student with a layer that no target runs.
    """
    if len(dataset.labels) < 2:
        raise TrainingError(
            "A network distinguishes at least two classes",
            found=f"labels {', '.join(dataset.labels) or 'none'}",
            remedy="record a second sign",
        )
    if isinstance(network, str) and is_file_reference(network):
        network = build_from_file(network, dataset.signal, len(dataset.labels), seed)
    if isinstance(network, str):
        model = build_preset(network, dataset.signal, dataset.labels, seed)
    else:
        model = one_window(network, dataset.signal)
        _require_shapes(model, dataset)
        _require_logits(model, dataset.signal)
    try:
        return model, macs(read_exportable(model))
    except ExportError as error:
        if role == "student":
            raise
        warnings.warn(f"This teacher trains, but cannot be exported: {error}", stacklevel=4)
        return model, None


def build_preset(preset: str, signal: SignalSpec, labels: tuple[str, ...], seed: int) -> keras.Model:
    """An untrained model of ``preset`` for these windows and labels."""
    streams = stream_shapes(signal)
    return build_model(preset, signal.window_size, signal.feature_count, len(labels), seed, streams=streams)


def open_teacher_run(teacher: Run, student: RunConfig) -> keras.Model:
    """The teacher's model, after checking that it was not trained on the student's test recordings.

    Raises:
        TrainingError: recordings, split, labels or signal path differ, or the run is not complete.
    """
    same = ("dataset_fingerprint", "split", "labels", "signal")
    differs = [field for field in same if getattr(teacher.config, field) != getattr(student, field)]
    if differs:
        raise TrainingError(
            "A teacher and its student share recordings, split and signal path",
            found=f"{teacher.config.name} differs in {', '.join(differs)}",
            remedy="train a teacher on these data with the same --split",
        )
    return teacher.load_model()


def open_teacher_model(model: keras.Model, dataset: Dataset) -> keras.Model:
    """Any Keras model as a teacher that gives logits; a softmax at its end is undone by the logarithm.

    Raises:
        TrainingError: it is not built, does not take these windows, scores other classes, or gives neither logits
            nor probabilities.
    """
    signal, classes = dataset.signal, len(dataset.labels)
    if not model.built:
        raise TrainingError(
            "A teacher is a trained model",
            found=f"{model.name!r}, which is not built yet",
            remedy="begin it with keras.Input((window_size, features)) and train it",
        )
    try:
        teacher = one_window(model, signal)
        scores = outputs(teacher, random_windows(signal.window_size, signal.feature_count))
    except ExportError as error:
        raise TrainingError(
            f"A teacher for these data maps {_shapes(dataset)[0]} to {_shapes(dataset)[1]}",
            found=error.found,
            remedy="give a teacher of these recordings and this signal path",
        ) from error
    found = getattr(scores, "shape", "several outputs")
    if found == "several outputs" or found[1:] != (classes,):
        raise TrainingError(
            f"A teacher scores the {classes} labels of the data",
            found=found if isinstance(found, str) else f"shape {('windows', *found[1:])}",
            remedy="give a teacher of these labels, with one score for each",
        )
    if not np.isfinite(scores).all():
        raise TrainingError(
            "A teacher's scores are numbers", found="NaN or infinity for random windows", remedy="train it again"
        )
    kind = kind_of_scores(scores)
    if kind == "bounded":
        raise TrainingError(
            "A teacher gives logits, or probabilities that sum to 1",
            found=f"values between 0 and 1 from {model.name!r}, as a sigmoid gives them",
            remedy="give the teacher without its last activation",
        )
    return as_logits(teacher, signal.window_size, signal.feature_count) if kind == "probabilities" else teacher


def _shapes(dataset: Dataset) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
    return (None, dataset.signal.window_size, dataset.signal.feature_count), (None, len(dataset.labels))


def _require_shapes(model: keras.Model, dataset: Dataset) -> None:
    expected = _shapes(dataset)
    try:
        found = model.input_shape, model.output_shape
    except AttributeError:
        raise TrainingError(
            "A network that trains is Sequential or functional, and built",
            found=f"{model.name!r} of class {type(model).__name__} without an input",
            remedy=f"build it with keras.Input({expected[0][1:]}), or with keras.Model(inputs, outputs)",
        ) from None
    if found != expected:
        raise TrainingError(
            f"A model for these data maps {expected[0]} to {expected[1]}",
            found=f"{found[0]} to {found[1]}",
            remedy="change its input and output layers",
        )


def _require_logits(model: keras.Model, signal: SignalSpec) -> None:
    scores = outputs(model, random_windows(signal.window_size, signal.feature_count))
    kind = kind_of_scores(scores)
    if kind != "logits":
        ending = "softmax" if kind == "probabilities" else "sigmoid"
        raise TrainingError(
            "Models give logits",
            found=f"values between 0 and 1, as after a {ending}, at the end of {model.name!r}",
            remedy="end it with a Dense layer without activation; the exporter adds the softmax",
        )
