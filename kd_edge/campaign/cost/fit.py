"""Fit coefficients to measured networks by non-negative least squares (Lawson and Hanson, 1974)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from scipy.optimize import nnls

from kd_edge.budget.coefficients import Coefficients
from kd_edge.campaign.cost.measure import CORE, OPTIMISATION, Measured, by_operator, code_by_operator
from kd_edge.errors import DeployError

_DIGITS: Final = 3


def fit(networks: Sequence[Measured]) -> Coefficients:
    """The coefficients that explain ``networks`` best.

    Operator by operator, each relative to the square root of what was counted, so that neither small nor large
    ones alone decide.

    Raises:
        DeployError: the machine code of no network shows how much stack it needs.
    """
    rows = [row for network in networks for row in by_operator(network)]
    functions = [row for network in networks for row in code_by_operator(network)]
    bounds = [network.cost.stack_bound_bytes for network in networks if network.cost.stack_bound_bytes is not None]
    if not bounds:
        raise DeployError(
            "Stack is read from the machine code", found="no bound", remedy="apt install binutils-arm-none-eabi"
        )
    return Coefficients(
        core=CORE,
        toolchain=networks[0].cost.toolchain,
        optimisation=OPTIMISATION,
        emulator=networks[0].emulator,
        networks=len(networks),
        instructions=_solve([counts for counts, _ in rows], [count for _, count in rows]),
        code=_solve([properties for properties, _ in functions], [size for _, size in functions]),
        stack_bytes=max(bounds),
    )


def _solve(rows: Sequence[Mapping[str, int]], measured: Sequence[int]) -> dict[str, float]:
    names = sorted({name for row in rows for name in row})
    matrix = np.array([[row.get(name, 0) for name in names] for row in rows], np.float64)
    wanted = np.array(measured, np.float64)
    weights = 1 / np.sqrt(np.maximum(wanted, 1))
    weighted = matrix * weights[:, None]
    scales = np.maximum(weighted.max(axis=0), np.finfo(np.float64).tiny)  # columns of one size, for the solver's sake
    solution, _ = nnls(weighted / scales, wanted * weights, maxiter=100 * len(names))
    return {name: round(float(value), _DIGITS) for name, value in zip(names, solution / scales, strict=True)}
