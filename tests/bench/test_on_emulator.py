"""A bundle on an emulated board: what is counted, and what is compared with the goldens."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from kd_edge.bench.goldens import Outcome, check_outcomes, endless_session, golden_sessions
from kd_edge.bench.on_emulator.measure import bench_emulator
from kd_edge.bench.reports.schema import BenchReport
from kd_edge.bundle import INT8_MODEL, Bundle, open_bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import Engine, open_engine
from kd_edge.errors import BundleError
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.recordings.recording import Dataset
from tests.conftest import export_tiny
from tests.deploy.conftest import needs_compiler, needs_qemu


@needs_compiler
@needs_qemu
def test_a_hop_is_counted_in_instructions_stage_by_stage(bundle: Bundle, board_report: BenchReport) -> None:
    stages = board_report.stages
    assert list(stages) == ["signal", "inference", "decision", "total"]
    assert {stage.unit for stage in stages.values()} == {"instructions"}
    golden = bundle.golden
    frames = min(int(sum(counts)) for counts in golden.counts.values())
    assert 0 < stages["total"].count < frames
    parts = sum(stages[stage].mean for stage in ("signal", "inference", "decision"))
    assert stages["total"].mean == pytest.approx(parts)
    operators = sum(operator.instructions for operator in board_report.operators)
    assert operators < stages["inference"].p50 < operators + 1000  # copies, and the stopwatch
    assert board_report.times_real_time is None


@needs_compiler
@needs_qemu
def test_operators_are_those_of_the_network(board_report: BenchReport) -> None:
    kinds = [operator.kind for operator in board_report.operators]
    assert kinds[0] == "CONV_2D"
    assert kinds[-1] == "SOFTMAX"
    assert sum(operator.macs for operator in board_report.operators) == board_report.macs


@needs_compiler
@needs_qemu
def test_golden_recordings_give_golden_scores_and_the_hosts_decisions(
    bundle: Bundle, board_report: BenchReport
) -> None:
    golden = board_report.golden
    assert golden is not None
    assert golden.windows == len(bundle.golden)
    assert golden.scores == 2 * bundle.golden.logits.size  # from raw samples, and from windows
    assert (golden.wrong_scores, golden.wrong_decisions) == (0, 0)
    assert golden.right == np.count_nonzero(bundle.golden.logits.argmax(axis=1) == bundle.golden.labels)


@needs_compiler
@needs_qemu
def test_memory_is_that_of_the_image(bundle: Bundle, board_report: BenchReport) -> None:
    arena = re.search(r"KD_MODEL_ARENA_BYTES (\d+)", bundle.read("kd_model.h").decode())
    assert arena is not None
    assert board_report.memory_bytes["arena"] == board_report.network_bytes["arena"] == int(arena[1])
    assert board_report.network_bytes["stack"] < board_report.memory_bytes["stack"] < 2048
    assert board_report.network_bytes["constants"] >= bundle.manifest.model.parameters
    assert {"app", "protocol", "signal", "model", "board"} <= set(board_report.flash_bytes)
    assert board_report.flash_bytes["model"] > board_report.network_bytes["constants"]


@needs_compiler
@needs_qemu
@pytest.mark.slow
def test_a_state_that_is_carried_on_is_compared_with_the_same_code_on_the_host(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    signal = replace(tiny_dataset.signal, window_increment=6)  # the network's stride is 3
    bundle = open_bundle(export_tiny(tmp_path / "tiny", dataclasses.replace(tiny_dataset, signal=signal), goldens=4))
    report = bench_emulator(
        bundle,
        load_board("mps2-an386"),
        "c",
        find_toolchain(),
        open_engine(bundle.read(INT8_MODEL), "tflm"),
        inference="stateful",
    )
    golden = report.golden
    assert golden is not None
    assert report.runtime.startswith("c stateful")
    assert (golden.wrong_scores, golden.wrong_decisions) == (0, 0)
    operators = {operator.kind: operator for operator in report.operators}
    steps = 6 // 3  # of the LSTM in a hop
    assert operators["CONV_2D"].macs == 6 * 5 * 8 * 6
    assert operators["UNIDIRECTIONAL_SEQUENCE_LSTM"].macs == steps * 4 * 8 * (6 + 8)
    assert sum(item.instructions for item in report.operators) < report.stages["inference"].p50


@pytest.fixture
def outcomes(bundle: Bundle, engine: Engine) -> list[Outcome]:
    """What a perfect target makes of the goldens."""
    classifier = LiveClassifier(bundle, engine)
    signs = [(sign.label, sign.window) for sign in replay(classifier, endless_session(bundle))]
    assert signs
    return [*(Outcome(scores, []) for scores in bundle.golden.logits), Outcome(None, signs)]


def test_what_a_target_gets_wrong_is_counted(bundle: Bundle, engine: Engine, outcomes: list[Outcome]) -> None:
    sessions = golden_sessions(bundle, len(bundle.golden))
    perfect = check_outcomes(bundle, engine, sessions, outcomes)
    alone = check_outcomes(bundle, engine, sessions[-1:], outcomes[-1:])
    assert perfect.wrong_scores == 0
    assert perfect.wrong_decisions == perfect.decisions - alone.decisions  # of the short sessions
    label, window = outcomes[-1].signs[0]
    changed = bundle.golden.logits[0].copy()
    changed[1] ^= 1
    worse = [Outcome(changed, []), Outcome(None, []), *outcomes[2:-1]]
    later = Outcome(None, [(label, window + 1), *outcomes[-1].signs[1:]])
    found = check_outcomes(bundle, engine, sessions, [*worse, later])
    assert found.wrong_scores == 1 + bundle.golden.logits.shape[1]
    assert found.wrong_decisions == perfect.wrong_decisions + 2  # one missed, one added


def test_goldens_that_end_between_hops_are_refused(bundle: Bundle) -> None:
    signal = replace(bundle.manifest.signal, window_increment=7)
    other = Bundle(bundle.folder, replace(bundle.manifest, signal=signal), bundle.contents)
    with pytest.raises(BundleError, match="one window of 45 frames and whole hops of 7"):
        golden_sessions(other, len(bundle.golden))
