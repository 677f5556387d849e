"""Measure, fit, and test the fit on every preset, none of which it has seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct

from kd_edge import contract
from kd_edge.budget.coefficients import FILE, Coefficients
from kd_edge.budget.cost import estimate
from kd_edge.campaign.cost.fit import fit
from kd_edge.campaign.cost.measure import Measured, measure
from kd_edge.campaign.cost.networks import Subject, calibration, presets
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import DeployError
from kd_edge.files import write_bytes

NETWORKS: Final = 90
"""Random networks in the fit."""


class Check(Struct, frozen=True, forbid_unknown_fields=True):
    """One network: what was measured of it, and what was said before."""

    name: str
    instructions: int
    estimated_instructions: int
    flash_bytes: int
    estimated_flash_bytes: int
    ram_bytes: int
    estimated_ram_bytes: int

    @property
    def errors(self) -> tuple[float, float, float]:
        """Of instructions, flash and RAM, relative to what was measured."""
        return (
            self.estimated_instructions / self.instructions - 1,
            self.estimated_flash_bytes / self.flash_bytes - 1,
            self.estimated_ram_bytes / self.ram_bytes - 1,
        )


class Result(Struct, frozen=True):
    """Everything in ``cost.json``: the coefficients, and every preset in every shape and width."""

    coefficients: Coefficients
    checks: list[Check]


def run_cost(out: Path, *, networks: int = NETWORKS, tell: Callable[[str], None] = lambda line: None) -> Result:
    """Fit coefficients to ``networks`` random networks, and test them; after a crash it goes on.

    Args:
        out: takes ``cost.json``, ``coefficients.json`` and, in ``cost/``, what was measured.
        networks: how many.
        tell: is called with a line for each measured network.

    Raises:
        DeployError: a compiler, the emulator or binutils for Arm is missing, or a preset has a loop that no random
            network has.
    """
    toolchain = find_toolchain()

    def measured(subject: Subject) -> Measured:
        result = measure(subject, out / "cost", toolchain)
        tell(f"{subject.name}: {result.cost.instructions:,} instructions")
        return result

    coefficients = fit(list(map(measured, calibration(networks))))
    result = Result(coefficients, [check(measured(subject), coefficients) for subject in presets()])
    write_bytes(out / FILE.name, contract.encode(coefficients))
    write_bytes(out / "cost.json", contract.encode(result))
    return result


def check(measured: Measured, coefficients: Coefficients) -> Check:
    """Compare a measured network with its estimate.

    Raises:
        DeployError: it has a loop without a coefficient.
    """
    said = estimate(measured.name, measured.plan, measured.int8_bytes, coefficients)
    if said.instructions is None or said.flash_bytes is None:
        raise DeployError(
            "Random networks have every loop that presets have",
            found=f"another one in {measured.name}",
            remedy="fit more networks, or add the family to kd_edge/campaign/cost/networks.py",
        )
    return Check(
        name=measured.name,
        instructions=measured.cost.instructions,
        estimated_instructions=said.instructions,
        flash_bytes=sum(measured.cost.flash_bytes.values()),
        estimated_flash_bytes=said.flash_bytes,
        ram_bytes=sum(measured.cost.ram_bytes.values()),
        estimated_ram_bytes=said.ram_bytes,
    )


def table(checks: Sequence[Check]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Every network, then the largest errors."""
    header = ("network", "instructions", "error", "flash B", "error", "RAM B", "error")
    rows = []
    for item in checks:
        sizes = (item.instructions, item.flash_bytes, item.ram_bytes)
        cells = [
            cell for size, error in zip(sizes, item.errors, strict=True) for cell in (f"{size:,}", f"{error:+.1%}")
        ]
        rows.append((item.name, *cells))
    largest = np.abs([item.errors for item in checks]).max(axis=0)
    rows.append(("largest error", *(cell for error in largest for cell in ("", f"{error:.1%}"))))
    return header, rows
