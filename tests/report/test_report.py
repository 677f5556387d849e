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
from kd_edge.contract import WearerProfile
from kd_edge.distill.methods.settings import Decoupled
from kd_edge.distill.recipe import Distillation
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import Dataset
from kd_edge.report.charts import HEIGHT, MARGIN, WIDTH, Dot, line_chart, scatter
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
    monkeypatch.setattr("kd_edge.report.content.network_cost", _COSTS)


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
    assert [chart.title for chart in first.curves] == ["loss", "accuracy"]
    assert [curve.name for curve in first.curves[1].curves] == ["accuracy", "validation accuracy"]
    assert second.curves == ()
    assert any("history.csv" in reason for reason in second.missing)
    assert "Classical methods were not measured" in page.text
    assert first.cost is not None
    assert f"{first.cost.int8_bytes:,} bytes, untrained" in page.text
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
    assert chart.dots[0] == Dot(WIDTH / 2, HEIGHT - MARGIN / 2, "small", unbeaten=True)
    assert chart.dots[1] == Dot(WIDTH - MARGIN, MARGIN / 2, "large", unbeaten=True)


def test_the_front_by_hand() -> None:
    """A larger run that is no better, and one that is worse, are beaten."""
    points = [(200.0, 0.75, "best"), (100.0, 0.5, "small"), (150.0, 0.5, "no better"), (180.0, 0.25, "worse")]
    chart = scatter("accuracy", "bytes", points)
    assert [dot.name for dot in chart.dots if dot.unbeaten] == ["best", "small"]
    left, top, right, half = WIDTH / 2, MARGIN / 2, WIDTH - MARGIN, HEIGHT / 2
    assert [tuple(map(float, corner.split(","))) for corner in chart.front.split()] == [
        (left, half),
        (right, half),
        (right, top),
        (right, top),
    ]


def test_charts_show_int8_files_where_all_were_measured(tiny_dataset: Dataset, tmp_path: Path) -> None:
    runs = [write_run(tmp_path, tiny_dataset, name) for name in ("one", "two")]
    runs.append(write_run(tmp_path, tiny_dataset, "three", split="loso-0"))
    for run, hits in zip(runs, (0.5, 0.625, 0.75), strict=True):
        figures = Deployed(hits, hits - 0.125, 1.0, 1000, 4000, 900, 3500)
        (run.folder / "deployed.json").write_bytes(contract.encode(figures))
    content = write_report(runs, tmp_path / "report.html")
    within, other = content.fronts
    assert {chart.title for chart in within.charts} == {"accuracy of the int8 file, split within,"}
    assert (other.charts, other.split) == ((), "loso-0")
    text = Page((tmp_path / "report.html").read_text()).text
    assert "No chart of split loso-0: 1 of its runs has a known cost" in text
    assert "0.6250, mean over persons 0.5000" in text


def test_equal_networks_are_exported_once(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [write_run(tmp_path, tiny_dataset, str(seed), seed=seed) for seed in range(3)]
    asked: list[str] = []

    def counted(network: str, shape: Shape) -> NetworkCost:
        asked.append(network)
        return _COSTS(network, shape)

    monkeypatch.setattr("kd_edge.report.content.network_cost", counted)
    assert all(section.cost is not None for section in collect(runs).sections)
    assert len(asked) == 1


def test_a_teacher_has_no_size_on_a_device(tiny_dataset: Dataset, tmp_path: Path) -> None:
    run = write_run(tmp_path, tiny_dataset, "one", role="teacher")
    [section] = collect([run]).sections
    assert section.cost is None
    assert any("stays on the host" in reason for reason in section.missing)


def test_the_origin_says_every_setting(tiny_dataset: Dataset, tmp_path: Path) -> None:
    told = {
        "teacher": ("large", "larger"),
        "distillation": Distillation(temperature=2.5, method=Decoupled(other_weight=4.0)),
        "passes": ("prune=0.5",),
        "parent": "before",
        "split": "all",
        "wearers": {"anna": WearerProfile()},
        "enrol_seconds": 7.0,
    }
    run = write_run(tmp_path, tiny_dataset, "one", **told)
    shown = dict(collect([run]).sections[0].origin)
    assert shown["teacher"] == "large, larger"
    assert "temperature 2.5" in shown["distillation"]
    assert "decoupled" in shown["distillation"]
    assert (shown["compression passes"], shown["compressed from"]) == ("prune=0.5", "before")
    assert shown["split"] == "all: nothing is held out"
    assert shown["sensors"].endswith("enrolled by 7 s")
    assert shown["augmentation"] == "none"
    assert "epochs 200" in shown["schedule"]


def test_runs_are_named_by_name_by_folder_or_by_their_sweep(tiny_dataset: Dataset, tmp_path: Path) -> None:
    write_run(tmp_path / "runs", tiny_dataset, "one")
    elsewhere = write_run(tmp_path / "other", tiny_dataset, "two")
    write_run(tmp_path / "sweep" / "trials", tiny_dataset, "three")
    where = ["--runs", str(tmp_path / "runs"), "--out", str(tmp_path / "page.html"), "--json"]
    names = ["one", str(elsewhere.folder), str(tmp_path / "sweep")]
    told = CliRunner().invoke(main, ["report", *names, *where], catch_exceptions=False)
    assert [run["config"]["name"] for run in json.loads(told.stdout)["runs"]] == ["one", "two", "three"]
    wrong = CliRunner().invoke(main, ["report", "four", *where])
    assert wrong.exit_code == TrainingError.exit_code


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
