"""Figures over folds and seeds: accuracies of new persons, and what a way of training gains over labels alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
from msgspec import Struct
from scipy import stats

from kd_edge.campaign.persons.plan import DIRECT, LONG, TEACHER
from kd_edge.campaign.persons.train import Entry
from kd_edge.distill.folds import over_folds
from kd_edge.distill.runs import Scores
from kd_edge.recordings.splits import protocol


class Row(Struct, frozen=True):
    """One network trained in one way under one protocol, mean and standard deviation over seeds.

    Over the folds of a protocol every person tests once: ``accuracy`` is pooled over all windows, ``macro_accuracy``
    is the mean over persons.  Students' figures are of their int8 files, teachers' of the float32 ensemble.
    ``plain`` figures are without the profiles of new persons.
    """

    protocol: str
    network: str
    way: str
    seeds: int
    parameters: int
    accuracy: float
    spread: float
    macro_accuracy: float
    macro_spread: float
    plain_accuracy: float | None
    plain_macro_accuracy: float | None
    int8_bytes: int | None


class Gain(Struct, frozen=True):
    """Accuracy of a student of a teacher less that of the same student trained directly, over pairs.

    A pair has the same split, seed, enrolment and schedule.  ``low`` and ``high`` bound the mean with 95 % confidence
    (Student's t).
    """

    protocol: str
    network: str
    way: str
    pairs: int
    gain: float
    low: float
    high: float


def rows(entries: Iterable[Entry]) -> list[Row]:
    """One for each protocol, network and way."""
    return [_row(key, list(group)) for key, group in _grouped(entries)]


def gains(entries: Iterable[Entry]) -> list[Gain]:
    """Of every way of learning from a teacher, where the same student was also trained directly."""
    entries = list(entries)
    direct = {_pair(entry): entry for entry in entries if entry.way.startswith(DIRECT)}
    found = []
    for (name, network, way), group in _grouped(entries):
        pairs = [
            entry.scores.accuracy - direct[key].scores.accuracy for entry in group if (key := _pair(entry)) in direct
        ]
        if way == TEACHER or way.startswith(DIRECT) or len(pairs) < 2:
            continue
        low, high = stats.ttest_1samp(pairs, 0.0).confidence_interval(0.95)
        found.append(Gain(name, network, way, len(pairs), float(np.mean(pairs)), float(low), float(high)))
    return found


Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def row_table(printed: Sequence[Row]) -> Table:
    """Header and rows of accuracies."""
    header = ("protocol", "network", "way", "n", "parameters", "accuracy", "over persons", "as recorded", "int8 B")
    return header, [
        (
            row.protocol,
            row.network,
            row.way,
            str(row.seeds),
            f"{row.parameters:,}",
            f"{row.accuracy:.4f} ± {row.spread:.4f}",
            f"{row.macro_accuracy:.4f} ± {row.macro_spread:.4f}",
            "" if row.plain_accuracy is None else f"{row.plain_accuracy:.4f} / {row.plain_macro_accuracy:.4f}",
            "" if row.int8_bytes is None else f"{row.int8_bytes:,}",
        )
        for row in printed
    ]


def gain_table(printed: Sequence[Gain]) -> Table:
    """Header and rows of gains, in points."""
    header = ("protocol", "network", "way", "pairs", "points over direct", "95 % interval")
    return header, [
        (
            each.protocol,
            each.network,
            each.way,
            str(each.pairs),
            f"{100 * each.gain:+.2f}",
            f"{100 * each.low:+.2f} to {100 * each.high:+.2f}",
        )
        for each in printed
    ]


def _pair(entry: Entry) -> tuple[str, str, int, bool]:
    """What a student and the direct one beside it have in common."""
    return entry.network, entry.split, entry.seed, entry.way.endswith(LONG)


def _grouped(entries: Iterable[Entry]) -> Iterable[tuple[tuple[str, str, str], Iterable[Entry]]]:
    entries = list(entries)
    keys = list(dict.fromkeys(map(_key, entries)))
    return groupby(sorted(entries, key=lambda entry: keys.index(_key(entry))), key=_key)


def _key(entry: Entry) -> tuple[str, str, str]:
    return protocol(entry.split), entry.network, entry.way


def _row(key: tuple[str, str, str], group: Sequence[Entry]) -> Row:
    seeds = sorted({entry.seed for entry in group})
    pooled, macro = zip(*(_over_folds(group, seed, plain=False) for seed in seeds), strict=True)
    plain = [_over_folds(group, seed, plain=True) for seed in seeds] if group[0].as_recorded else []
    return Row(
        *key,
        seeds=len(seeds),
        parameters=group[0].parameters,
        accuracy=float(np.mean(pooled)),
        spread=_spread(pooled),
        macro_accuracy=float(np.mean(macro)),
        macro_spread=_spread(macro),
        plain_accuracy=float(np.mean([each for each, _ in plain])) if plain else None,
        plain_macro_accuracy=float(np.mean([each for _, each in plain])) if plain else None,
        int8_bytes=group[0].deployed.int8_bytes if group[0].deployed else None,
    )


def _over_folds(group: Sequence[Entry], seed: int, *, plain: bool) -> tuple[float, float]:
    """Pooled accuracy, and the mean over persons, of one seed."""
    mine = [entry for entry in group if entry.seed == seed]
    scores = [_scores(entry, plain=plain) for entry in mine]
    return over_folds([entry.test_windows for entry in mine], scores)


def _scores(entry: Entry, *, plain: bool) -> Scores:
    return entry.as_recorded if plain and entry.as_recorded is not None else entry.scores


def _spread(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
