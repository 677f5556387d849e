"""Reports of several targets side by side, in a table and in a picture."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from kd_edge.bench.reports.compare import compare
from kd_edge.bench.reports.plot import panels_of, plot_reports
from kd_edge.bench.reports.schema import BenchReport, Distribution, load_report, save_report
from kd_edge.cli import main
from kd_edge.errors import ContractError, MissingExtraError
from tests.deploy.conftest import needs_compiler, needs_qemu


@pytest.fixture
def host_report(board_report: BenchReport) -> BenchReport:
    times = Distribution("us", 9, 100.0, 90.25, 110.0, 120.0)
    return replace(
        board_report,
        kind="host",
        target="host",
        stages=dict.fromkeys(board_report.stages, times),
        memory_bytes={"peak_rss": 12_345},
        flash_bytes={},
        network_bytes={},
        operators=(),
        golden=None,
    )


@needs_compiler
@needs_qemu
def test_reports_stand_side_by_side_each_in_its_own_unit(host_report: BenchReport, board_report: BenchReport) -> None:
    rows = {row[0]: row[1:] for row in compare([host_report, board_report])}
    assert rows["target"] == ("host", "mps2-an386")
    assert rows["inference, p50"] == ("90.2 us", f"{board_report.stages['inference'].p50:,.0f} instructions")
    assert rows["times real time"] == ("1,000", "-")
    assert rows["RAM, peak_rss"] == ("12,345 B", "-")
    assert rows["flash, signal"] == ("-", f"{board_report.flash_bytes['signal']:,} B")
    assert rows["network alone, code"] == ("-", f"{board_report.network_bytes['code']:,} B")
    golden = board_report.golden
    assert golden is not None
    assert rows["scores unlike the golden"] == ("-", f"0 of {golden.scores}")


@needs_compiler
@needs_qemu
def test_no_axis_has_two_units(host_report: BenchReport, board_report: BenchReport) -> None:
    silicon = replace(
        board_report,
        kind="device",
        stages={name: replace(spent, unit="cycles") for name, spent in board_report.stages.items()},
    )
    panels = panels_of({"host": host_report, "emulated": board_report, "silicon": silicon})
    latencies = [set(bars) for title, bars in panels.items() if title.startswith("One hop")]
    assert latencies == [{"host"}, {"emulated"}, {"silicon"}]
    assert {title: set(bars) for title, bars in panels.items() if "firmware" in title} == {
        "RAM of the firmware, stack as used, in bytes": {"emulated", "silicon"},
        "Flash of the firmware without recordings to play, in bytes": {"emulated", "silicon"},
    }
    (hop,) = (bars["emulated"] for title, bars in panels.items() if "instructions" in title)
    assert sum(hop.values()) == pytest.approx(board_report.stages["total"].mean)


@needs_compiler
@needs_qemu
def test_the_command_compares_saved_reports(
    board_report: BenchReport, host_report: BenchReport, tmp_path: Path
) -> None:
    paths = [tmp_path / "first.json", tmp_path / "second.json"]
    for path, report in zip(paths, (host_report, board_report), strict=True):
        save_report(report, path)
        assert load_report(path) == report
    picture = tmp_path / "plot.png"
    result = CliRunner().invoke(main, ["bench", "--compare", *map(str, paths), "--plot", str(picture)])
    assert result.exit_code == 0, result.output
    assert "first" in result.output
    assert "second" in result.output
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtraError, match="plot"):
        plot_reports({}, tmp_path / "plot.png")


def test_a_report_of_an_older_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text('{"schema_version": 1, "target": "host"}')
    with pytest.raises(ContractError, match=r"reads benchmark schema 2.*schema 1 in"):
        load_report(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--compare", "missing.json"], "A report is a file that `kd-edge bench` wrote"),
        (["one", "two"], "several paths are for --compare"),
        (["--compare"], "--compare needs a report"),
        (["--plot", "plot.png"], "--plot is for --compare"),
        (["--board", "mps2-an386", "--device", "pty"], "give one of --board, --device"),
    ],
)
def test_options_that_contradict_each_other_are_refused(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["bench", *arguments])
    assert result.exit_code != 0
    assert message in result.stderr
