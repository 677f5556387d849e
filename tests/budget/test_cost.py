"""The cost of untrained networks, against the emulator and by known coefficients."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from kd_edge.budget.coefficients import fitted
from kd_edge.budget.cost import Shape, estimate, network_cost
from kd_edge.budget.properties import weighted
from kd_edge.campaign.cost.fit import fit
from kd_edge.campaign.cost.measure import Measured, measure
from kd_edge.campaign.cost.networks import Subject, calibration
from kd_edge.campaign.cost.run import check
from kd_edge.cli import main
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import ExportError
from kd_edge.model.presets import PRESETS
from kd_edge.model.streams import StreamShape
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset

SHAPE = Shape(110, (StreamShape(6), StreamShape(4, 2)), 7)
LIMIT = 0.05
QUICK = {"pooled-small", "compact-small"}
EXPORTED = [
    pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in PRESETS if "gru" not in name
]


@pytest.mark.parametrize("preset", EXPORTED)
def test_every_estimate_is_within_five_percent_of_the_emulator(preset: str, tmp_path: Path) -> None:
    """In a shape that is neither the fit's nor that of the published table."""
    measured = measure(Subject("network", preset, SHAPE), tmp_path, find_toolchain())
    said = network_cost(preset, SHAPE)
    compared = check(measured, fitted())
    assert (said.instructions, said.flash_bytes) == (compared.estimated_instructions, compared.estimated_flash_bytes)
    instructions, flash, ram = compared.errors
    assert abs(instructions) < LIMIT
    assert abs(flash) < LIMIT
    assert 0 <= ram < LIMIT  # of the arena nothing is, and the stack is a bound


def test_coefficients_are_those_that_the_assembly_shows() -> None:
    """kd_dot_dsp.h: 18 instructions for a tile's block and 14 for one output's, and what the loop adds."""
    instructions = fitted().instructions
    assert 18 <= instructions["conv.tile_block"] < 20
    assert 14 <= instructions["conv.block"] < 16
    assert 14 <= instructions["lstm.block"] < 16


def test_a_fit_finds_the_coefficients_that_made_the_counts(tmp_path: Path) -> None:
    """With counts that follow a rule exactly, also where the compiler has merged two operators into one function."""
    toolchain = find_toolchain()
    (subject,) = calibration(1)
    real = measure(subject, tmp_path, toolchain)
    assert measure(subject, tmp_path, toolchain) == real  # read again
    truth = {name: 1.0 + number for number, name in enumerate(sorted(_names(real)))}
    random = np.random.default_rng(1)
    networks = [_made_up(real, truth, random) for _ in range(60)]
    found = fit(networks).instructions
    assert {name: found[name] for name in truth} == pytest.approx(truth, abs=0.01)
    said = estimate("x", networks[0].plan, 1, replace(fitted(), instructions=found))
    assert said.instructions == pytest.approx(networks[0].cost.instructions, rel=1e-4)


def _names(measured: Measured) -> set[str]:
    return {name for operator in measured.plan.operators for name in operator.work}


def _made_up(real: Measured, truth: dict[str, float], random: np.random.Generator) -> Measured:
    """``real`` with other counts, its instructions by ``truth``; the last operator is there twice, as one function."""
    operators = [
        replace(item, work={name: int(random.integers(1, 1000)) for name in item.work}) for item in real.plan.operators
    ]
    twin = replace(operators[-1], index=99)
    spent: Counter[int] = Counter()
    for item in operators:
        spent[item.index] += round(sum(truth[name] * count for name, count in item.work.items()))
    spent[twin.index - 99 + operators[-1].index] *= 2
    functions = tuple(replace(item, instructions=spent[item.index]) for item in real.cost.operators)
    plan = replace(real.plan, operators=(*operators, twin))
    cost = replace(real.cost, operators=functions, instructions=sum(spent.values()))
    return replace(real, plan=plan, cost=cost)


def test_a_loop_that_was_never_measured_has_no_estimate() -> None:
    assert weighted({"conv": 1, "new": 2}, {"conv": 3.0}) is None
    assert weighted({"conv": 2, "new": 0}, {"conv": 3.0}) == 6.0


def test_a_network_that_no_target_runs_has_no_cost() -> None:
    with pytest.raises(ExportError, match="GRU"):
        network_cost("conv-gru", SHAPE)


def test_the_command_prints_costs_and_refuses_what_is_too_large(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["cost", "pooled-small", "--classes", "7", "--json"])
    assert result.exit_code == 0
    (cost,) = json.loads(result.stdout)
    assert cost["parameters"] == 4382 - 11 * (2 * 28 + 1)  # 18 signs in docs/networks.md
    limited = ["--max-ram", "2.5k", "--max-flash", "64k", "--max-insn", "500k"]
    result = CliRunner().invoke(main, ["cost", "pooled-small", *limited])
    assert result.exit_code == 5
    assert "pooled-small" in result.stdout
    assert "RAM" in result.stderr
    assert "flash" not in result.stderr
    assert CliRunner().invoke(main, ["cost", "pooled-small", "--max-ram", "much"]).exit_code == 2


@pytest.mark.parametrize("command", [("train", "--preset", "isl-student"), ("distill", "--direct")], ids=lambda c: c[0])
def test_nothing_is_trained_that_is_too_large(command: tuple[str, ...], tiny_dataset: Dataset, tmp_path: Path) -> None:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    arguments = [command[0], str(tmp_path / "tiny.npz"), *command[1:], "--runs", str(tmp_path / "runs")]
    result = CliRunner().invoke(main, [*arguments, "--max-insn", "10k"])
    assert result.exit_code == 5
    assert "instructions" in result.stderr
    assert not (tmp_path / "runs").exists()
    assert CliRunner().invoke(main, [*arguments, "--max-insn", "10k", "--resume"]).exit_code == 2
