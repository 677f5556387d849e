"""The passes by name, and a list of them as text: ``prune=0.5``, then ``low-rank=8``."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import keras
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge.compress import importance
from kd_edge.compress.low_rank import low_rank
from kd_edge.compress.prune import prune
from kd_edge.compress.units import UnitMap
from kd_edge.contract import SignalSpec
from kd_edge.errors import TrainingError
from kd_edge.recordings.selection import select_features
from kd_edge.suggest import instead


@dataclass(frozen=True, eq=False)
class Draft:
    """A network on its way through the passes, and the training windows that passes may look at.

    Attributes:
        model: takes the features of ``signal``.
        signal: layout and normalisation of what the network reads now.
        frames: normalised training windows ``(n, window_size, features)`` of ``signal``.
        labels: int64 ``(n,)``.
        seed: of the run.
    """

    model: keras.Model
    signal: SignalSpec
    frames: NDArray[np.float32]
    labels: NDArray[np.int64]
    seed: int


class Pass(Struct, frozen=True, forbid_unknown_fields=True):
    """One pass: a name of ``KINDS`` and its parameter."""

    name: str
    value: float

    def __str__(self) -> str:
        return f"{self.name}={self.value:g}"


Apply: TypeAlias = Callable[[Draft, float], Draft]
Rank: TypeAlias = Callable[..., dict[str, float]]


@dataclass(frozen=True)
class Kind:
    """What a pass does and which numbers it takes.

    Attributes:
        apply: gives the smaller draft, untrained.
        takes: the numbers in words.
        fits: whether a number is one of them.
    """

    apply: Apply
    takes: str
    fits: Callable[[float], bool]


def parse_pass(text: str) -> Pass:
    """The pass that ``name=number`` says.

    Raises:
        TrainingError: another name, no number, or one that the pass does not take.
    """
    name, _, number = text.partition("=")
    if name not in KINDS:
        raise TrainingError("A pass is one that kd-edge has", found=text, remedy=instead(name, KINDS))
    kind = KINDS[name]
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and kind.fits(value)):
        raise TrainingError(
            f"Pass {name!r} takes {kind.takes}",
            found=text,
            remedy=f"write {name}=NUMBER, for example {name}=0.5"
            if kind.fits(0.5)
            else f"write {name}=NUMBER, for example {name}=4",
        )
    return Pass(name, value)


def apply_pass(draft: Draft, chosen: Pass) -> Draft:
    """``draft`` after one pass, not yet trained further.

    Raises:
        TrainingError: the pass finds nothing to do, or does not know the network's layers.
    """
    return KINDS[chosen.name].apply(draft, chosen.value)


def _prune(draft: Draft, share: float) -> Draft:
    return replace(draft, model=prune(draft.model, share))


def _low_rank(draft: Draft, rank: float) -> Draft:
    return replace(draft, model=low_rank(draft.model, rank))


def _selection(groups_of: Callable[[SignalSpec], Mapping[str, Sequence[int]]], rank: Rank) -> Apply:
    """A pass that keeps the groups of features that ``rank`` finds most important."""

    def apply(draft: Draft, count: float) -> Draft:
        groups = groups_of(draft.signal)
        if not count < len(groups):
            raise TrainingError(
                f"A selection keeps fewer than the {len(groups)} that there are",
                found=f"{count:g}",
                remedy=f"choose a number below; there are {', '.join(groups)}",
            )
        found = rank(draft.model, draft.frames, draft.labels, groups, seed=draft.seed)
        best = sorted(groups, key=lambda name: -found[name])[: int(count)]
        return _keep(draft, sorted(column for name in best for column in groups[name]))

    return apply


def _keep(draft: Draft, columns: list[int]) -> Draft:
    """``draft`` reading only these features; weights that read the others go."""
    units = UnitMap(draft.model)
    removed = set(units.features.tolist()) - set(units.features[columns].tolist())
    return replace(
        draft,
        model=units.without(removed),
        signal=select_features(draft.signal, [draft.signal.features[column] for column in columns]),
        frames=np.ascontiguousarray(draft.frames[:, :, columns]),
    )


_A_COUNT: Final = ("a whole number from 1 up", lambda value: value >= 1 and value == int(value))

KINDS: Final[dict[str, Kind]] = {
    "prune": Kind(_prune, "the share of units that go, between 0 and 1", lambda value: 0 < value < 1),
    "low-rank": Kind(
        _low_rank,
        "a rank from 1 up, or a share of the full rank below 1",
        lambda value: 0 < value < 1 or (value >= 1 and value == int(value)),
    ),
    "sensors": Kind(_selection(importance.sensors, importance.permutation_importance), *_A_COUNT),
    "channels": Kind(_selection(importance.channels, importance.permutation_importance), *_A_COUNT),
    "gated-sensors": Kind(_selection(importance.sensors, importance.gate_importance), *_A_COUNT),
    "gated-channels": Kind(_selection(importance.channels, importance.gate_importance), *_A_COUNT),
}
"""Every pass by name; the selections keep as many as their number says."""
