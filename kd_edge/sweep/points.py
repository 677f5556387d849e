"""From trials to points: folds pooled, seeds averaged, and the names of what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from kd_edge.recordings.splits import protocol
from kd_edge.sweep.outcome import Judged, Outcome
from kd_edge.sweep.sweep import Done, Sweep
from kd_edge.sweep.trial import Trial

_FOLLOW: Final = ("distillation", "fine_tuning")  # there exactly where teacher or passes are


class Point(Struct, frozen=True):
    """All trials that differ only in their seed or their fold.

    Attributes:
        label: what tells this point from the others.
        trials: names of the trials' folders.
        seeds: how many seeds; those of which a fold failed do not count.
        accuracy: of what is used in the end (the int8 file of a student), pooled over folds, mean over seeds.
        accuracy_sd: standard deviation over seeds; None for a single one.
        macro_accuracy: the same, mean over persons.
        macro_sd: its standard deviation over seeds.
        float32_accuracy: of the Keras model, pooled, mean over seeds.
        parameters: of the largest trial, as all that follows.
        file_bytes: of the int8 file; None for a teacher, as all that follows.
        ram_bytes: all memory of the generated C, without the stack.
        instructions: of one window on an emulated M4F; None where they were not counted, too.
    """

    label: str
    trials: tuple[str, ...]
    seeds: int
    accuracy: float
    accuracy_sd: float | None
    macro_accuracy: float
    macro_sd: float | None
    float32_accuracy: float
    parameters: int
    file_bytes: int | None
    ram_bytes: int | None
    instructions: int | None


def points_of(sweep: Sweep) -> list[Point]:
    """The points of ``sweep`` in the order of its space."""
    groups: dict[Trial, list[Done]] = defaultdict(list)
    for done in sweep.done:
        groups[_without_seed_and_fold(done.trial)].append(done)
    short = _seeds_short_of_a_fold(sweep)
    kept = {
        common: [done for done in members if (common, done.trial.seed) not in short]
        for common, members in groups.items()
    }
    kept = {common: members for common, members in kept.items() if members}
    return [_point(label, members) for label, members in zip(_labels(list(kept)), kept.values(), strict=True)]


def pooled(parts: Sequence[Judged]) -> tuple[float, float]:
    """Accuracy over all windows, and mean over all persons, of folds that each tested other persons."""
    hits = sum(row[label] for part in parts for label, row in enumerate(part.confusion))
    windows = sum(sum(row) for part in parts for row in part.confusion)
    persons = [accuracy for part in parts for accuracy in part.per_subject.values()]
    return hits / windows, float(np.mean(persons))


def _without_seed_and_fold(trial: Trial) -> Trial:
    return replace(trial, seed=0, split=protocol(trial.split))


def _seeds_short_of_a_fold(sweep: Sweep) -> set[tuple[Trial, int]]:
    """Points and seeds of which another trial failed: the folds that are left would be no fair mean."""
    return {(_without_seed_and_fold(failed.trial), failed.trial.seed) for failed in sweep.failed}


def _point(label: str, members: list[Done]) -> Point:
    by_seed: dict[int, list[Outcome]] = defaultdict(list)
    for done in members:
        by_seed[done.trial.seed].append(done.outcome)
    used = np.array([pooled([outcome.judged for outcome in folds]) for folds in by_seed.values()])
    float32 = [pooled([outcome.float32 for outcome in folds])[0] for folds in by_seed.values()]
    (accuracy, macro), (accuracy_sd, macro_sd) = used.mean(axis=0), _spread(used)
    exported = [done.outcome.int8 for done in members if done.outcome.int8 is not None]
    counts = [int8.instructions for int8 in exported if int8.instructions is not None]
    return Point(
        label=label,
        trials=tuple(done.name for done in members),
        seeds=len(by_seed),
        accuracy=float(accuracy),
        accuracy_sd=accuracy_sd,
        macro_accuracy=float(macro),
        macro_sd=macro_sd,
        float32_accuracy=float(np.mean(float32)),
        parameters=max(done.outcome.parameters for done in members),
        file_bytes=max((int8.file_bytes for int8 in exported), default=None),
        ram_bytes=max((int8.ram_bytes for int8 in exported), default=None),
        instructions=max(counts) if counts and len(counts) == len(members) else None,
    )


def _spread(values: np.ndarray[Any, Any]) -> tuple[float | None, float | None]:
    if len(values) < 2:
        return None, None
    first, second = values.std(axis=0, ddof=1)
    return float(first), float(second)


def _labels(trials: list[Trial]) -> list[str]:
    """For each trial the settings that not all have in common, such as ``network=compact, passes=prune=0.5``."""
    tables = [dict(_settings(msgspec.to_builtins(trial))) for trial in trials]
    values: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        for name, value in table.items():
            values[name].add(value)
    differ = [name for name, found in values.items() if len(found) > 1]
    return [", ".join(f"{name}={table[name]}" for name in differ if table.get(name)) or "all" for table in tables]


def _settings(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every setting by its dotted name; a table itself is ``yes`` or ``none``, and an empty list has no text."""
    for name, value in table.items():
        if (isinstance(value, dict) or value is None) and name not in _FOLLOW:
            yield f"{prefix}{name}", "none" if value is None else "yes"
        if isinstance(value, dict):
            yield from _settings(value, f"{prefix}{name}.")
        elif isinstance(value, list | tuple):
            yield f"{prefix}{name}", "+".join(map(str, value))
        elif value is not None:
            yield f"{prefix}{name}", str(value)
