"""The coefficients that turn a plan into instructions and bytes of code, and where they come from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct

from kd_edge import contract
from kd_edge.errors import StorageError
from kd_edge.files import read_bounded

FILE: Final = Path(__file__).with_name("coefficients.json")
_MOST_BYTES: Final = 1 << 20


class Coefficients(Struct, frozen=True, forbid_unknown_fields=True):
    """What was fitted; ``kd-edge campaign cost`` writes it.

    Attributes:
        core: whose instructions are counted.
        toolchain: that compiled the networks.
        optimisation: the compiler's option.
        emulator: that counted.
        networks: how many random networks the fit is of.
        instructions: for each time that a loop runs, by its name in :mod:`kd_edge.codegen.work`.
        code: bytes of code for each step that has a property of :mod:`kd_edge.budget.properties`.
        stack_bytes: the most that any of the networks can use.
    """

    core: str
    toolchain: str
    optimisation: str
    emulator: str
    networks: int
    instructions: dict[str, float]
    code: dict[str, float]
    stack_bytes: int


def fitted() -> Coefficients:
    """The committed ones."""
    return contract.decode(read_bounded(FILE, _MOST_BYTES, StorageError), Coefficients, source=FILE.name)
