"""The page: well-formed, alone, honest about what it lacks, and with the numbers of the runs."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.recordings.recording import Dataset
from kd_edge.report.charts import HEIGHT, MARGIN, WIDTH, line_chart, scatter
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
    assert [chart.title for chart in first.curves] == ["loss", "accuracy"]
    assert [curve.name for curve in first.curves[1].curves] == ["accuracy", "validation accuracy"]
    assert second.curves == ()
    assert any("history.csv" in reason for reason in second.missing)
    assert "Classical methods were not measured" in page.text
    assert first.cost is not None
    assert f"{first.cost.int8_bytes:,} bytes" in page.text
    assert len(content.fronts) == 2


def test_names_are_text_and_nothing_else(tiny_dataset: Dataset, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    run = write_run(tmp_path, tiny_dataset, "one", labels=(hostile, "b", "c"), dataset=hostile)
    write_report([run], tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "<script" not in text
    assert hostile in Page(text).text


def test_a_network_without_known_cost_says_why(tiny_dataset: Dataset, tmp_path: Path) -> None:
    run = write_run(tmp_path, tiny_dataset, "one", network="my_net.py:build")
    [section] = write_report([run], tmp_path / "report.html").sections
    assert section.cost is None
    assert any("not known" in reason for reason in section.missing)


def test_curves_by_hand() -> None:
    chart = line_chart("loss", {"loss": [3.0, float("nan"), 1.0]})
    [curve] = chart.curves
    left, right = f"{MARGIN}.0", f"{WIDTH - MARGIN}.0"
    assert curve.points == f"{left},{MARGIN / 2:.1f} {right},{HEIGHT - MARGIN / 2:.1f}"
    assert [tick.text for tick in chart.xs] == ["1", "3"]
    assert [tick.text for tick in chart.ys] == ["1", "2", "3"]


def test_dots_by_hand() -> None:
    chart = scatter("accuracy", "bytes", [(100.0, 0.5, "small"), (200.0, 0.75, "large")])
    assert chart.dots[0] == (WIDTH / 2, HEIGHT - MARGIN / 2, "small")
    assert chart.dots[1] == (WIDTH - MARGIN, MARGIN / 2, "large")


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
