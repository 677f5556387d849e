"""Which students the MNIST campaign trains, and what becomes of one."""

from __future__ import annotations

from typing import Final, Literal

import keras
from msgspec import Struct

from kd_edge.campaign.mnist.networks import PUBLISHED_UNITS, published, slim

Family = Literal["published", "longer", "slim"]
Way = Literal["distilled", "soft", "direct"]

UNITS: Final = (1, 2, 3, 4, 6, 8, 16)
"""Hidden units of the published form."""
FILTERS: Final = ((2, 4, 6), (3, 6, 6), (4, 8, 8), (19, 37, 180))
"""Filters of the slim form; the last has the published 74,188 parameters."""
SEEDS: Final = 3
WAYS: Final[tuple[Way, ...]] = ("distilled", "soft", "direct")
"""Logit regression; Hinton's soft targets with the labels; the labels alone."""
SWEEP_WAYS: Final[tuple[Way, ...]] = ("distilled", "direct")


class Student(Struct, frozen=True, forbid_unknown_fields=True):
    """One network of the size sweep: ``(units,)`` of the published form, or three filters of the slim form.

    ``longer`` is the published form on a longer schedule.
    """

    family: Family
    size: tuple[int, ...]
    way: Way
    seed: int

    @property
    def network(self) -> str:
        """Family and size, such as ``published-6``."""
        return "-".join([self.family, *map(str, self.size)])

    @property
    def name(self) -> str:
        """Of its files."""
        return f"{self.network}-{self.way}-s{self.seed}"

    def build(self) -> keras.Model:
        """The untrained network; it gives logits."""
        return slim((self.size[0], self.size[1], self.size[2])) if self.family == "slim" else published(*self.size)


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """A trained student and its share of right answers on the 10,000 test images."""

    student: Student
    parameters: int
    accuracy: float


def plan(seeds: int = SEEDS) -> list[Student]:
    """Every student: the sweeps of both forms, then the published size on the longer schedule."""
    sizes: list[tuple[Family, tuple[int, ...]]] = [("published", (units,)) for units in UNITS]
    sizes += [("slim", filters) for filters in FILTERS]
    sweep = [Student(family, size, way, seed) for family, size in sizes for way in SWEEP_WAYS for seed in range(seeds)]
    return sweep + [Student("longer", (PUBLISHED_UNITS,), way, seed) for way in WAYS for seed in range(seeds)]
