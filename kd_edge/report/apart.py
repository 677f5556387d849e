"""What tells the runs of a page apart, in a few words: names of a sweep's trials tell nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from kd_edge.distill.comparison import differences
from kd_edge.distill.runs import Run, RunConfig
from kd_edge.report.int8 import USUAL, Int8
from kd_edge.report.teachers import teacher_networks

_NOT_TOLD: Final = (
    "role",
    "passes",
    "network",
    "split",
    "seed",
    "parameters",
    "macs",
    "dataset",
    "synthetic",
    "labels",
    "signal.streams",
    "signal.wearer",
    "git_revision",
    "teacher",
    "parent",
    "unlabelled.fingerprint",
)
"""Settings with a column of their own, and those that follow from others."""


def told_apart(runs: Sequence[Run], int8: Sequence[Sequence[Int8]]) -> tuple[str, ...]:
    """For each of ``runs``, with what was measured of its int8 files, the settings that not all have in common.

    Teachers are compared with teachers, compressed networks with compressed ones: the schedule of a fine-tuning differs
    from that of the training before it, which tells a reader nothing.
    """
    configs = [run.config for run in runs]
    groups: dict[tuple[str, bool], list[RunConfig]] = defaultdict(list)
    for config in configs:
        groups[config.role, bool(config.passes)].append(config)
    chosen = {name for group in groups.values() for name in differences(group) if not name.startswith(_NOT_TOLD)}
    found = {name: values for name, values in differences(configs).items() if name in chosen and _differ(values)}
    for name, values in (
        ("teacher", [teacher_networks(run) for run in runs]),
        ("passes", [", ".join(run.config.passes) for run in runs]),
        ("ranges by", [_special_ranges(measured) for measured in int8]),
    ):
        if len(set(values)) > 1:
            found[name] = tuple(values)
    return tuple(
        ", ".join(f"{_short(name)} {_plain(values[place])}" for name, values in found.items() if _plain(values[place]))
        for place in range(len(runs))
    )


def _special_ranges(int8: Sequence[Int8]) -> str:
    calibration = int8[0].calibration if int8 else None
    return "" if calibration in (None, USUAL) else calibration


def _differ(values: Sequence[str]) -> bool:
    """Whether those runs that have this setting at all differ in it."""
    return len({value for value in map(_plain, values) if value}) > 1


def _short(name: str) -> str:
    """The last part of a dotted name; a method is named by its type."""
    return name.removesuffix(".type").rpartition(".")[2].replace("_", " ")


def _plain(value: str) -> str:
    """A value without the marks of a list; nothing for none."""
    return "" if value == "None" else value.strip("[(,)]").replace("'", "")
