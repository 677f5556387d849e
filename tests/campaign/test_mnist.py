"""The MNIST campaign: counts by hand, heads that train side by side, and int8 images in C and in TFLite Micro."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from kd_edge.campaign.mnist.digits import load_digits
from kd_edge.campaign.mnist.heads import Schedule, assemble, shared_features, train_heads
from kd_edge.campaign.mnist.networks import published, slim
from kd_edge.campaign.mnist.plan import FILTERS, Point, Student, plan
from kd_edge.campaign.mnist.plot import smallest_sizes, write_plots
from kd_edge.campaign.mnist.run import Result, Row, chosen, rows_of, smallest_table
from kd_edge.engines import open_engine, quantise
from kd_edge.errors import ExportError, RecordingError
from kd_edge.export.canonical import operators, quantisations
from kd_edge.export.images import convert_images_int8

RNG = np.random.default_rng(0)


def student(units: int, way: str = "distilled", seed: int = 0) -> Student:
    return Student("published", (units,), way, seed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("units", "parameters"),
    [(128, 320 + 18_496 + 9_216 * 128 + 128 + 1_290), (6, 320 + 18_496 + 9_216 * 6 + 6 + 70)],
)
def test_parameters_of_the_published_form(units: int, parameters: int) -> None:
    assert published(units).count_params() == parameters == {128: 1_199_882, 6: 74_188}[units]
    assert published(units, dropout=True).count_params() == parameters


def test_parameters_of_the_slim_form() -> None:
    assert slim((19, 37, 180)).count_params() == 74_188
    assert slim((2, 3, 4)).count_params() == (25 + 1) * 2 + (9 * 2 + 1) * 3 + (9 * 3 + 1) * 4 + (4 * 4 + 1) * 10


def test_a_stack_of_heads_trains_each_as_if_it_were_alone() -> None:
    features = RNG.random((500, 30)).astype(np.float16)
    logits = RNG.normal(size=(500, 10)).astype(np.float32)
    labels = logits.argmax(axis=1)
    students = [student(3), student(2, "direct"), student(4, "soft", seed=1)]
    together = train_heads(features, labels, logits, students, schedule=Schedule(2, 1e-3, 0.0))
    for each, head in zip(students, together, strict=True):
        (alone,) = train_heads(features, labels, logits, [each], schedule=Schedule(2, 1e-3, 0.0))
        for stacked, single in zip(head, alone, strict=True):
            np.testing.assert_allclose(stacked, single, rtol=1e-4, atol=1e-6)


def test_the_scale_of_the_teachers_logits_goes_into_the_scores() -> None:
    """A teacher whose logits are 40 times as large is learnt by the same steps, and its student's are, too."""
    features = RNG.random((500, 30)).astype(np.float16)
    logits = RNG.normal(size=(500, 10)).astype(np.float32)
    labels = logits.argmax(axis=1)
    ((small,), (large,)) = (
        train_heads(features, labels, factor * logits, [student(4)], schedule=Schedule(1, 1e-3, 0.0))
        for factor in (1, 40)
    )
    np.testing.assert_allclose(large.hidden, small.hidden, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(large.scores, 40 * small.scores, rtol=1e-3, atol=1e-3)


def test_an_assembled_student_computes_the_teachers_features_and_its_own_head() -> None:
    teacher = published(8, dropout=True)
    images = RNG.random((3, 28, 28, 1)).astype(np.float32)
    features = shared_features(teacher, images)
    assert features.shape == (3, 9_216)
    labels, logits = np.arange(3), RNG.normal(size=(3, 10)).astype(np.float32)
    (head,) = train_heads(features, labels, logits, [student(2)], schedule=Schedule(1, 1e-3, 0.0))
    hidden = np.maximum(features.astype(np.float32) @ head.hidden + head.hidden_bias, 0)
    model = assemble(student(2), teacher, head)
    np.testing.assert_allclose(
        model.predict(images, verbose=0), hidden @ head.scores + head.scores_bias, rtol=1e-2, atol=1e-2
    )


@pytest.mark.parametrize("build", [lambda: slim((2, 3, 4)), lambda: published(2)], ids=["slim", "published"])
def test_int8_images_give_the_same_bytes_in_c_and_in_tflm(build: object) -> None:
    keras.utils.set_random_seed(0)
    model = build()  # type: ignore[operator]
    images = RNG.random((20, 28, 28, 1)).astype(np.float32)
    int8 = convert_images_int8(model, images)
    assert operators(int8)["SOFTMAX"] == 1
    inputs = quantise(images[:4], quantisations(int8)[0])
    scores = open_engine(int8, "c").infer(inputs)
    assert np.array_equal(scores, open_engine(int8, "tflm").infer(inputs))
    probabilities = np.asarray(keras.ops.softmax(model(images[:4])))
    assert np.abs((scores.astype(float) + 128) / 256 - probabilities).max() < 0.03


def test_representative_images_of_another_shape_are_refused() -> None:
    with pytest.raises(ExportError, match="Representative images"):
        convert_images_int8(slim((1, 1, 1)), np.zeros((2, 28, 28), np.float32))


def row(network: str, parameters: int, *accuracies: float, way: str = "distilled") -> Row:
    return Row(network, way, parameters, 1000 / parameters, accuracies)


_RESULT = Result(
    "r", {}, 1000, 0.99,
    (
        row("published-1", 400, 0.90), row("published-1", 400, 0.97, way="direct"),
        row("published-6", 500, 0.98, 0.97), row("slim-1-1-1", 10, 0.94), row("slim-2-2-2", 20, 0.94, 0.96),
        row("slim-3-3-3", 30, 0.95), row("slim-3-3-3", 30, 0.97, way="direct"),
    ),
    (),
)  # fmt: skip


def test_the_smallest_student_holds_the_accuracy_on_average() -> None:
    found = {goal: _RESULT.smallest("", goal) for goal in (0.95, 0.96, 0.99)}
    assert {goal: row and row.network for goal, row in found.items()} == {
        0.95: "slim-2-2-2",
        0.96: "slim-3-3-3",
        0.99: None,
    }
    assert chosen(_RESULT) == [("longer-6", "soft"), ("slim-2-2-2", "distilled"), ("slim-3-3-3", "direct")]
    assert [line[:5] for line in smallest_table(_RESULT)[1]] == [
        ("0.95", "published", "published-1", "direct", "400"),
        ("0.95", "any", "slim-2-2-2", "distilled", "20"),
        ("0.96", "published", "published-1", "direct", "400"),
        ("0.96", "any", "slim-3-3-3", "direct", "30"),
    ]


def test_steps_of_the_smallest_size_leave_out_what_a_smaller_network_reaches() -> None:
    rows = [row("a", 10, 0.9), row("b", 20, 0.8), row("c", 30, 0.95)]
    assert smallest_sizes(rows) == [(0.9, 10), (0.95, 30)]


def test_rows_join_seeds_and_the_plots_are_written(tmp_path: Path) -> None:
    points = [Point(student(6, seed=seed), 100, accuracy) for seed, accuracy in enumerate((0.5, 0.7))]
    (joined,) = rows_of(points, 1600)
    assert (joined.ratio, joined.accuracies) == (16, (0.5, 0.7))
    assert joined.accuracy == pytest.approx(0.6)
    assert joined.spread == pytest.approx(0.1 * 2**0.5)
    write_plots(_RESULT, tmp_path / "mnist.png")
    assert (tmp_path / "mnist.png").read_bytes().startswith(b"\x89PNG")


def test_the_plan_trains_every_size_in_both_ways_with_every_seed() -> None:
    names = [each.name for each in plan(3)]
    assert len(set(names)) == len(names) == (7 + len(FILTERS)) * 2 * 3 + 3 * 3
    assert "published-6-distilled-s2" in names


@pytest.mark.parametrize("field", ["x_train", "y_test"])
def test_other_archives_are_refused(tmp_path: Path, field: str) -> None:
    arrays = {
        "x_train": np.zeros((2, 28, 28), np.uint8), "y_train": np.array([0, 9], np.uint8),
        "x_test": np.full((1, 28, 28), 255, np.uint8), "y_test": np.array([3], np.uint8),
    }  # fmt: skip
    np.savez(tmp_path / "good.npz", **arrays)
    digits = load_digits(tmp_path / "good.npz")
    assert digits.test_images.max() == 1
    assert digits.test_images.shape == (1, 28, 28, 1)
    wrong = arrays[field][..., np.newaxis] if field == "x_train" else np.array([10])
    np.savez(tmp_path / "bad.npz", **{**arrays, field: wrong})
    with pytest.raises(RecordingError, match="Digits are"):
        load_digits(tmp_path / "bad.npz")
