"""The engine's costs on emulated cores, on a stand-in model whose costs are known, and on the reference models."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kd_edge.bench.engine.on_emulator import measure_engine
from kd_edge.bench.engine.subject import EngineSubject, make_subject
from kd_edge.cli import main
from kd_edge.codegen import StreamOptions
from kd_edge.deploy.emulators.batch import model_component
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import BoardTooSmallError
from tests.deploy.conftest import needs_compiler, needs_qemu

pytestmark = [needs_compiler, needs_qemu]

HEADER = """
#include <stdint.h>
typedef struct { int8_t arena[16]; } kd_model_t;
int8_t *kd_model_input(kd_model_t *model);
void kd_model_run(kd_model_t *model);
const int8_t *kd_model_output(const kd_model_t *model);
"""

# Operator 1 spins 1000 rounds of two instructions and adds a constant, operator 3 spins 3000 rounds.
SOURCE = """
#include "kd_model.h"
static const int8_t weights[4] = {1, 2, 3, 4};
static void spin(uint32_t rounds)
{
    __asm__ volatile("1:\\n subs %0, %0, #1\\n bne 1b" : "+l"(rounds) : : "cc");
}
__attribute__((noinline)) static void op01_conv_2d(int8_t *arena)
{
    spin(1000);
    for (volatile int i = 0; i < 4; i = i + 1) {
        arena[i] = (int8_t)(arena[i] + weights[i]);
    }
}
__attribute__((noinline)) static void op03_softmax(int8_t *arena)
{
    spin(3000);
    arena[0] = (int8_t)-arena[0];
}
int8_t *kd_model_input(kd_model_t *model) { return model->arena; }
void kd_model_run(kd_model_t *model) { op01_conv_2d(model->arena); op03_softmax(model->arena); }
const int8_t *kd_model_output(const kd_model_t *model) { return model->arena; }
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> EngineSubject:
    (tmp_path / "kd_model.h").write_text(HEADER)
    (tmp_path / "kd_model.c").write_text(SOURCE)
    inputs = np.random.default_rng(0).integers(-100, 100, (3, 4)).astype(np.int8)
    outputs = inputs + np.array([1, 2, 3, 4], np.int8)
    outputs[:, 0] *= -1
    return EngineSubject(
        name="stand-in",
        component=model_component(tmp_path),
        macs={1: 1000, 3: 0},
        weights=frozenset({"weights"}),
        arena_bytes=16,
        output_bytes=4,
        inputs=inputs,
        outputs=outputs,
    )


@pytest.mark.parametrize("core", ["m0", "m4", "m55"])
def test_costs_are_those_of_the_model(stand_in: EngineSubject, core: str) -> None:
    (cost,) = measure_engine(stand_in, find_toolchain(), cores=[core], optimisations=["-O2"]).costs
    assert cost.mismatches == 0
    assert cost.instructions_least == cost.instructions_most
    assert [(operator.index, operator.kind) for operator in cost.operators] == [(1, "CONV_2D"), (3, "SOFTMAX")]
    first, second = (operator.instructions for operator in cost.operators)
    assert 2000 < first < 2120
    assert 6000 < second < 6040
    assert 0 <= cost.instructions - first - second < 20
    assert cost.instructions_per_mac == pytest.approx(cost.instructions / 1000)
    assert cost.flash_bytes["weights"] == 4
    assert cost.stack_bound_bytes is not None
    assert 0 <= cost.stack_bound_bytes - cost.ram_bytes["stack"] < 8  # no path is left out, but a word for alignment
    assert cost.flash_bytes["tables"] == 0
    assert 40 < cost.flash_bytes["code"] < 300


def test_a_core_without_a_board_that_is_large_enough_is_left_out(stand_in: EngineSubject) -> None:
    (stand_in.component.sources[0].parent / "kd_model.h").write_text(HEADER.replace("arena[16]", "arena[1000000]"))
    compiler = find_toolchain()
    bench = measure_engine(stand_in, compiler, cores=["m55", "m4"], optimisations=["-Os"])
    assert [cost.core for cost in bench.costs] == ["m4"]
    assert "bytes of RAM too many" in bench.too_large_for["m55"]
    with pytest.raises(BoardTooSmallError, match="m55"):
        measure_engine(stand_in, compiler, cores=["m55"], optimisations=["-Os"])


def test_a_wrong_output_is_counted(stand_in: EngineSubject) -> None:
    assert stand_in.outputs is not None
    stand_in.outputs[1, 2] += 1
    (cost,) = measure_engine(stand_in, find_toolchain(), cores=["m4"], optimisations=["-Os"]).costs
    assert cost.mismatches == 1


@pytest.mark.parametrize("name", ["student_psl18"])
def test_reference_models_are_exact_and_the_json_repeats(name: str, shared: Path, tmp_path: Path) -> None:
    model = shared / "models" / f"{name}.tflite"
    outputs = []
    for attempt in ("first.json", "second.json"):
        arguments = ["bench-engine", str(model), "--core", "m4", "-O", "2", "--out", str(tmp_path / attempt)]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        outputs.append((tmp_path / attempt).read_bytes())
    assert outputs[0] == outputs[1]
    (bench,) = json.loads(outputs[0])
    (cost,) = bench["costs"]
    assert cost["mismatches"] == 0
    assert sum(operator["macs"] for operator in cost["operators"]) == bench["macs"] == 127_552


def test_a_hop_keeps_its_share_of_a_window(shared: Path, tmp_path: Path) -> None:
    model = shared / "models" / "student_psl18.tflite"
    window, hop, stateful = (
        measure_engine(make_subject(model, tmp_path, mode), find_toolchain(), cores=["m4"], optimisations=["-O2"])
        for mode in (None, StreamOptions(), StreamOptions(stateful=True))
    )
    assert (window.hop_frames, hop.hop_frames, stateful.hop_frames) == (None, 9, 9)
    whole = window.costs[0].instructions
    assert hop.costs[0].instructions <= whole / 2
    assert stateful.costs[0].instructions <= whole / 8
    for bench in (hop, stateful):
        (cost,) = bench.costs
        operators = [operator.index for operator in cost.operators]
        assert sorted(operators) == [1, 3, 5, 7, 9, 11, 12]
        assert sum(operator.macs for operator in cost.operators) == bench.macs
        spent = sum(operator.instructions for operator in cost.operators)
        assert 0.9 < spent / cost.instructions <= 1


def test_a_model_without_vectors_is_held_against_tflite_micro(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("tflite_micro")
    model = tmp_path / "lonely.tflite"
    shutil.copy(shared / "models" / "student_psl18.tflite", model)
    arguments = ["bench-engine", str(model), "--core", "m4", "-O", "2", "--operators", "--markdown"]
    result = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "engine.json")])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    (total,) = (line.split(" | ") for line in lines if line.startswith("| m4 -O2 |"))
    assert total[-1] == "0 |"
    operators = [line.split(" | ")[2] for line in lines if re.match(r"\| \d+ ", line)]
    spent = sum(int(re.sub(r"\D.*", "", cell.replace(",", ""))) for cell in operators)
    assert 0 <= int(total[1].replace(",", "")) - spent < 100  # the calls themselves


@pytest.mark.slow
def test_a_hop_is_printed_as_not_compared(tmp_path: Path) -> None:
    """`kd-edge verify` compares hops; a question mark would look like a fault."""
    model = Path(__file__).parents[2] / "export" / "reference" / "model_int8.tflite"
    arguments = ["bench-engine", str(model), "--core", "m4", "-O", "2", "--stream", "--markdown"]
    result = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "engine.json")])
    assert result.exit_code == 0, result.output
    (total,) = (line for line in result.output.splitlines() if line.startswith("| m4 -O2 |"))
    assert total.endswith("| not compared |")
