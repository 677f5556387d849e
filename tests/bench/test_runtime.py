"""The network of a bundle on an emulated core, and reports of several targets side by side."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from kd_edge.bench.compare import compare
from kd_edge.bench.runtime import bench_runtime
from kd_edge.bench.schema import BenchReport, Distribution, load_report, save_report
from kd_edge.bundle import Bundle, open_bundle
from kd_edge.cli import main
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.toolchain import find_toolchain
from tests.deploy.conftest import needs_compiler, needs_qemu


@pytest.fixture(scope="module")
def bundle(tiny_export: Path) -> Bundle:
    return open_bundle(tiny_export)


@pytest.fixture(scope="module")
def report(bundle: Bundle) -> BenchReport:
    return bench_runtime(bundle, load_board("mps2-an386"), "c", find_toolchain())


@needs_compiler
@needs_qemu
def test_the_network_is_counted_and_says_what_is_golden(bundle: Bundle, report: BenchReport) -> None:
    assert report.mismatches == 0
    inference = report.stages["inference"]
    assert (inference.unit, inference.count) == ("instructions", len(bundle.golden) - 1)
    assert report.macs < inference.p50 < 20 * report.macs
    arena = re.search(r"KD_MODEL_ARENA_BYTES (\d+)", bundle.read("kd_model.h").decode())
    assert arena is not None
    assert report.memory_bytes["arena"] == int(arena[1])
    assert 0 <= report.memory_bytes["variables"] < 64 < report.memory_bytes["stack"] < 1024
    assert report.flash_bytes["constants"] >= bundle.manifest.model.parameters
    assert report.times_real_time is None


@needs_compiler
@needs_qemu
def test_reports_stand_side_by_side_each_in_its_own_unit(report: BenchReport) -> None:
    times = Distribution("us", 9, 100.0, 90.25, 110.0, 120.0)
    host = replace(
        report,
        target="host",
        runtime="tflm",
        stages={"inference": times, "total": times},
        memory_bytes={"peak_rss": 12_345},
        flash_bytes={},
        mismatches=None,
    )
    rows = {row[0]: row[1:] for row in compare([host, report])}
    assert rows["target"] == ("host", "mps2-an386")
    assert rows["inference, p50"] == ("90.2 us", f"{report.stages['inference'].p50:,.0f} instructions")
    assert rows["total, p50"] == ("90.2 us", "-")
    assert rows["times real time"] == ("1,000", "-")
    assert rows["RAM, peak_rss"] == ("12,345 B", "-")
    assert rows["flash, code"] == ("-", f"{report.flash_bytes['code']:,} B")
    assert rows["scores unlike the golden"] == ("-", "0")


@needs_compiler
@needs_qemu
def test_the_command_compares_saved_reports(report: BenchReport, tmp_path: Path) -> None:
    paths = [tmp_path / "first.json", tmp_path / "second.json"]
    for path in paths:
        save_report(report, path)
    assert load_report(paths[0]) == report
    result = CliRunner().invoke(main, ["bench", "--compare", *map(str, paths)])
    assert result.exit_code == 0, result.output
    assert "first" in result.output
    assert "second" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--compare", "missing.json"], "A report is a file that `kd-edge bench` wrote"),
        (["one", "two"], "several paths are for --compare"),
        (["--compare"], "--compare needs a report"),
    ],
)
def test_paths_that_are_no_reports_are_refused(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["bench", *arguments])
    assert result.exit_code != 0
    assert message in result.stderr
