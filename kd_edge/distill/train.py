"""Train a teacher, distil a student, and resume a training that was killed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import keras
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.special import softmax

from kd_edge import contract
from kd_edge.contract import WearerProfile
from kd_edge.distill import runs
from kd_edge.distill.ahead import made_ahead
from kd_edge.distill.checkpoint import restore_checkpoint, save_checkpoint
from kd_edge.distill.epochs import EpochSource
from kd_edge.distill.evaluate import accuracy
from kd_edge.distill.history import write_csv, write_plot
from kd_edge.distill.loop import Progress, Trainer, predict_logits
from kd_edge.distill.losses import class_weights
from kd_edge.distill.material import note_unlabelled, require_favoured, require_unlabelled, training_source
from kd_edge.distill.networks import Network, open_network
from kd_edge.distill.opinions import Opinions
from kd_edge.distill.recipe import Distillation, Settings
from kd_edge.distill.recordings import require_recordings
from kd_edge.distill.runs import Metrics, Run, RunConfig, Scores
from kd_edge.distill.teachers import Teachers, listed, names_of, open_teachers, reopened
from kd_edge.distill.user_network import is_file_reference
from kd_edge.distill.wearers import RunData, enrol, hold_back, run_data
from kd_edge.errors import TrainingError
from kd_edge.files import atomic_path, check_name, write_bytes
from kd_edge.model.role import Role
from kd_edge.provenance import git_revision
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import named_split
from kd_edge.signal.windows import check_shortest, fit_normalisation, window_dataset
from kd_edge.wearer.population import population_profiles
from kd_edge.wearer.worn import worn

OnEpoch: TypeAlias = Callable[[int, int, Progress], None]
"""Called after each epoch with its number, the number of epochs, and its progress."""

_DEFAULTS: Final = Settings()
_DEFAULT_DISTILLATION: Final = Distillation()


def train_teacher(
    dataset: Dataset,
    root: Path,
    *,
    network: Network = "isl-teacher",
    settings: Settings = _DEFAULTS,
    on_epoch: OnEpoch | None = None,
) -> Run:
    """Train ``network`` on the labels alone, into a new folder under ``root``.

    Args:
        dataset: the recordings.
        root: folder of runs.
        network: a preset's name, or any Keras model from ``(batch, window_size, features)`` to logits.
        settings: split, seed, schedule, augmentation.
        on_epoch: called after every epoch.

    Raises:
        TrainingError: a network that does not fit, or a loss that is no longer a number.
    """
    dataset = dataset.cut(settings.window, settings.hop)
    model, config = _configure(dataset, "teacher", network, settings)
    name = f"{dataset.name}-{_plain(config.network)}-{_plain(settings.split)}-s{settings.seed}"
    source = training_source(config, dataset, None)  # what does not fit is found before there is a folder
    return _train(_create(root, config, settings.name or name, network), dataset, model, source, on_epoch)


def distil_student(
    dataset: Dataset,
    root: Path,
    *,
    teacher: Teachers,
    network: Network = "compact",
    distillation: Distillation = _DEFAULT_DISTILLATION,
    settings: Settings = _DEFAULTS,
    unlabelled: Dataset | None = None,
    opinions: Opinions | None = None,
    on_epoch: OnEpoch | None = None,
) -> Run:
    """Train ``network`` on a teacher's logits and the labels, into a new folder under ``root``.

    Args:
        dataset: the recordings.
        root: folder of runs.
        teacher: a complete run on the same data and split; or any Keras model that gives logits or
            probabilities for normalised frames; or several of them, whose logits are averaged; or ``None`` to
            train the student directly.
        network: a preset's name, or any Keras model from ``(batch, window_size, features)`` to logits.
        distillation: the method and its weight, the bank, and extra windows.
        settings: split, seed, schedule, augmentation.
        unlabelled: recordings of the same sensors that only the teacher labels.
        opinions: give all students of the same teachers the same object, and the teachers are asked once.
        on_epoch: called after every epoch.

    Raises:
        TrainingError: as :func:`train_teacher`; a teacher of other data, windows or classes, or one that the
            method cannot use; unlabelled recordings without a teacher, of other sensors, or of the held-out part.
        ExportError: a student that no target runs; it is found before anything is trained or written.
    """
    dataset = dataset.cut(settings.window, settings.hop)
    model, config = _configure(dataset, "student", network, settings)
    teachers = listed(teacher)
    if teachers:
        config = replace(config, distillation=distillation, teacher=names_of(teachers))
    teacher_model = open_teachers(teachers, config, dataset, distillation)
    config = note_unlabelled(config, unlabelled)
    source = training_source(config, dataset, teacher_model, unlabelled, opinions)
    way = "distilled" if teachers else "direct"
    name = f"{dataset.name}-{_plain(config.network)}-{way}-{_plain(settings.split)}-s{settings.seed}"
    return _train(_create(root, config, settings.name or name, network), dataset, model, source, on_epoch)


def resume(
    run: Run,
    dataset: Dataset,
    *,
    network: keras.Model | None = None,
    teacher: Teachers = None,
    unlabelled: Dataset | None = None,
    on_epoch: OnEpoch | None = None,
) -> Run:
    """Continue after the last epoch that ``run`` finished; the result is the same as without the interruption.

    Args:
        run: its run.json says everything else.
        dataset: the same recordings as before.
        network: needed if the run trains a Keras model of your own: the same, freshly built.
        teacher: needed if the teacher is a Keras model of your own, or if some of several are.
        unlabelled: needed if the run had recordings without labels: the same.
        on_epoch: as for :func:`train_teacher`.

    Raises:
        TrainingError: other recordings, or a model of your own that is not given.
    """
    config = run.config
    require_recordings(config, dataset)
    if run.complete:
        return run
    dataset = dataset.cut(config.signal.window_size, config.signal.window_increment)
    if network is None and is_file_reference(config.network):
        named: Network = str(run.folder / config.network)  # the run's own copy
    else:
        named = network or config.network
    model, _ = open_network(named, dataset, config.role, config.seed)
    require_unlabelled(config, unlabelled)
    teachers = reopened(config, run.folder.parent, teacher)
    teacher_model = open_teachers(teachers, config, dataset, config.distillation or _DEFAULT_DISTILLATION)
    source = training_source(config, dataset, teacher_model, unlabelled)
    return _train(run, dataset, model, source, on_epoch)


def _configure(dataset: Dataset, role: Role, network: Network, settings: Settings) -> tuple[keras.Model, RunConfig]:
    training, _ = hold_back(dataset, named_split(dataset, settings.split).train, settings.validation, settings.seed)
    check_shortest(dataset, dataset.signal, training)  # a window of minutes would be built and tried for minutes
    model, count = open_network(network, dataset, role, settings.seed)
    signal, wearers = dataset.signal, None
    if settings.wearer == "canonical":
        wearers = population_profiles(dataset, signal, training)
        signal = signal.worn(WearerProfile())
        dataset = worn(dataset, wearers)
    config = RunConfig(
        name="",
        role=role,
        network=_name_of(network, model),
        dataset=dataset.name,
        dataset_path=settings.dataset_path or dataset.path,
        dataset_fingerprint=dataset.fingerprint(),
        synthetic=dataset.synthetic,
        labels=dataset.labels,
        signal=signal.normalised(fit_normalisation(dataset, signal, training)),
        split=settings.split,
        seed=settings.seed,
        recipe=settings.recipe,
        augmentation=settings.augmentation,
        distillation=None,
        teacher=None,
        parameters=model.count_params(),
        macs=count,
        git_revision=git_revision(),
        started_ns=time.time_ns(),
        wearers=wearers,
        enrol_seconds=settings.enrol_seconds if wearers is not None else 0.0,
        validation=settings.validation,
        favour=settings.favour,
    )
    require_favoured(config, dataset, training)
    return model, config


def _name_of(network: Network, model: keras.Model) -> str:
    """A preset's name, that of a Keras model, or the file and function that built it."""
    if not isinstance(network, str):
        return str(model.name)
    return Path(network).name if is_file_reference(network) else network


def _plain(name: str) -> str:
    """A network or a split as a part of a folder's name: ``resnet*0.5`` is written ``resnet-x0.5``."""
    return name.replace("*", "-x").replace("+", "-and-").replace(":", "-")


def _create(root: Path, config: RunConfig, name: str, network: Network) -> Run:
    """A fresh folder under ``root``; a number is appended where the name is taken.

    It gets a copy of the file that builds the network, if there is one, so that the run can be resumed and read.
    """
    folder, copy = root / check_name(name, "The name of a run", TrainingError), 1
    while folder.exists():
        copy += 1
        folder = root / f"{name}-{copy}"
    folder.mkdir(parents=True)
    run = Run(folder, replace(config, name=folder.name))
    if isinstance(network, str) and is_file_reference(network):
        source = Path(network.rpartition(":")[0])
        write_bytes(folder / source.name, source.read_bytes())
    runs.save_config(run)
    return run


def _train(run: Run, dataset: Dataset, model: keras.Model, source: EpochSource, on_epoch: OnEpoch | None) -> Run:
    started = time.monotonic()
    config, folder = run.config, run.folder
    weights = None
    if config.recipe.class_weights == "balanced":
        weights = class_weights(source.signs, len(config.labels))
    trainer = Trainer(model, config.recipe, len(source), config.distillation, source.teacher_width, weights)
    data = run_data(config, dataset)
    watched = window_dataset(data.dataset, config.signal, data.validation)
    history = restore_checkpoint(folder / runs.CHECKPOINT, trainer)
    for epoch, batch in made_ahead(source.batch, range(len(history), config.recipe.epochs)):
        progress = finite(trainer.epoch(batch, source.shuffle(epoch)), epoch)
        if len(watched):
            seen = accuracy(predict_logits(model, watched.frames), watched.labels, watched.subjects)
            progress = progress._replace(validation_accuracy=seen.pooled)
        history.append(progress)
        save_checkpoint(folder / runs.CHECKPOINT, trainer, history)
        if on_epoch:
            on_epoch(epoch + 1, config.recipe.epochs, history[-1])
    last = config.recipe.epochs - 1
    trainer.settle_statistics(source.batch(last), source.shuffle(last))
    seconds = time.monotonic() - started
    write_csv(history, folder / runs.HISTORY)
    write_plot(history, folder / runs.PLOT, config.name)
    with atomic_path(folder / runs.MODEL) as temporary:
        model.save(temporary)
    metrics = measure(model, config, dataset, history[-1].accuracy, seconds)
    write_bytes(folder / runs.METRICS, contract.encode(metrics))
    (folder / runs.CHECKPOINT).unlink()
    return run


def finite(progress: Progress, epoch: int) -> Progress:
    """``progress`` itself.

    Raises:
        TrainingError: its loss is no number any more.
    """
    if not np.isfinite(progress.loss):
        raise TrainingError(
            "The loss stays a number",
            found=f"{progress.loss} in epoch {epoch + 1}",
            remedy="lower the learning rate",
        )
    return progress


def measure(model: keras.Model, config: RunConfig, dataset: Dataset, epoch_accuracy: float, seconds: float) -> Metrics:
    """Figures of a trained ``model`` on the held-out recordings, with the channels that its run reads.

    New persons are enrolled first, with recordings that are not tested on.
    """
    data = run_data(config, dataset)
    enrolled = enrol(data, config, lambda frames: softmax(predict_logits(model, frames), axis=-1))
    known = data.enrolled(enrolled)
    training = window_dataset(known.dataset, config.signal, known.split.train)
    held_out, confusion = _score(model, config, known)
    return Metrics(
        accuracy=held_out.accuracy,
        macro_accuracy=held_out.macro_accuracy,
        per_subject=held_out.per_subject,
        train_accuracy=accuracy(predict_logits(model, training.frames), training.labels, training.subjects).pooled,
        train_windows=len(training),
        test_windows=int(confusion.sum()),
        seconds=seconds,
        epoch_accuracy=epoch_accuracy,
        enrolled=enrolled,
        as_recorded=_score(model, config, data)[0] if enrolled else None,
        confusion=tuple(tuple(row) for row in confusion.tolist()),
    )


def _score(model: keras.Model, config: RunConfig, data: RunData) -> tuple[Scores, NDArray[np.int64]]:
    """How well the windows of the test side are told, and their counts by true and chosen class."""
    test = window_dataset(data.dataset, config.signal, data.split.test)
    logits = predict_logits(model, test.frames)
    judged = accuracy(logits, test.labels, test.subjects)
    confusion = np.zeros((len(config.labels), len(config.labels)), np.int64)
    np.add.at(confusion, (test.labels, logits.argmax(axis=1)), 1)
    return Scores(judged.pooled, judged.macro, judged.per_subject), confusion
