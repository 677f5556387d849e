"""Runs that differ in nothing but seed and fold, as one: folds pooled, then mean and spread over seeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import fmean, stdev

from msgspec import Struct

from kd_edge.distill.folds import over_folds
from kd_edge.distill.runs import Scores
from kd_edge.recordings.splits import protocol
from kd_edge.report.placed import Placed
from kd_edge.report.sizes import Sizes


class Spread(Struct, frozen=True):
    """A mean over seeds and their standard deviation, which is None for a single seed."""

    mean: float
    deviation: float | None


class Mean(Struct, frozen=True):
    """Runs that differ in nothing but seed and fold.

    Attributes:
        runs: their numbers on the page.
        dataset: which they were trained on.
        fingerprint: of the data set.
        split: without the fold.
        folds: how many were pooled.
        seeds: how many there are.
        role: of the network.
        network: its name.
        apart: settings in which they differ from others of the page.
        accuracy: of the float32 networks, over all windows.
        macro_accuracy: the same, mean over persons.
        int8_accuracy: of the int8 files; None if not all were measured, and for folds, person by person.
        int8_macro_accuracy: the same, mean over persons.
        sizes: of the run with the largest int8 file, as far as they are known.
    """

    runs: tuple[int, ...]
    dataset: str
    fingerprint: str
    split: str
    folds: int
    seeds: int
    role: str
    network: str
    apart: str
    accuracy: Spread
    macro_accuracy: Spread
    int8_accuracy: Spread | None
    int8_macro_accuracy: Spread | None
    sizes: Sizes | None


def means(runs: Sequence[Placed]) -> tuple[Mean, ...]:
    """The groups of more than one of ``runs``, in their order; those that held nothing out are left out.

    So is a seed without a fold that another seed has: its mean would be of other persons.
    """
    groups: dict[tuple[object, ...], list[Placed]] = defaultdict(list)
    for run in runs:
        config = run.config
        if config.holds_out:
            alike = (
                config.dataset_fingerprint,
                protocol(config.split),
                config.role,
                config.network,
                config.passes,
            )
            groups[*alike, run.apart].append(run)
    seeds = (_whole_seeds(members) for members in groups.values())
    return tuple(_mean(whole) for whole in seeds if sum(map(len, whole)) > 1)


def _whole_seeds(members: Sequence[Placed]) -> list[list[Placed]]:
    """The folds of each seed that has them all; of two runs alike in everything, the later one."""
    by_seed: dict[int, dict[str, Placed]] = defaultdict(dict)
    for run in members:
        by_seed[run.config.seed][run.config.split] = run
    folds = {run.config.split for run in members}
    return [list(seed.values()) for seed in by_seed.values() if set(seed) == folds]


def _mean(seeds: Sequence[Sequence[Placed]]) -> Mean:
    runs = [run for folds in seeds for run in folds]
    config = runs[0].config
    accuracy, macro_accuracy = _over_seeds(seeds, _float32)
    int8: tuple[Spread | None, Spread | None] = (None, None)
    if all(run.int8 is not None and (run.int8.per_subject or len(seeds[0]) == 1) for run in runs):
        int8 = _over_seeds(seeds, _int8)
    return Mean(
        runs=tuple(run.number for run in runs),
        dataset=config.dataset,
        fingerprint=config.dataset_fingerprint,
        split=protocol(config.split),
        folds=len(seeds[0]),
        seeds=len(seeds),
        role=config.role,
        network=config.network,
        apart=runs[0].apart,
        accuracy=accuracy,
        macro_accuracy=macro_accuracy,
        int8_accuracy=int8[0],
        int8_macro_accuracy=int8[1],
        sizes=max((run.sizes for run in runs if run.sizes), key=lambda sizes: sizes.int8_bytes, default=None),
    )


def _over_seeds(seeds: Sequence[Sequence[Placed]], scores: Callable[[Placed], Scores]) -> tuple[Spread, Spread]:
    """Accuracy over all windows, and its mean over persons."""
    found = [_pooled(folds, scores) for folds in seeds]
    first, second = (
        Spread(fmean(values), stdev(values) if len(values) > 1 else None) for values in zip(*found, strict=True)
    )
    return first, second


def _pooled(folds: Sequence[Placed], scores: Callable[[Placed], Scores]) -> tuple[float, float]:
    if len(folds) == 1:
        judged = scores(folds[0])
        return judged.accuracy, judged.macro_accuracy
    return over_folds([run.metrics.test_windows for run in folds], list(map(scores, folds)))


def _float32(run: Placed) -> Scores:
    return Scores(run.metrics.accuracy, run.metrics.macro_accuracy, run.metrics.per_subject)


def _int8(run: Placed) -> Scores:
    assert run.int8 is not None
    return Scores(run.int8.accuracy, run.int8.macro_accuracy, run.int8.per_subject)
