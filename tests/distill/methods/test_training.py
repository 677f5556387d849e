"""Trainings with every method, several teachers, a chain, and material that only the teacher labels."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest
from msgspec.structs import replace

from kd_edge.distill.augment import Augmentation
from kd_edge.distill.chain import distil_chain
from kd_edge.distill.loop import predict_logits
from kd_edge.distill.methods.settings import Decoupled, Hints, LogitRegression, Method, Relational
from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.distill.runs import Run, load_run
from kd_edge.distill.structural import structural_student
from kd_edge.distill.teachers import Average
from kd_edge.distill.train import distil_student, resume, train_teacher
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import Dataset

QUICK = Settings(recipe=Recipe(epochs=2, warmup_epochs=1))


def network(width: int, seed: int = 1) -> keras.Model:
    """A small network whose features are ``width`` wide."""
    initial = keras.initializers.GlorotUniform(seed)
    return keras.Sequential(
        [
            keras.Input((45, 8)),
            keras.layers.Flatten(),
            keras.layers.Dense(width, activation="relu", kernel_initializer=initial),
            keras.layers.Dense(3, kernel_initializer=initial),
        ],
        name=f"width{width}",
    )


@pytest.fixture(scope="module")
def teacher(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train_teacher(tiny_dataset, tmp_path_factory.mktemp("runs"), network=network(12), settings=QUICK)


@pytest.mark.parametrize("method", [LogitRegression(), Decoupled(), Hints(first=0.5), Relational()], ids=str)
def test_a_method_trains_only_the_student_and_is_noted(
    method: Method, tiny_dataset: Dataset, teacher: Run, tmp_path: Path
) -> None:
    student = network(5)
    before = [weight.copy() for weight in student.get_weights()]
    taught = Distillation(method=method, bank=2)
    run = distil_student(tiny_dataset, tmp_path, teacher=teacher, network=student, distillation=taught, settings=QUICK)
    assert load_run(run.folder).config.distillation == taught
    after = run.load_model().get_weights()
    assert [weight.shape for weight in after] == [weight.shape for weight in before]
    assert all((old != new).any() for old, new in zip(before, after, strict=True))


def test_a_killed_training_on_hints_resumes_with_its_regression(
    tiny_dataset: Dataset, teacher: Run, tmp_path: Path
) -> None:
    def after(epoch: int, *_: object) -> None:
        if epoch == 1:
            raise KeyboardInterrupt

    taught = Distillation(method=Hints(first=0.9), bank=2)
    settings = replace(QUICK, recipe=Recipe(epochs=3, warmup_epochs=1))
    asked = {"teacher": network(9, seed=3), "distillation": taught, "settings": settings}
    whole = distil_student(tiny_dataset, tmp_path / "whole", network=network(5), **asked)
    with pytest.raises(KeyboardInterrupt):
        distil_student(tiny_dataset, tmp_path / "killed", network=network(5), on_epoch=after, **asked)
    killed = load_run(next((tmp_path / "killed").iterdir()))
    resumed = resume(killed, tiny_dataset, network=network(5), teacher=network(9, seed=3))
    for one, other in zip(whole.load_model().get_weights(), resumed.load_model().get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_several_teachers_give_the_mean_of_their_logits() -> None:
    frames = np.random.default_rng(0).normal(size=(4, 45, 8)).astype(np.float32)
    models = [network(4, seed) for seed in (1, 2, 3)]
    expected = np.mean([predict_logits(model, frames) for model in models], axis=0)
    np.testing.assert_allclose(predict_logits(Average(models), frames), expected, rtol=1e-5, atol=1e-6)


def test_a_run_names_all_of_its_teachers(tiny_dataset: Dataset, teacher: Run, tmp_path: Path) -> None:
    run = distil_student(
        tiny_dataset,
        tmp_path,
        teacher=[teacher, network(4)],
        network=network(5),
        distillation=Distillation(bank=1),
        settings=QUICK,
    )
    assert load_run(run.folder).config.teachers == (teacher.config.name, "(Keras model)")


@pytest.mark.parametrize("method", [Hints(), Relational()], ids=str)
def test_features_come_from_one_teacher(method: Method, tiny_dataset: Dataset, tmp_path: Path) -> None:
    taught = Distillation(method=method)
    with pytest.raises(TrainingError, match="one teacher"):
        distil_student(
            tiny_dataset, tmp_path, teacher=[network(4), network(5)], network=network(5), distillation=taught
        )
    assert not list(tmp_path.iterdir())


def test_each_link_of_a_chain_teaches_the_next(tiny_dataset: Dataset, teacher: Run) -> None:
    runs = distil_chain(
        tiny_dataset,
        teacher.folder.parent,
        teacher=teacher,
        networks=[network(8), network(5)],
        distillation=Distillation(bank=1),
        settings=replace(QUICK, name="small"),
    )
    assert [run.config.name for run in runs] == ["small-assistant-1", "small"]
    assert [run.config.teacher for run in runs] == [teacher.config.name, "small-assistant-1"]


def test_a_structural_student_is_its_teacher_narrower(tiny_dataset: Dataset, tmp_path: Path) -> None:
    recipe, augmentation = Recipe(epochs=1, learning_rate=3e-3), Augmentation(gain=0.3)
    settings = Settings(recipe=recipe, augmentation=augmentation)
    teacher = train_teacher(tiny_dataset, tmp_path, network="isl-student", settings=settings)
    name, same = structural_student(teacher, 0.5, Settings(seed=4, name="narrow"))
    assert name == "isl-student*0.5"
    assert same == Settings(seed=4, name="narrow", recipe=recipe, augmentation=augmentation)
    student = distil_student(tiny_dataset, tmp_path, teacher=teacher, network=name, settings=same)
    filters = [kernel.shape[-1] for kernel in student.load_model().get_weights() if kernel.ndim == 3]
    assert filters == [1, 2], "the teacher has 2 and 4"
    assert structural_student(student, 0.5, same)[0] == "isl-student*0.25"


def test_a_model_of_ones_own_has_no_narrower_copy(teacher: Run) -> None:
    with pytest.raises(TrainingError, match="narrower copy"):
        structural_student(teacher, 0.5, QUICK)


def test_a_chain_is_checked_before_its_first_link_trains(tiny_dataset: Dataset, teacher: Run, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="A preset is one that kd-edge has"):
        distil_chain(
            tiny_dataset,
            tmp_path,
            teacher=teacher,
            networks=[network(8), "no-such-preset"],
            distillation=Distillation(),
            settings=QUICK,
        )
    assert not list(tmp_path.iterdir())


def test_recordings_without_labels_are_noted_and_needed_again(
    tiny_dataset: Dataset, teacher: Run, tmp_path: Path
) -> None:
    other = dataclasses.replace(tiny_dataset, recordings=_louder(tiny_dataset), name="other")
    taught = Distillation(bank=1, spliced=0.5)
    asked = {"network": network(5), "distillation": taught, "settings": QUICK}
    run = distil_student(tiny_dataset, tmp_path, teacher=teacher, unlabelled=other, **asked)
    noted = load_run(run.folder).config.unlabelled
    assert noted is not None
    assert noted.fingerprint == other.fingerprint()
    (run.folder / "metrics.json").unlink()
    with pytest.raises(TrainingError, match="without labels"):
        resume(load_run(run.folder), tiny_dataset, network=network(5))


def test_without_a_teacher_nobody_labels(tiny_dataset: Dataset, tmp_path: Path) -> None:
    other = dataclasses.replace(tiny_dataset, recordings=_louder(tiny_dataset))
    with pytest.raises(TrainingError, match="A teacher labels recordings"):
        distil_student(tiny_dataset, tmp_path, teacher=None, network=network(5), unlabelled=other)


def test_what_is_tested_does_not_train_even_without_its_label(
    tiny_dataset: Dataset, teacher: Run, tmp_path: Path
) -> None:
    with pytest.raises(TrainingError, match="What is tested does not train"):
        distil_student(tiny_dataset, tmp_path, teacher=teacher, network=network(5), unlabelled=tiny_dataset)


def test_mixup_trains_teacher_and_student(tiny_dataset: Dataset, tmp_path: Path) -> None:
    settings = Settings(recipe=Recipe(epochs=2, label_smoothing=0.05), augmentation=Augmentation(mixup=0.2))
    teacher = train_teacher(tiny_dataset, tmp_path, network=network(8), settings=settings)
    student = distil_student(tiny_dataset, tmp_path, teacher=teacher, network=network(5), settings=settings)
    assert student.config.augmentation == Augmentation(mixup=0.2)
    assert np.isfinite(student.metrics.accuracy)


def _louder(dataset: Dataset) -> list[object]:
    """The same recordings with every sample doubled."""
    return [
        dataclasses.replace(
            recording,
            streams={
                name: dataclasses.replace(stream, samples=stream.samples * 2)
                for name, stream in recording.streams.items()
            },
        )
        for recording in dataset.recordings
    ]
