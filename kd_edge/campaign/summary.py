"""The result table of a campaign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final

import numpy as np
from msgspec import Struct

from kd_edge.campaign.measure import Deployed
from kd_edge.campaign.plan import Job
from kd_edge.distill.runs import Metrics, RunConfig


class Entry(Struct, frozen=True):
    """One complete training with all its figures."""

    job: Job
    parameters: int
    macs: int | None
    float32: Metrics
    int8: Deployed


class Row(Struct, frozen=True):
    """One network and way of training, over all its seeds or folds.

    Over seeds, the accuracies are means and ``spread`` is the largest minus the
    smallest.  Over folds every person tests once: ``accuracy`` is pooled over all windows,
    ``macro_accuracy`` the mean over all persons, and there is no spread.
    """

    protocol: str
    network: str
    way: str
    trainings: int
    parameters: int
    macs: int | None
    accuracy: float
    macro_accuracy: float
    spread: float | None
    int8_accuracy: float
    int8_spread: float | None
    int8_bytes: int
    float32_bytes: int
    int8_gzip_bytes: int
    float32_gzip_bytes: int


def entry(job: Job, config: RunConfig, metrics: Metrics, deployed: Deployed) -> Entry:
    """Put a job's figures together."""
    return Entry(job, config.parameters, config.macs, metrics, deployed)


def summarise(entries: Iterable[Entry]) -> list[Row]:
    """One row per protocol, network and way, in order of first appearance."""
    entries = list(entries)
    keys = list(dict.fromkeys(map(_key, entries)))
    ordered = sorted(entries, key=lambda item: keys.index(_key(item)))
    return [_row(key, list(group)) for key, group in groupby(ordered, key=_key)]


def _key(item: Entry) -> tuple[str, str, str]:
    return item.job.split.split("-")[0], item.job.network, item.job.way


def _row(key: tuple[str, str, str], group: Sequence[Entry]) -> Row:
    protocol, network, way = key
    seeds = protocol == "within"
    floats, ints = ([getattr(item, kind).accuracy for item in group] for kind in ("float32", "int8"))
    weights = None if seeds else [item.float32.test_windows for item in group]
    persons = [value for item in group for value in item.float32.per_subject.values()]
    return Row(
        protocol=protocol,
        network=network,
        way=way,
        trainings=len(group),
        parameters=group[0].parameters,
        macs=group[0].macs,
        accuracy=float(np.average(floats, weights=weights)),
        macro_accuracy=float(np.mean(persons)),
        spread=max(floats) - min(floats) if seeds else None,
        int8_accuracy=float(np.average(ints, weights=weights)),
        int8_spread=max(ints) - min(ints) if seeds else None,
        int8_bytes=group[0].int8.int8_bytes,
        float32_bytes=group[0].int8.float32_bytes,
        int8_gzip_bytes=group[0].int8.int8_gzip_bytes,
        float32_gzip_bytes=group[0].int8.float32_gzip_bytes,
    )


_COLUMNS: Final[tuple[tuple[str, Callable[[Row], str]], ...]] = (
    ("protocol", lambda row: row.protocol),
    ("network", lambda row: row.network),
    ("way", lambda row: row.way),
    ("n", lambda row: str(row.trainings)),
    ("parameters", lambda row: f"{row.parameters:,}"),
    ("accuracy", lambda row: f"{row.accuracy:.4f}"),
    ("spread", lambda row: _optional(row.spread)),
    ("macro", lambda row: f"{row.macro_accuracy:.4f}"),
    ("int8 (TFLM)", lambda row: f"{row.int8_accuracy:.4f}"),
    ("int8 spread", lambda row: _optional(row.int8_spread)),
    ("int8 B", lambda row: f"{row.int8_bytes:,}"),
    ("int8 gzip B", lambda row: f"{row.int8_gzip_bytes:,}"),
    ("float32 gzip B", lambda row: f"{row.float32_gzip_bytes:,}"),
)


def table(rows: Sequence[Row]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the printed table."""
    return tuple(name for name, _ in _COLUMNS), [tuple(text(row) for _, text in _COLUMNS) for row in rows]


def _optional(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
