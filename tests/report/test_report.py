"""The page: well-formed, alone, honest about what it lacks, and with the numbers of the runs."""

from __future__ import annotations

import functools
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from kd_edge import contract
from kd_edge.budget.cost import NetworkCost, Shape, network_cost
from kd_edge.campaign.measure import Deployed
from kd_edge.cli import main
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import Dataset
from kd_edge.report.content import collect
from kd_edge.report.page import write_report
from tests.distill.test_comparison import METRICS_OF_TWO, write_run

VOID = {"meta", "link", "line", "br", "img", "hr"}


class Page(HTMLParser):
    """Every tag closed, every id once, and what the page would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "href") and not (value or "").startswith("#"):
                self.fetched.append(value or "")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(autouse=True)
def exported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests share the costs of a network, which takes seconds to export."""
    monkeypatch.setattr("kd_edge.report.sizes.network_cost", _COSTS)


_COSTS = functools.cache(network_cost)


def write_history(folder: Path) -> None:
    (folder / "history.csv").write_text("epoch,loss,accuracy,validation_accuracy\n1,2.0,0.25,0.5\n2,1.0,0.75,0.625\n")


def test_a_page_is_whole_and_alone(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = [write_run(tmp_path, tiny_dataset, name) for name in ("one", "two")]
    write_history(runs[0].folder)
    content = write_report(runs, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    page = Page(text)
    assert page.open == []
    assert page.ids == ["run-1", "run-2"]
    assert page.fetched == []
    assert "http" not in text
    for shown in ("one", "0.7500", "0.7000", "anna", "0.8000", "SIGN1"):
        assert shown in page.text
    first, second = content.sections
    assert first.metrics == METRICS_OF_TWO
    assert [chart.up for chart in first.curves] == ["loss", "accuracy"]
    assert [curve.name for curve in first.curves[1].curves] == ["accuracy", "validation accuracy"]
    assert second.curves == ()
    assert any("history.csv" in reason for reason in second.missing)
    assert "Classical methods were not measured" in page.text
    assert first.sizes is not None
    assert f"{first.sizes.int8_bytes:,} bytes, of the same network untrained" in page.text
    [front] = content.fronts
    assert [chart.across.split()[0] for chart in front.charts] == ["bytes", "bytes", "Cortex-M4"]
    assert "accuracy of the float32 network" in page.text


def test_names_are_text_and_nothing_else(tiny_dataset: Dataset, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    run = write_run(tmp_path, tiny_dataset, "one", labels=(hostile, "b", "c"), dataset=hostile)
    write_report([run], tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "<script" not in text
    assert hostile in Page(text).text


def test_a_network_without_known_cost_says_why(tiny_dataset: Dataset, tmp_path: Path) -> None:
    """Nor has a compressed network that of its preset: only its model, which is not there, says what is left of it."""
    own = write_run(tmp_path, tiny_dataset, "one", network="my_net.py:build")
    pruned = write_run(tmp_path, tiny_dataset, "two", passes=("prune=0.5",))
    for section in write_report([own, pruned], tmp_path / "report.html").sections:
        assert section.sizes is None
        assert any("not known" in reason for reason in section.missing)


def test_charts_show_each_split_and_int8_files_where_they_were_measured(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = [write_run(tmp_path, tiny_dataset, name) for name in ("one", "two", "three")]
    runs += [
        write_run(tmp_path, tiny_dataset, name, split=split)
        for name, split in (("four", "loso-0"), ("five", "all"), ("six", "all"))
    ]
    for run, hits in zip(runs[:2], (0.5, 0.625), strict=True):
        figures = Deployed(hits, hits - 0.125, 1.0, 1000, 4000, 900, 3500, {"anna": 0.375})
        (run.folder / "deployed.json").write_bytes(contract.encode(figures))
    (runs[0].folder / "instructions.json").write_bytes(b"4321")
    content = write_report(runs, tmp_path / "report.html")
    within, other, everything = content.fronts
    for chart in within.charts:
        assert [(dot.of.mark, dot.of.accuracy, dot.of.int8) for dot in chart.dots] == [
            ("1", 0.5, True),
            ("2", 0.625, True),
            ("3", 0.75, False),
        ]
    assert (other.charts, other.split) == ((), "loso-0")
    assert everything.charts == ()
    text = Page((tmp_path / "report.html").read_text()).text
    assert "No chart for tiny, split loso-0: it compares students, and one student has known sizes here." in text
    assert "Nothing was held out" in text
    assert "0.6250, mean over persons 0.5000" in text
    assert "4,321, counted" in text
    assert "0.3750" in text


def test_equal_networks_are_exported_once(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [write_run(tmp_path, tiny_dataset, str(seed), seed=seed) for seed in range(3)]
    asked: list[str] = []

    def counted(network: str, shape: Shape) -> NetworkCost:
        asked.append(network)
        return _COSTS(network, shape)

    monkeypatch.setattr("kd_edge.report.sizes.network_cost", counted)
    assert all(section.sizes is not None for section in collect(runs).sections)
    assert len(asked) == 1


def test_a_teacher_has_no_size_on_a_device(tiny_dataset: Dataset, tmp_path: Path) -> None:
    run = write_run(tmp_path, tiny_dataset, "one", role="teacher")
    [section] = collect([run]).sections
    assert section.sizes is None
    assert any("stays on the host" in reason for reason in section.missing)


def test_a_network_that_is_no_preset_is_exported_from_its_model(tiny_dataset: Dataset, tmp_path: Path) -> None:
    run = write_run(tmp_path, tiny_dataset, "one", network="mine.py:build")
    shape = Shape.of(run.config.signal, len(run.config.labels))
    shape.build("compact").save(run.folder / "model.keras")
    expected = _COSTS("compact", shape)
    sizes = collect([run]).sections[0].sizes
    assert sizes is not None
    for field in ("int8_bytes", "ram_bytes", "flash_bytes", "instructions"):
        assert getattr(sizes, field) == getattr(expected, field)


def test_runs_are_named_by_name_by_folder_or_by_their_sweep(tiny_dataset: Dataset, tmp_path: Path) -> None:
    write_run(tmp_path / "runs", tiny_dataset, "one")
    elsewhere = write_run(tmp_path / "other", tiny_dataset, "two")
    write_run(tmp_path / "sweep" / "trials", tiny_dataset, "three")
    where = ["--runs", str(tmp_path / "runs"), "--out", str(tmp_path / "page.html"), "--json"]
    names = ["one", str(elsewhere.folder), str(tmp_path / "sweep"), str(tmp_path / "runs" / "one")]
    told = CliRunner().invoke(main, ["report", *names, *where], catch_exceptions=False)
    assert [run["config"]["name"] for run in json.loads(told.stdout)["runs"]] == ["one", "two", "three"]
    wrong = CliRunner().invoke(main, ["report", "four", *where])
    assert wrong.exit_code == TrainingError.exit_code
    assert "'four', which is none of them" in wrong.output
    (elsewhere.folder / "metrics.json").unlink()
    unfinished = CliRunner().invoke(main, ["report", str(tmp_path / "other"), *where])
    assert "A report is about complete runs" in unfinished.output


def test_the_command(tiny_dataset: Dataset, tmp_path: Path) -> None:
    write_run(tmp_path / "runs", tiny_dataset, "one")
    out = tmp_path / "page.html"
    told = CliRunner().invoke(
        main, ["report", "--runs", str(tmp_path / "runs"), "--out", str(out), "--json"], catch_exceptions=False
    )
    assert told.exit_code == 0, told.output
    [section] = json.loads(told.stdout)["runs"]
    assert section["metrics"]["accuracy"] == 0.75
    assert out.is_file()
    nothing = CliRunner().invoke(main, ["report", "--runs", str(tmp_path / "none"), "--out", str(out)])
    assert nothing.exit_code != 0
    assert "A report is about complete runs" in nothing.output
