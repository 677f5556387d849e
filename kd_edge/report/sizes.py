"""What the networks of runs take on a microcontroller; each is exported once, however many seeds it has."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from msgspec import Struct

from kd_edge.budget.cost import NetworkCost, Shape, file_cost, network_cost
from kd_edge.distill.runs import Run
from kd_edge.errors import KdEdgeError, TrainingError
from kd_edge.export.untrained import export_untrained
from kd_edge.report.int8 import Int8

TEACHER: Final = "Sizes: a teacher stays on the host and has no int8 file."


class Sizes(Struct, frozen=True):
    """What an int8 network takes on a Cortex-M4, as far as it is known.

    Attributes:
        int8_bytes: of the TFLite file.
        ram_bytes: arena, exact, and stack, at most.
        flash_bytes: weights, tables and estimated code of the generated C.
        instructions: for one window.
        counted: whether they were counted in an emulator; else they are estimated.
    """

    int8_bytes: int
    ram_bytes: int | None
    flash_bytes: int | None
    instructions: int | None
    counted: bool


class Costs:
    """Costs of networks, with a memory."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[NetworkCost | None, str]] = {}

    def sizes(self, run: Run, measured: Sequence[Int8]) -> tuple[Sizes | None, str]:
        """The sizes of a student, measured where they were, and why something is missing (or nothing)."""
        if run.config.role == "teacher":
            return None, TEACHER
        cost, reason = self._cost(run)
        if cost is None and not measured:
            return None, reason
        counted = next((each.instructions for each in measured if each.instructions is not None), None)
        estimated = None if cost is None else cost.instructions
        sizes = Sizes(
            int8_bytes=cost.int8_bytes if cost is not None and not measured else measured[0].file_bytes,
            ram_bytes=None if cost is None else cost.ram_bytes,
            flash_bytes=None if cost is None else cost.flash_bytes,
            instructions=estimated if counted is None else counted,
            counted=counted is not None,
        )
        return sizes, reason

    def _cost(self, run: Run) -> tuple[NetworkCost | None, str]:
        """The cost, or the reason why it is not known: equal for runs of one network, passes and counts."""
        config = run.config
        shape = Shape.of(config.signal, len(config.labels))
        key = (config.network, shape, config.passes, config.parameters, config.macs)
        if key not in self._known:
            try:
                self._known[key] = _cost_of(run, shape), ""
            except KdEdgeError as error:
                self._known[key] = None, f"What it takes of a microcontroller is not known: {error}"
        return self._known[key]


def _cost_of(run: Run, shape: Shape) -> NetworkCost:
    config = run.config
    if not config.passes:
        with suppress(TrainingError):  # not a preset but a network of the user's own
            return network_cost(config.network, shape)
    return file_cost(config.network, export_untrained(run.load_model()), parameters=config.parameters)
