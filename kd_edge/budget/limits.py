"""What a network may cost at most: ``--max-ram 8k --max-flash 64k --max-insn 500k``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from kd_edge.budget.cost import NetworkCost
from kd_edge.errors import TrainingError

_SIZE: Final = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([kM]?)", re.ASCII)
_BYTES: Final = {"": 1, "k": 1 << 10, "M": 1 << 20}
_COUNTS: Final = {"": 1, "k": 10**3, "M": 10**6}


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Limits; None for none.

    Attributes:
        ram_bytes: of arena and stack.
        flash_bytes: of weights, tables and code.
        instructions: of a Cortex-M4 for a window.
    """

    ram_bytes: int | None = None
    flash_bytes: int | None = None
    instructions: int | None = None

    @property
    def are_set(self) -> bool:
        """Whether there is one."""
        return self != Limits()

    def broken_by(self, cost: NetworkCost) -> list[str]:
        """What is too large and by how much, as phrases; also what is not known."""
        compared = (
            ("bytes of RAM", cost.ram_bytes, self.ram_bytes),
            ("bytes of flash", cost.flash_bytes, self.flash_bytes),
            ("instructions a window", cost.instructions, self.instructions),
        )
        return [
            f"an unknown number of {what}"
            if size is None
            else f"{size:,} {what}, {size - limit:,} ({size / limit - 1:.0%}) too many"
            for what, size, limit in compared
            if limit is not None and (size is None or size > limit)
        ]


def parse_bytes(text: str) -> int:
    """A number of bytes such as ``8k``, which is 8192.

    Raises:
        ValueError: it says no positive number.
    """
    return _parse(text, _BYTES)


def parse_count(text: str) -> int:
    """A number such as ``500k``, which is 500,000.

    Raises:
        ValueError: it says no positive number.
    """
    return _parse(text, _COUNTS)


def require_within(limits: Limits, costs: Sequence[NetworkCost]) -> None:
    """Refuse networks that are too large.

    Raises:
        TrainingError: naming each, what of it is too large, and by how much.
    """
    broken = [f"{cost.network} has {' and '.join(found)}" for cost in costs if (found := limits.broken_by(cost))]
    if broken:
        raise TrainingError(
            "A network stays within the limits that were given",
            found="; ".join(broken),
            remedy="choose a smaller preset, NAME*0.5 for half the width, or a shorter window; "
            "kd-edge cost compares them",
        )


def _parse(text: str, units: dict[str, int]) -> int:
    found = _SIZE.fullmatch(text.strip())
    number = int(float(found[1]) * units[found[2]]) if found else 0
    if number < 1:
        raise ValueError(text)
    return number
