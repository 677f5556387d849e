"""Random networks of every family that a target runs: coefficients are fitted on these, and tested on presets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from kd_edge.budget.cost import Shape
from kd_edge.errors import TrainingError
from kd_edge.model.families.lstm_chain import ConvStage, LstmChain
from kd_edge.model.families.pooled import Pooled
from kd_edge.model.families.residual import Residual
from kd_edge.model.family import Family
from kd_edge.model.presets import PRESETS
from kd_edge.model.streams import StreamShape

SHAPES: Final = (Shape(96, (StreamShape(8), StreamShape(6)), 18), Shape(150, (StreamShape(24), StreamShape(18, 2)), 50))
"""What presets are tested for: windows of PSL18, and of the reference task."""

FACTORS: Final = (0.5, 1.5)
"""Every preset is also tested with its widths multiplied, for the first shape."""


@dataclass(frozen=True)
class Subject:
    """A network to be measured; ``name`` is also a file's."""

    name: str
    network: str | Family
    shape: Shape


def calibration(count: int, seed: int = 0) -> Iterator[Subject]:
    """``count`` random networks, of each family in turn."""
    random = np.random.default_rng(seed)
    number = 0
    while number < count:
        family = _FAMILIES[number % len(_FAMILIES)](random, f"random-{number}")
        subject = Subject(family.name, family, _shape(random))
        if _fits(subject):
            yield subject
            number += 1


def presets() -> Iterator[Subject]:
    """Every preset for microcontrollers, and every teacher that a target could run, in the shapes and widths above."""
    names = [name for name, family in PRESETS.items() if type(family) in _FAMILY_TYPES]
    for number, shape in enumerate(SHAPES):
        for name in names:
            yield Subject(f"{name}-{number}", name, shape)
    for name in names:
        for factor in FACTORS:
            yield Subject(f"{name}-x{factor}", f"{name}*{factor}", SHAPES[0])


def _fits(subject: Subject) -> bool:
    """Whether anything is left of its windows behind its convolutions."""
    try:
        subject.shape.build(subject.network)
    except TrainingError:
        return False
    return True


def _shape(random: np.random.Generator) -> Shape:
    streams = tuple(
        StreamShape(int(random.integers(3, 25)), int(random.integers(1, 3))) for _ in range(random.integers(1, 4))
    )
    return Shape(int(random.integers(60, 161)), streams, int(random.integers(4, 61)))


def _one_of(random: np.random.Generator, *choices: int) -> int:
    return int(random.choice(choices))


def _sizes(random: np.random.Generator, least: int, most: int, smallest: int, largest: int) -> tuple[int, ...]:
    """From ``least`` to ``most`` widths that rise, between two numbers; half of them are multiples of 4."""
    sizes = random.integers(smallest, largest + 1, random.integers(least, most + 1))
    rounded = np.maximum(4, sizes // 4 * 4)
    return tuple(sorted(np.where(random.random(len(sizes)) < 0.5, rounded, sizes).tolist()))


def _lstm_chain(random: np.random.Generator, name: str) -> Family:
    stages = tuple(
        ConvStage(filters, "sigmoid" if random.random() < 0.3 else "relu", _one_of(random, 3, 4, 5, 7), pool)
        for filters in _sizes(random, 1, 2, 2, 64)
        for pool in [_one_of(random, 2, 3, 4)]
    )
    units = tuple(random.integers(8, 81, random.integers(1, 3)).tolist())
    return LstmChain(name, "student", stages, units, "valid" if random.random() < 0.5 else "same")


def _pooled(random: np.random.Generator, name: str) -> Family:
    filters = _sizes(random, 1, 3, 6, 64)
    return Pooled(name, "student", filters, by_stream=random.random() < 0.5, kernel_size=_one_of(random, 3, 4, 5))


def _residual(random: np.random.Generator, name: str) -> Family:
    return Residual(
        name,
        "student",
        _sizes(random, 1, 3, 6, 56),
        kernel_size=_one_of(random, 3, 5),
        first_kernel_size=_one_of(random, 3, 5, 7),
        first_pool_size=_one_of(random, 1, 2),
        separable=random.random() < 0.6,
        padding="valid" if random.random() < 0.4 else "same",
    )


_FAMILIES: Final[tuple[Callable[[np.random.Generator, str], Family], ...]] = (_lstm_chain, _pooled, _residual)
_FAMILY_TYPES: Final = (LstmChain, Pooled, Residual)
