"""Which students are trained, and what they are played."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from kd_edge.distill.recipe import Recipe
from kd_edge.evaluate.search import Limits

SPLIT: Final = "within"


class Job(Struct, frozen=True, forbid_unknown_fields=True):
    """One student: a preset, its share of outliers, and a seed."""

    network: str
    outliers: float
    seed: int
    recipe: Recipe

    @property
    def name(self) -> str:
        """Of its run and its bundle."""
        return f"{self.network}-outliers-{self.outliers:g}-{SPLIT}-s{self.seed}"


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """A streaming campaign.

    Attributes:
        networks: presets with valid padding.
        outliers: shares of windows of movement that is no sign, the usual one last; 0 is training as it was before.
        seeds: seeds 0, 1, ... give the figures.
        tuning_seed: of the student on which the decision is chosen; no figure uses it.
        epochs: of each training.
        orders: in which the takes of a person are played.
        hours: of rest, and of each movement that is no sign.
        limits: of the search; half of the false alarms that are wanted, since chance favours what was chosen.
    """

    networks: tuple[str, ...]
    outliers: tuple[float, ...]
    seeds: int
    tuning_seed: int
    epochs: int
    orders: int
    hours: float
    limits: Limits

    def job(self, network: str, outliers: float, seed: int) -> Job:
        """One student."""
        recipe = Recipe(epochs=self.epochs, weight_decay=1e-3, outliers=outliers)
        return Job(network, outliers, seed, recipe)

    def jobs(self) -> Iterator[Job]:
        """All of them; first those on which decisions are chosen."""
        for network in self.networks:
            yield self.job(network, self.outliers[-1], self.tuning_seed)
            for outliers in self.outliers:
                for seed in range(self.seeds):
                    yield self.job(network, outliers, seed)


PLAN: Final = Plan(
    networks=("pooled-large", "compact"),
    outliers=(0.0, 2.0),
    seeds=3,
    tuning_seed=10,
    epochs=200,
    orders=3,
    hours=1.0,
    limits=Limits(rest_per_hour=3.0, movement_per_hour=10.0),
)
