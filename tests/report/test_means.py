"""Means over seeds and folds, by hand."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest

from kd_edge.distill.runs import Metrics
from kd_edge.recordings.recording import Dataset
from kd_edge.report.fronts import letter, mean_fronts
from kd_edge.report.int8 import Int8
from kd_edge.report.means import means
from kd_edge.report.placed import Placed
from kd_edge.report.sizes import Sizes
from tests.distill.test_comparison import write_run

FOLDS = {"loso-0": ({"anna": 0.5}, 10), "loso-1": ({"bert": 1.0, "cara": 0.6}, 30)}
"""Of each fold the persons and the test windows."""


def placed(root: Path, dataset: Dataset, number: int, split: str, seed: int, accuracy: float, **more: str) -> Placed:
    persons, windows = FOLDS.get(split, ({"anna": 0.5}, 10))
    run = write_run(root, dataset, str(number), split=split, seed=seed, network=more.get("network", "compact"))
    metrics = Metrics(accuracy, 0.0, persons, 1.0, 100, windows, 1.0)
    int8 = Int8(accuracy - 0.1, 0.0, persons, 1000)
    return Placed(number, run.config, metrics, int8, Sizes(1000, 500, 2000, 3000, False), more.get("apart", ""))


def test_folds_are_pooled_and_seeds_averaged(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = [
        placed(tmp_path, tiny_dataset, 1, "loso-0", 0, 0.5),
        placed(tmp_path, tiny_dataset, 2, "loso-1", 0, 0.9),
        placed(tmp_path, tiny_dataset, 3, "loso-1", 1, 0.8),
        placed(tmp_path, tiny_dataset, 4, "loso-0", 1, 0.8),
        placed(tmp_path, tiny_dataset, 5, "loso-0", 2, 0.1),  # a seed that lacks a fold
        placed(tmp_path, tiny_dataset, 6, "loso-0", 0, 0.1, apart="epochs 3"),  # alone
        placed(tmp_path, tiny_dataset, 7, "within", 0, 0.1),  # alone
        placed(tmp_path, tiny_dataset, 8, "all", 0, 0.1),
        placed(tmp_path, tiny_dataset, 9, "all", 1, 0.1),
    ]
    [mean] = means(runs)
    assert (mean.runs, mean.split, mean.folds, mean.seeds) == ((1, 2, 3, 4), "loso", 2, 2)
    # Seed 0: (10 * 0.5 + 30 * 0.9) / 40 = 0.8; seed 1: 0.8.
    assert (mean.accuracy.mean, mean.accuracy.deviation) == (pytest.approx(0.8), pytest.approx(0.0, abs=1e-9))
    assert mean.macro_accuracy.mean == pytest.approx((0.5 + 1.0 + 0.6) / 3)
    assert mean.int8_accuracy is not None
    assert mean.int8_accuracy.mean == pytest.approx(0.7)


def test_a_spread_is_that_of_a_sample(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = [placed(tmp_path, tiny_dataset, seed, "within", seed, accuracy) for seed, accuracy in enumerate((0.6, 0.8))]
    [mean] = means(runs)
    assert mean.accuracy.deviation == pytest.approx(0.2 / sqrt(2))
    assert mean_fronts([mean]) == ()


def test_means_of_a_split_share_charts(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = [
        placed(
            tmp_path, tiny_dataset, number, "within", number % 2, accuracy, network=("compact", "pooled")[number // 2]
        )
        for number, accuracy in enumerate((0.6, 0.8, 0.9, 0.9))
    ]
    [front] = mean_fronts(means(runs))
    assert [(dot.of.mark, dot.of.accuracy, dot.unbeaten) for dot in front.charts[0].dots] == [
        ("A", pytest.approx(0.6), False),
        ("B", pytest.approx(0.8), True),
    ]
    assert [letter(place) for place in (0, 25, 26)] == ["A", "Z", "A1"]
