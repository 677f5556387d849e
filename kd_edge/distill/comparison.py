"""Runs beside one another: in which settings they differ, and which may be deleted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from kd_edge.distill.runs import Run, RunConfig, list_runs
from kd_edge.errors import TrainingError

_NOT_COMPARED: Final = ("name", "started_ns", "wearers", "signal.normalisation")
"""They differ without anybody having chosen so."""


def differences(configs: Sequence[RunConfig]) -> dict[str, tuple[str, ...]]:
    """Every setting that is not the same in all ``configs``, by its dotted name, with the value in each."""
    flat = [dict(_leaves(msgspec.to_builtins(config), "")) for config in configs]
    names = dict.fromkeys(name for table in flat for name in table)
    found = {name: tuple(str(table.get(name, "")) for table in flat) for name in names}
    return {
        name: values for name, values in found.items() if len(set(values)) > 1 and not name.startswith(_NOT_COMPARED)
    }


def remove_runs(root: Path, runs: Sequence[Run]) -> None:
    """Delete the folders of ``runs``.

    Raises:
        TrainingError: another run under ``root`` names one of them as its teacher or parent; nothing is deleted.
    """
    leaving = {run.folder.name for run in runs}
    others = [run for complete in (True, False) for run in list_runs(root, complete=complete)]
    for other in others:
        needed = leaving & {*other.config.teachers, other.config.parent}
        if other.folder.name not in leaving and needed:
            raise TrainingError(
                "A run that others were made from stays",
                found=f"{', '.join(sorted(needed))}, which {other.config.name} names",
                remedy=f"remove {other.config.name}, too, or leave it",
            )
    for run in runs:
        shutil.rmtree(run.folder)


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{name}.{key}" if name else key)
    else:
        yield name, value
