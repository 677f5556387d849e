"""Accuracy against costs: of the runs on each split of each data set, and of their means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from kd_edge.report.means import Mean
from kd_edge.report.placed import Placed
from kd_edge.report.scatter import Measured, Scatter, scatter
from kd_edge.report.sizes import Sizes

_COSTS: Final = {
    "int8_bytes": "bytes of the int8 file",
    "ram_bytes": "bytes of RAM, with stack",
    "instructions": "Cortex-M4 instructions a window",
}


class Front(Struct, frozen=True):
    """Charts of what was tested on one split of one data set, or the reason why there are none."""

    dataset: str
    split: str
    charts: tuple[Scatter, ...]
    missing: str = ""


def fronts(runs: Sequence[Placed]) -> tuple[Front, ...]:
    """For each data set and split of ``runs`` its charts."""
    groups: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    for run in runs:
        groups[run.config.dataset_fingerprint, run.config.split].append(run)
    return tuple(_front(members) for members in groups.values())


def mean_fronts(means: Sequence[Mean]) -> tuple[Front, ...]:
    """The same for ``means``, whose marks are letters; nothing is said of splits without a chart."""
    groups: dict[tuple[str, str], list[tuple[Measured, Sizes]]] = defaultdict(list)
    for place, mean in enumerate(means):
        if mean.sizes is not None:
            int8 = mean.int8_accuracy
            accuracy = mean.accuracy if int8 is None else int8
            measured = Measured(letter(place), mean.network, accuracy.mean, int8 is not None)
            groups[mean.dataset, mean.split].append((measured, mean.sizes))
    return tuple(
        Front(dataset, split, tuple(_charts(members)))
        for (dataset, split), members in groups.items()
        if len(members) > 1
    )


def letter(place: int) -> str:
    """A, B, ... Z, A1, B1, ... for 0 and on."""
    turn, rest = divmod(place, 26)
    return f"{chr(ord('A') + rest)}{turn or ''}"


def _front(runs: Sequence[Placed]) -> Front:
    config = runs[0].config
    sized = [(_measured(run), run.sizes) for run in runs if run.sizes is not None]
    if not config.holds_out:
        return Front(config.dataset, config.split, (), "every take trained these runs, so accuracy tells nothing")
    if len(sized) < 2:
        found = "one student" if sized else "no student"
        return Front(config.dataset, config.split, (), f"it compares students, and {found} has known sizes here")
    return Front(config.dataset, config.split, tuple(_charts(sized)))


def _measured(run: Placed) -> Measured:
    accuracy = run.metrics.accuracy if run.int8 is None else run.int8.accuracy
    return Measured(str(run.number), run.config.name, accuracy, run.int8 is not None)


def _charts(sized: Sequence[tuple[Measured, Sizes]]) -> Iterator[Scatter]:
    """One for each cost that several have."""
    for field, across in _COSTS.items():
        known = [(float(cost), measured) for measured, sizes in sized if (cost := getattr(sizes, field)) is not None]
        if len(known) > 1:
            yield scatter(across, known)
