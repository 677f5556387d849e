"""What `kd-edge evaluate` and `tune` play, and what the network says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.options import Command, FloatRange, together
from kd_edge.cli.output import complain, progress_bar

if TYPE_CHECKING:
    from kd_edge.bundle import Bundle
    from kd_edge.evaluate.material import Half, Played
    from kd_edge.evaluate.traces import Trace
    from kd_edge.recordings.recording import Dataset


@dataclass(frozen=True)
class Material:
    """What to play, from the command line."""

    split: str | None
    person: str | None
    other: tuple[Path, ...]
    orders: int
    rest_minutes: float
    movement_minutes: float
    seed: int
    engine: str


material_options: Final[Callable[[Command], Command]] = together(
    Material,
    click.option(
        "--split",
        help="Play the held-out takes of this split.  [default: the bundle's own; of other recordings, all]",
    ),
    click.option("--person", help="Play only this person's takes."),
    click.option(
        "--other",
        multiple=True,
        type=click.Path(exists=True, path_type=Path),
        help="Recordings of the same sensors in which nobody signs; may be repeated.",
    ),
    click.option(
        "--orders",
        default=1,
        show_default=True,
        type=click.IntRange(1, 100),
        help="Play each person's takes in so many random orders.",
    ),
    click.option(
        "--rest-minutes",
        default=30.0,
        show_default=True,
        type=FloatRange(0, 6000),
        help="Rest to play, over all persons together.",
    ),
    click.option(
        "--movement-minutes",
        default=30.0,
        show_default=True,
        type=FloatRange(0, 6000),
        help="Movement that is no sign to play, of each kind: pieces of signs, and each --other.",
    ),
    click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Fixes orders and lengths."),
    click.option("--engine", default="auto", show_default=True, help="auto, c, litert or tflm."),
)

PLAYED: Final = ("other", "orders", "rest_minutes", "movement_minutes", "seed")
"""Options of :class:`Material` that are about streams."""


def takes_of(bundle: Bundle, dataset: Dataset, material: Material, half: Half) -> Dataset:
    """The takes to play."""
    from kd_edge.evaluate.material import held_out

    return held_out(bundle, dataset, material.split, half, material.person)


def note_what_trained(bundle: Bundle, dataset: Dataset, material: Material) -> None:
    """Say so where the network may have seen takes that are played."""
    from kd_edge.evaluate.material import is_own, trained_on

    provenance = bundle.manifest.provenance
    if material.split is None and not is_own(bundle, dataset):
        complain(
            f"note: the bundle was made from other recordings, so none of these {len(dataset.recordings)} is "
            "left out; if it was trained on some of them, name a --split that holds them back.",
            colour="yellow",
        )
    elif material.split is not None and (count := trained_on(bundle, dataset, material.split)):
        complain(
            f"note: the bundle was trained with split {provenance.split}, so {count} takes that {material.split} holds "
            "back may have trained it; leave out --split to play those that did not.",
            colour="yellow",
        )


def sessions(
    bundle: Bundle, dataset: Dataset, material: Material, half: Half, rest: tuple[str, ...] | None = None
) -> list[Played]:
    """Everything that is played, of this half of the takes and of the other recordings."""
    from kd_edge.evaluate.material import Amount, sessions_of, without_signs
    from kd_edge.recordings.archive import load_dataset

    others = [without_signs(bundle, load_dataset(path), half) for path in material.other]
    takes = takes_of(bundle, dataset, material, half)
    amount = Amount(material.orders, material.rest_minutes / 60, material.movement_minutes / 60, material.seed)
    return sessions_of(bundle, takes, others, amount, rest)


def traces_of(bundle: Bundle, played: list[Played], engine: str, *, quiet: bool, stateful: bool = False) -> list[Trace]:
    """What the network says at every hop of ``played``."""
    from kd_edge.bundle import INT8_MODEL
    from kd_edge.engines import open_engine
    from kd_edge.evaluate.traces import trace_sessions, trace_stateful

    with progress_bar("Classifying", len(played), quiet=quiet) as advance:
        if stateful:
            return trace_stateful(bundle, played, on_session=lambda *_: advance())
        opened = open_engine(bundle.read(INT8_MODEL), engine)
        return trace_sessions(bundle, opened, played, on_session=lambda *_: advance())
