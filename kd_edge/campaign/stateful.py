"""The accuracy that is lost when the LSTM is never reset, and how much of it training for that recovers.

The held-out takes of each person, in random order, are one stream through the int8 network
in compiled C that never resets its LSTM; the decision is the score at the end of each take.
The same network decides on the same takes as windows, each from a fresh state.

    kd-edge campaign train psl18 DATA        # trains the students that this starts from
    kd-edge campaign stateful DATA
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import keras
import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.campaign.plan import Job
from kd_edge.distill.background import LONGEST_PAUSE
from kd_edge.distill.evaluate import Accuracy, accuracy
from kd_edge.distill.recipe import Distillation, Recipe
from kd_edge.distill.runs import Run, RunConfig, load_run
from kd_edge.distill.stateful import SEQUENCE_WINDOWS, SequenceSource, train_stateful
from kd_edge.distill.teachers import open_teachers
from kd_edge.distill.wearers import run_data
from kd_edge.engines import open_engine, quantise
from kd_edge.engines.c_stream import CStream
from kd_edge.errors import TrainingError
from kd_edge.export.canonical import quantisations
from kd_edge.export.convert import convert_int8, representative_indices
from kd_edge.files import write_bytes
from kd_edge.model.build import build_model
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import named_split
from kd_edge.signal.windows import Windows, window_dataset

TRAINED_FOR: Final = ("windows", "carried state")
ORDERS: Final = 5
"""Every stream is played in this many orders, so that no figure depends on a single one."""

Use = Literal["window", "stateful", "stateful, pauses"]


class Figure(Struct, frozen=True):
    """Accuracy of one int8 network, on windows or stateful; stateful figures are over all orders."""

    seed: int
    trained_for: str
    use: Use
    accuracy: float
    macro_accuracy: float


class Result(Struct, frozen=True):
    """Everything in the JSON file."""

    origin: Origin
    network: str
    recipe: Recipe
    takes: int
    orders: int
    figures: list[Figure]


def measure_seed(dataset: Dataset, student: Run, recipe: Recipe, out: Path) -> list[Figure]:
    """Train ``student`` on for a carried state, and measure it before and after in every use.

    Args:
        dataset: the recordings of the run.
        student: a complete run of a preset with valid padding; the run that it was distilled from lies beside it.
        recipe: of the further training.
        out: folder for the checkpoint and for a ``model_int8.tflite`` before and after.

    Raises:
        TrainingError: other recordings, or a run that is not complete or has no teacher.
    """
    config = replace(student.config, recipe=recipe)
    if dataset.fingerprint() != config.dataset_fingerprint or config.distillation is None or not config.teachers:
        raise TrainingError(
            "A stateful student starts from one that was distilled on the same recordings",
            found=f"run {config.name!r}",
            remedy="train it with `kd-edge campaign train psl18 DATA`",
        )
    data = run_data(config, dataset)
    training = window_dataset(data.dataset, replace(config.signal, normalisation=None), data.split.train)
    test = window_dataset(data.dataset, config.signal, data.split.test)
    teachers = [load_run(student.folder.parent / name) for name in config.teachers]
    teacher = open_teachers(teachers, config, dataset, Distillation())
    assert teacher is not None  # there is one, as checked above
    source = SequenceSource(training, config, teacher, config.distillation.bank)
    calibration = source.frames(0, None)[representative_indices(len(training), seed=config.seed)]
    model = student.load_model()
    figures = []
    for trained_for in TRAINED_FOR:
        if trained_for == TRAINED_FOR[1]:
            train_stateful(model, source, config, out / "checkpoint.npz")
        alone = convert_int8(_rebuilt(model, config, 1), calibration[:, -config.signal.window_size :])
        spliced = convert_int8(_rebuilt(model, config, SEQUENCE_WINDOWS), calibration)
        write_bytes(out / f"trained-for-{trained_for.replace(' ', '-')}" / "model_int8.tflite", spliced)
        figures += [
            Figure(config.seed, trained_for, use, judged.pooled, judged.macro)
            for use, judged in _judge(alone, spliced, test)
        ]
    return figures


def play(
    engine: CStream, takes: NDArray[np.int8], subjects: NDArray[np.str_], *, longest_pause: int, seed: int
) -> NDArray[np.int8]:
    """The newest scores at the end of each take, int8 ``(takes, classes)``.

    Args:
        engine: carries its state; it is reset before each person.
        takes: int8 ``(takes, frames, features)``.
        subjects: who made each take; one person's takes are one stream.
        longest_pause: frames, at most, that hold a take's last frame after it.
        seed: fixes order and pauses.
    """
    rng = np.random.default_rng(seed)
    scores: dict[int, NDArray[np.int8]] = {}
    for subject in np.unique(subjects):
        engine.reset()
        for index in rng.permutation(np.flatnonzero(subjects == subject)):
            scores[int(index)] = engine.push(takes[index])[-1]
            engine.push(np.repeat(takes[index, -1:], rng.integers(longest_pause + 1), axis=0))
    return np.stack([scores[index] for index in range(len(takes))])


def _judge(alone: bytes, spliced: bytes, test: Windows) -> Iterator[tuple[Use, Accuracy]]:
    scores = open_engine(alone, "c").infer(quantise(test.frames, quantisations(alone)[0]))
    yield "window", accuracy(scores, test.labels, test.subjects)
    stream = CStream(spliced, stateful=True)
    takes = quantise(test.frames, quantisations(spliced)[0])
    pauses: dict[Use, int] = {"stateful": 0, "stateful, pauses": round(LONGEST_PAUSE * takes.shape[1])}
    for use, longest_pause in pauses.items():
        played = [
            play(stream, takes, test.subjects, longest_pause=longest_pause, seed=order) for order in range(ORDERS)
        ]
        yield use, accuracy(np.concatenate(played), np.tile(test.labels, ORDERS), np.tile(test.subjects, ORDERS))


def _rebuilt(model: keras.Model, config: RunConfig, windows: int) -> keras.Model:
    """``model`` for an input ``windows`` times as long, with the same weights."""
    size = windows * config.signal.window_size
    rebuilt = build_model(config.network, size, config.signal.feature_count, len(config.labels))
    rebuilt.set_weights(model.get_weights())
    return rebuilt


def run_stateful(data: Path, runs: Path, out: Path, *, network: str, seeds: int, epochs: int) -> Result:
    """Train the students of a campaign to carry their state, and measure window and stateful use.

    Args:
        data: the campaign's recordings.
        runs: its runs.
        out: takes further runs under ``stateful``, and the result as ``stateful.json``.
        network: the student; with valid padding.
        seeds: seeds 0, 1, ... of the ``within`` split.
        epochs: further epochs.

    Raises:
        RecordingError: the recordings cannot be read.
        TrainingError: the campaign has not trained these students.
    """
    dataset, figures = load_dataset(data), []
    recipe = Recipe(epochs=epochs, learning_rate=1e-3)
    for seed in range(seeds):
        student = load_run(runs / Job(network, "distilled", "within", seed).name)
        figures += measure_seed(dataset, student, recipe, out / "stateful" / f"{network}-{epochs}-epochs-s{seed}")
    result = Result(
        origin=origin_of(dataset),
        network=network,
        recipe=recipe,
        takes=len(named_split(dataset, "within").test),
        orders=ORDERS,
        figures=figures,
    )
    write_bytes(out / "stateful.json", contract.encode(result))
    return result


def table(figures: list[Figure]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the printed table: means over seeds, and every seed's accuracy."""
    rows: list[tuple[str, ...]] = []
    for trained_for, use in dict.fromkeys((figure.trained_for, figure.use) for figure in figures):
        group = [figure for figure in figures if (figure.trained_for, figure.use) == (trained_for, use)]
        rows.append(
            (
                trained_for,
                use,
                ", ".join(f"{figure.accuracy:.4f}" for figure in group),
                f"{np.mean([figure.accuracy for figure in group]):.4f}",
                f"{np.mean([figure.macro_accuracy for figure in group]):.4f}",
            )
        )
    return ("trained for", "use", "seeds", "accuracy", "macro"), rows
