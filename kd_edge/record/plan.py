"""What is recorded, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta, Struct

from kd_edge.contract import Name
from kd_edge.errors import RecordingError

Order = Literal["rounds", "blocks", "shuffled"]
"""Every sign once, and again; all takes of a sign in a row; or rounds in a random order each."""


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person is asked for.

    Attributes:
        signs: the names of the signs.
        repetitions: takes of each.
        rest: takes in which no sign is made, spread over the session.
        order: how takes follow each other.
        seed: equal seeds give equal orders.
        take_s: seconds of a take.
        pause_s: seconds from the end of a take to the beginning of the next.
    """

    signs: tuple[Name, ...]
    repetitions: Annotated[int, Meta(ge=1, le=10_000)] = 5
    rest: Annotated[int, Meta(ge=0, le=10_000)] = 0
    order: Order = "rounds"
    seed: int = 0
    take_s: Annotated[float, Meta(gt=0, le=3600)] = 3.0
    pause_s: Annotated[float, Meta(ge=0, le=3600)] = 3.0

    def takes(self) -> list[str | None]:
        """The name of every take in the order of the plan; None is rest."""
        made = _ordered(self.signs, self.repetitions, self.order, np.random.default_rng(self.seed))
        for number in range(self.rest):
            made.insert(round((number + 0.5) * len(made) / self.rest), None)
        return made


def check_signs(signs: Sequence[str]) -> tuple[str, ...]:
    """The names of signs without spaces around them.

    Raises:
        RecordingError: there is none, one is empty, or one stands twice.
    """
    names = tuple(sign.strip() for sign in signs)
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names or not all(names) or twice:
        raise RecordingError(
            "Signs that are recorded have names, each a different one",
            found=f"{', '.join(twice)} twice" if twice else "an empty name" if names else "none",
            remedy="name them with --signs, such as --signs UP,DOWN,STOP",
        )
    return names


def _ordered(signs: Sequence[str], repetitions: int, order: Order, draw: np.random.Generator) -> list[str | None]:
    if order == "blocks":
        return [sign for sign in signs for _ in range(repetitions)]
    if order == "rounds":
        return [*signs] * repetitions
    return [signs[index] for _ in range(repetitions) for index in draw.permutation(len(signs))]
