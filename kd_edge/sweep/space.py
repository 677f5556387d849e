"""The trials of a sweep as a TOML file: what all share, and lists of which every combination is a trial.

    [trial]
    split = "loso"
    recipe.epochs = 100

    [[grid]]
    preset = ["compact", "isl-student"]
    teacher = [false, {preset = "isl-teacher"}]
    seed = [0, 1, 2]

Several grids add up.  Names are those of ``--config``, and of :class:`~kd_edge.sweep.trial.Trial`; ``false`` stands for
none.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kd_edge import contract
from kd_edge.distill.augment import Augmentation
from kd_edge.distill.recipe import FINE_TUNING, Distillation, Recipe
from kd_edge.errors import ContractError, TrainingError
from kd_edge.files import read_bounded
from kd_edge.suggest import unknown_name
from kd_edge.sweep.trial import Teacher, Trial

MAX_TRIALS: Final = 10_000
_LIMIT_BYTES: Final = 1 << 20
_MAX_DEPTH: Final = 8
_MAY_BE_NONE: Final = ("teacher", "augmentation")


class _Space(Struct, frozen=True, forbid_unknown_fields=True):
    trial: dict[str, Any] = {}
    grid: tuple[dict[str, Any], ...] = ({},)


def read_space(path: Path, folds: int) -> list[Trial]:
    """The trials of the TOML file ``path``, each once; see :func:`parse_space`.

    Raises:
        TrainingError: there is no such file, or it is larger than a megabyte.
        ContractError: as :func:`parse_space`.
    """
    return parse_space(read_bounded(path, _LIMIT_BYTES, TrainingError), folds, source=str(path))


def parse_space(data: bytes, folds: int, *, source: str) -> list[Trial]:
    """The trials that the TOML text ``data`` describes, each once, in its order.

    Args:
        data: the text.
        folds: how many trials ``split = "loso"`` stands for: one for each fold.
        source: is named in errors.

    Raises:
        ContractError: no TOML, a name or value that a trial does not have, or more than ``MAX_TRIALS`` combinations.
    """
    written = contract.decode_toml(data, dict, source=source)
    if wrong := unknown_name(written, {"": _Space}):
        raise ContractError("A space has [trial] and [[grid]]", found=f"{wrong[0]} in {source}", remedy=wrong[1])
    space = contract.convert(written, _Space, source=source)
    grids = [dict(_leaves(grid, (), source)) for grid in space.grid]
    count = sum(math.prod(len(values) for values in grid.values()) for grid in grids)
    if not 0 < count <= MAX_TRIALS:
        raise ContractError(
            f"A space has 1 to {MAX_TRIALS:,} combinations",
            found=f"{count:,} in {source}",
            remedy="shorten the lists" if count else "fill the empty list, or leave it out",
        )
    trials: dict[Trial, None] = {}
    for grid in grids:
        for chosen in product(*grid.values()):
            table = copy.deepcopy(space.trial)
            for path, value in zip(grid, chosen, strict=True):
                _put(table, path, value, source)
            trials.update(dict.fromkeys(_each_fold(_trial(table, source), folds)))
    return list(trials)


def _leaves(table: dict[str, Any], path: tuple[str, ...], source: str) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """The lists of a grid, by the way to them."""
    for name, value in table.items():
        if isinstance(value, dict) and len(path) < _MAX_DEPTH:
            yield from _leaves(value, (*path, name), source)
        elif isinstance(value, list):
            yield (*path, name), value
        else:
            raise ContractError(
                "Everything in a grid is a list of which each trial takes one",
                found=f"{'.'.join((*path, name))} = {value!r} in {source}",
                remedy="write it in [brackets], or under [trial]",
            )


def _put(table: dict[str, Any], path: tuple[str, ...], value: Any, source: str) -> None:
    """Set what ``path`` leads to; tables on the way are made."""
    for name in path[:-1]:
        table = table.setdefault(name, {})
        if not isinstance(table, dict):
            raise ContractError(
                f"{'.'.join(path)} is a field of a table",
                found=f"{name} = {table!r} in {source}",
                remedy=f"make {name} a table, or leave the list out",
            )
    table[path[-1]] = copy.deepcopy(value)


_TABLES: Final[dict[str, type[Struct]]] = {
    "": Trial,
    "teacher": Teacher,
    "recipe": Recipe,
    "augmentation": Augmentation,
    "distillation": Distillation,
    "fine_tuning": Recipe,
    "teacher.recipe": Recipe,
    "teacher.augmentation": Augmentation,
}

_FORMERLY: Final = {"network": "write preset, as in a file for --config"}
"""Names that spaces had before, which are not like the ones that took their place."""


def _trial(table: dict[str, Any], source: str) -> Trial:
    if wrong := unknown_name(table, _TABLES):
        remedy = _FORMERLY.get(wrong[0].rpartition(".")[2], wrong[1])
        raise ContractError("A trial has only names of settings", found=f"{wrong[0]} in {source}", remedy=remedy)
    distillation = table.get("distillation")
    if isinstance(distillation, dict) and "unlabelled" in distillation:
        raise ContractError(
            "A sweep has no recordings without labels",
            found=f"distillation.unlabelled in {source}",
            remedy="leave it out, and use `kd-edge distill --unlabelled` for them",
        )
    try:
        trial = msgspec.convert(_without_false(table), Trial)
    except (msgspec.ValidationError, RecursionError) as error:
        raise ContractError(
            "A trial has exactly the documented fields",
            found=f"{error} in {source}",
            remedy="correct the field that is named",
        ) from error
    # What a trial does not use must not make two trials of one.
    return replace(
        trial,
        distillation=(trial.distillation or Distillation()) if trial.teacher else None,
        fine_tuning=(trial.fine_tuning or FINE_TUNING) if trial.passes else None,
    )


def _without_false(table: dict[str, Any]) -> dict[str, Any]:
    """TOML has no word for none: ``false`` says it.  Options of a teacher or of passes go where there are none."""
    table = {name: None if value is False and name in _MAY_BE_NONE else value for name, value in table.items()}
    if isinstance(table.get("teacher"), dict):
        table["teacher"] = _without_false(table["teacher"])
    for needed, option in (("teacher", "distillation"), ("teacher", "chain"), ("passes", "fine_tuning")):
        if table.get(needed) in (None, []):
            table.pop(option, None)
    return table


def _each_fold(trial: Trial, folds: int) -> Iterator[Trial]:
    if trial.split == "loso":
        yield from (replace(trial, split=f"loso-{fold}") for fold in range(folds))
    else:
        yield trial
