"""What a training can be told: files, options, splits, a network of one's own, and what is watched and weighed."""

from __future__ import annotations

import csv
import dataclasses
import itertools
import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
import tensorflow as tf
from click.testing import CliRunner

from kd_edge.budget.cost import Shape, network_cost
from kd_edge.cli import main
from kd_edge.distill.augment import Augmentation, parse_strengths
from kd_edge.distill.config import Config, read_config
from kd_edge.distill.losses import Labels, class_weights, label_loss
from kd_edge.distill.material import training_source
from kd_edge.distill.recipe import FAVOUR, Distillation, Recipe, Settings
from kd_edge.distill.runs import load_run
from kd_edge.distill.train import resume, train_teacher
from kd_edge.distill.wearers import hold_back, run_data
from kd_edge.errors import RecordingError, TrainingError
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import named_split
from kd_edge.signal.windows import window_dataset

QUICK = Recipe(epochs=2, warmup_epochs=0)
MY_NET = """
from __future__ import annotations

from dataclasses import dataclass

import keras


@dataclass
class Width:
    units: int = 3


def build(window_size, features, classes):
    flat = keras.layers.Flatten()(frames := keras.Input((window_size, features)))
    return keras.Model(frames, keras.layers.Dense(classes)(flat), name="mine")


def wrong(window_size, features, classes):
    return "no model"


def broken(window_size, features, classes):
    raise RuntimeError("out of ideas")
"""


def written(folder: Path, text: str, name: str = "settings.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_file_says_everything(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'split = "loso-1"\npreset = "resnet*0.5"\nwearer = "canonical"\naugmentation.gain = 0.5\n'
        "[recipe]\nepochs = 7\n[distillation]\nalpha = 0.5\nmethod = {type = 'decoupled', other_weight = 4.0}\n",
    )
    found = read_config(path)
    assert found.split == "loso-1"
    assert found.preset == "resnet*0.5"
    assert found.recipe == Recipe(epochs=7)
    assert found.augmentation == Augmentation(gain=0.5)
    assert found.distillation.alpha == 0.5
    assert found.settings == Settings(
        split="loso-1", wearer="canonical", recipe=Recipe(epochs=7), augmentation=Augmentation(gain=0.5)
    )
    assert read_config(written(tmp_path, "augmentation = false")).augmentation is None
    assert read_config(written(tmp_path, "")) == Config()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("recipe.epochs = 0", "recipe.epochs"),
        ("seed = 'x'", "seed"),
        ("this is no TOML", "settings.toml"),
        ("augmentation = true", "augmentation"),
        ("recipe = 3", "recipe"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(TrainingError, match="exactly the documented fields") as told:
        read_config(written(tmp_path, text))
    assert named in str(told.value)
    assert "Remedy: correct" in str(told.value)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("epochs = 3", "write recipe.epochs"),
        ("sede = 3", "write seed"),
        ("[recipe]\nepoch = 3", "write recipe.epochs"),
        ("[distillation]\ntemprature = 3", "write distillation.temperature"),
        ("[recipe]\nq = 3", "use one of recipe.epochs, recipe.batch_size"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_names_like_it(tmp_path: Path, text: str, remedy: str) -> None:
    with pytest.raises(TrainingError, match="only names of settings") as told:
        read_config(written(tmp_path, text))
    assert f"Remedy: {remedy}" in str(told.value)


def test_strengths_of_augmentation() -> None:
    assert parse_strengths(["gain=0.2", "rotation_deg=4"]) == {"gain": 0.2, "rotation_deg": 4.0}
    for text in ("gain", "gains=1", "gain=x", "gain=-1", "channel_dropout=1"):
        with pytest.raises(TrainingError, match="NAME=NUMBER"):
            parse_strengths([text])


def test_options_win_over_the_file(tiny_dataset: Dataset, tmp_path: Path) -> None:
    data, runs = tmp_path / "tiny.npz", tmp_path / "runs"
    save_dataset(tiny_dataset, data)
    path = written(tmp_path, 'preset = "compact"\nseed = 3\n[recipe]\nepochs = 1\nbatch_size = 8\nwarmup_epochs = 0\n')
    command = ["train", str(data), "--config", str(path), "--runs", str(runs), "--json"]
    options = ["--batch-size", "4", "--augment", "gain=0.3", "--hop", "10", "--window", "45", "--validation", "0.3"]
    told = CliRunner().invoke(main, [*command, *options], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    config = json.loads(told.stdout)["config"]
    assert (config["network"], config["seed"], config["validation"]) == ("compact", 3, 0.3)
    assert (config["recipe"]["epochs"], config["recipe"]["batch_size"]) == (1, 4)
    assert config["augmentation"]["gain"] == 0.3
    assert config["signal"]["window_increment"] == 10


def test_all_folds_of_new_persons_in_one_command(tiny_dataset: Dataset, tmp_path: Path) -> None:
    data, runs = tmp_path / "tiny.npz", tmp_path / "runs"
    save_dataset(tiny_dataset, data)
    command = ["train", str(data), "--preset", "compact", "--epochs", "1", "--split", "loso", "--runs", str(runs)]
    told = CliRunner().invoke(main, [*command, "--json"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    folds = [load_run(Path(fold["folder"])) for fold in found["folds"]]
    assert [run.config.split for run in folds] == ["loso-0", "loso-1"]
    windows = [run.metrics.test_windows for run in folds]
    assert found["accuracy"] == pytest.approx(np.average([run.metrics.accuracy for run in folds], weights=windows))


def test_an_interrupted_command_over_all_folds_goes_on(tiny_dataset: Dataset, tmp_path: Path) -> None:
    """A complete fold stays, an unfinished one is finished, and one that was never begun is trained."""
    data, runs = tmp_path / "tiny.npz", tmp_path / "runs"
    save_dataset(tiny_dataset, data)
    one = ["train", str(data), "--preset", "compact", "--epochs", "1", "--runs", str(runs), "--json", "--split"]

    def folds(*options: str) -> list[str]:
        told = CliRunner().invoke(main, [*one, "loso", "--resume", *options], catch_exceptions=False)
        assert told.exit_code == 0, told.output
        return [fold["folder"] for fold in json.loads(told.stdout)["folds"]]

    assert CliRunner().invoke(main, [*one, "loso-0"], catch_exceptions=False).exit_code == 0
    written_once = (runs / "tiny-compact-loso-0-s0" / "model.keras").stat().st_mtime_ns
    first = folds()
    (runs / "tiny-compact-loso-1-s0" / "metrics.json").unlink()
    assert folds() == first == [str(runs / f"tiny-compact-loso-{fold}-s0") for fold in range(2)]
    assert (runs / "tiny-compact-loso-1-s0" / "metrics.json").is_file()
    assert (runs / "tiny-compact-loso-0-s0" / "model.keras").stat().st_mtime_ns == written_once
    told = CliRunner().invoke(main, [*one, "loso", "--resume", "--seed", "7"])
    assert told.exit_code == TrainingError.exit_code
    assert "trained with the same options" in told.stderr


def test_a_window_that_does_not_fit_leaves_no_run(tiny_dataset: Dataset, tmp_path: Path) -> None:
    data, runs = tmp_path / "tiny.npz", tmp_path / "runs"
    save_dataset(tiny_dataset, data)
    for command, wrong in itertools.product(("train", "distill"), ("60000", "100000")):
        direct = ["--direct"] if command == "distill" else []
        told = CliRunner().invoke(main, [command, str(data), *direct, "--window", wrong, "--runs", str(runs)])
        assert told.exit_code != 0
        assert not list(runs.glob("*"))


def test_nobody_who_is_held_out_can_be_favoured(tiny_dataset: Dataset, tmp_path: Path) -> None:
    data = tmp_path / "tiny.npz"
    save_dataset(tiny_dataset, data)
    person = tiny_dataset.recordings[0].subject
    told = CliRunner().invoke(main, ["train", str(data), "--split", "loso", "--favour", person])
    assert told.exit_code == 2
    assert "use --split loso-<fold>+<takes>" in told.stderr


def test_limits_know_the_window_that_is_asked_for(tiny_dataset: Dataset, tmp_path: Path) -> None:
    data = tmp_path / "tiny.npz"
    save_dataset(tiny_dataset, data)
    command = ["train", str(data), "--preset", "isl-student", "--epochs", "1", "--runs", str(tmp_path / "runs")]
    own = network_cost("isl-student", Shape.of(tiny_dataset.signal, len(tiny_dataset.labels)))
    told = CliRunner().invoke(main, [*command, "--max-insn", str(own.instructions + 1), "--window", "400"])
    assert told.exit_code != 0
    assert "instructions" in told.stderr


def test_a_network_of_one_s_own_is_kept_with_its_run(tiny_dataset: Dataset, tmp_path: Path) -> None:
    source = written(tmp_path, MY_NET, "my_net.py")
    settings = Settings(recipe=QUICK)
    run = train_teacher(tiny_dataset, tmp_path / "runs", network=f"{source}:build", settings=settings)
    assert run.config.network == "my_net.py:build"
    assert (run.folder / "my_net.py").read_text() == MY_NET
    assert run.config.parameters == 45 * 8 * 3 + 3

    # A run that was killed goes on with its own copy.
    other = train_teacher(tiny_dataset, tmp_path / "more", network=f"{source}:build", settings=settings)
    source.unlink()
    for name in ("metrics.json", "model.keras"):
        (other.folder / name).unlink()
    again = resume(other, tiny_dataset)
    assert all(
        np.array_equal(a, b)
        for a, b in zip(again.load_model().get_weights(), run.load_model().get_weights(), strict=True)
    )


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("nowhere.py:build", "no file"),
        ("my_net.py:bild", "no function 'bild'"),
        ("my_net.py:wrong", "str from"),
        ("my_net.py:broken", "RuntimeError"),
        ("bad.py:build", "SyntaxError"),
    ],
)
def test_a_file_that_builds_nothing_says_why(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str, found: str
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, MY_NET, "my_net.py")
    written(tmp_path, "def build(", "bad.py")
    with pytest.raises(TrainingError, match=r"A network of your own is FILE\.py:FUNCTION") as told:
        train_teacher(tiny_dataset, tmp_path / "runs", network=reference, settings=Settings(recipe=QUICK))
    assert found in str(told.value)


def test_what_is_held_back_is_whole_takes_of_everybody(tiny_dataset: Dataset) -> None:
    train = named_split(tiny_dataset, "within").train
    left, held = hold_back(tiny_dataset, train, 0.25, seed=1)
    assert sorted([*left, *held]) == train.tolist()
    for person in {tiny_dataset.recordings[index].subject for index in train}:
        mine = [index for index in train if tiny_dataset.recordings[index].subject == person]
        assert len(set(mine) & set(held)) == len(mine) // 4 > 0
    assert not np.array_equal(held, hold_back(tiny_dataset, train, 0.25, seed=2)[1])
    assert len(hold_back(tiny_dataset, train, 0.0, seed=1)[1]) == 0


def test_a_person_with_few_takes_holds_one_back_and_trains_on_the_others(tiny_dataset: Dataset) -> None:
    first = [
        index
        for index, take in enumerate(tiny_dataset.recordings)
        if take.subject == tiny_dataset.recordings[0].subject
    ]
    for takes, share, expected in [(3, 0.1, 1), (2, 0.9, 1), (1, 0.5, 0), (3, 0.0, 0)]:
        trains, held = hold_back(tiny_dataset, np.array(first[:takes]), share, seed=0)
        assert (len(trains), len(held)) == (takes - expected, expected)


def test_a_validation_curve_watches_takes_that_do_not_train(tiny_dataset: Dataset, tmp_path: Path) -> None:
    settings = Settings(recipe=QUICK, validation=0.25)
    run = train_teacher(tiny_dataset, tmp_path, network="compact", settings=settings)
    rows = list(csv.DictReader((run.folder / "history.csv").open()))
    assert len(rows) == 2
    assert all(0 <= float(row["validation_accuracy"]) <= 1 for row in rows)
    data = run_data(run.config, tiny_dataset)
    assert not set(data.validation) & (set(data.split.train) | set(data.split.test))
    plain = train_teacher(tiny_dataset, tmp_path, network="compact", settings=Settings(recipe=QUICK))
    assert (plain.folder / "history.csv").read_text().startswith("epoch,loss,accuracy\n")


def test_confusion_counts_every_test_window(tiny_dataset: Dataset, tmp_path: Path) -> None:
    run = train_teacher(tiny_dataset, tmp_path, network="compact", settings=Settings(recipe=QUICK))
    confusion = np.array(run.metrics.confusion)
    assert confusion.shape == (3, 3)
    assert confusion.sum() == run.metrics.test_windows
    assert np.trace(confusion) / confusion.sum() == pytest.approx(run.metrics.accuracy)
    assert run.metrics.recalls == tuple(confusion[label, label] / confusion[label].sum() for label in range(3))


def test_balanced_classes_weigh_the_same() -> None:
    labels = np.array([0, 0, 0, 1, -1, -2])
    weights = class_weights(labels, 3)
    np.testing.assert_allclose(weights, [2 / 3, 2, 1])  # 4 windows in 2 classes; nobody shows the third
    logits = tf.constant(np.random.default_rng(0).normal(size=(4, 3)), tf.float32)
    loss = label_loss(Labels(tf.constant(labels[:4])), logits)
    weighed = label_loss(Labels(tf.constant(labels[:4]), weights=tf.constant(weights)), logits)
    np.testing.assert_allclose(weighed, loss * np.array([2 / 3, 2 / 3, 2 / 3, 2]), rtol=1e-6)
    rest = label_loss(Labels(tf.constant([-1, -1, -1, -1]), weights=tf.constant(weights)), logits)
    np.testing.assert_allclose(rest, label_loss(Labels(tf.constant([-1, -1, -1, -1])), logits))


def test_windows_of_a_favoured_person_count_several_times(tiny_dataset: Dataset, tmp_path: Path) -> None:
    person = tiny_dataset.recordings[0].subject
    plain = train_teacher(tiny_dataset, tmp_path, network="pooled-small", settings=Settings(recipe=QUICK))
    config = msgspec.structs.replace(plain.config, favour=(person,))
    before, after = (training_source(each, tiny_dataset, None).signs for each in (plain.config, config))
    windows = window_dataset(tiny_dataset, config.signal, run_data(config, tiny_dataset).split.train)
    mine = np.count_nonzero(windows.subjects == person)
    assert 0 < mine < len(windows) == len(before)
    assert len(after) - len(before) == (FAVOUR - 1) * mine
    with pytest.raises(TrainingError, match="takes to train on"):
        train_teacher(tiny_dataset, tmp_path, network="pooled-small", settings=Settings(favour=("nobody",)))


def test_a_session_s_number_counts_by_its_value(tiny_dataset: Dataset) -> None:
    days = {0: "day-2", 1: "day-10"}
    recordings = [dataclasses.replace(take, session=days[take.repetition % 2]) for take in tiny_dataset.recordings]
    split = named_split(dataclasses.replace(tiny_dataset, recordings=recordings), "sessions")
    assert {recordings[index].session for index in split.test} == {"day-10"}


def test_everything_trains_and_says_so(tiny_dataset: Dataset) -> None:
    split = named_split(tiny_dataset, "all")
    assert np.array_equal(split.train, split.test)
    assert len(split.train) == len(tiny_dataset.recordings)


def test_another_day_is_the_last_session(tiny_dataset: Dataset) -> None:
    recordings = [
        dataclasses.replace(take, session="day-2" if take.repetition >= 4 and take.subject == first else "day-1")
        for first in [tiny_dataset.recordings[0].subject]
        for take in tiny_dataset.recordings
    ]
    split = named_split(dataclasses.replace(tiny_dataset, recordings=recordings), "sessions")
    assert {recordings[index].session for index in split.test} == {"day-2"}
    assert {recordings[index].subject for index in split.test} == {recordings[0].subject}
    assert len(split.train) + len(split.test) == len(recordings)
    one_day = [dataclasses.replace(take, session="day-1") for take in recordings]
    with pytest.raises(RecordingError, match="record somebody on another day"):
        named_split(dataclasses.replace(tiny_dataset, recordings=one_day), "sessions")


def test_distillation_of_a_file_is_kept(tmp_path: Path) -> None:
    found = read_config(written(tmp_path, "[distillation]\nbank = 3\n"))
    assert found.distillation == Distillation(bank=3)
