"""Curves, dots and fronts, by hand."""

from __future__ import annotations

from kd_edge.report.charts import HEIGHT, MARGIN, WIDTH, line_chart
from kd_edge.report.scatter import Measured, scatter


def test_curves_by_hand() -> None:
    chart = line_chart("loss", {"loss": [3.0, float("nan"), 1.0]})
    [curve] = chart.curves
    left, right = f"{MARGIN}.0", f"{WIDTH - MARGIN}.0"
    assert curve.points == f"{left},{MARGIN / 2:.1f} {right},{HEIGHT - MARGIN / 2:.1f}"
    assert [tick.text for tick in chart.xs] == ["1", "3"]
    assert [tick.text for tick in chart.ys] == ["1", "2", "3"]


def test_dots_by_hand() -> None:
    chart = scatter("bytes", [(100, Measured("1", "small", 0.5, True)), (200, Measured("2", "large", 0.75, True))])
    assert [(dot.x, dot.y, dot.unbeaten) for dot in chart.dots] == [
        (WIDTH / 2, HEIGHT - MARGIN / 2, True),
        (WIDTH - MARGIN, MARGIN / 2, True),
    ]


def test_the_front_by_hand() -> None:
    """A larger run that is no better, and one that is worse, are beaten."""
    table = [(200, 0.75, "best"), (100, 0.5, "small"), (150, 0.5, "no better"), (180, 0.25, "worse")]
    chart = scatter("bytes", [(cost, Measured("", name, accuracy, True)) for cost, accuracy, name in table])
    assert [dot.of.name for dot in chart.dots if dot.unbeaten] == ["best", "small"]
    left, top, right, half = WIDTH / 2, MARGIN / 2, WIDTH - MARGIN, HEIGHT / 2
    assert [tuple(map(float, corner.split(","))) for corner in chart.front.split()] == [
        (left, half),
        (right, half),
        (right, top),
        (right, top),
    ]


def test_a_float32_accuracy_beats_no_int8_file() -> None:
    """The float32 network is better and its int8 file as small, but nobody saw the two together."""
    mixed = [(100.0, Measured("1", "", 0.5, True)), (100.0, Measured("2", "", 0.75, False))]
    assert [dot.unbeaten for dot in scatter("bytes", mixed).dots] == [True, False]
    assert [dot.unbeaten for dot in scatter("bytes", mixed[1:]).dots] == [True]


def test_marks_of_dots_that_touch_are_one_text() -> None:
    runs = [(cost, Measured(mark, "", 0.5, True)) for mark, cost in (("1", 100), ("2", 500), ("3", 104))]
    assert [(label.text, label.left) for label in scatter("bytes", runs).labels] == [("1, 3", False), ("2", True)]
