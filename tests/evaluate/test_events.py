"""Events and figures against counts by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.evaluate.figures import NOTHING, Alarms, Delay, Events, Judged, Unknown, figures_of
from kd_edge.matching import GRACE_S, Report, Take, match

TAKES = [Take(1.0, 3.0, "a"), Take(5.0, 7.0, "b"), Take(7.2, 9.2, "a"), Take(12.0, 14.0, "")]
REPORTS = [
    Report(0.5, "a"),  # before anything
    Report(2.5, "b"),  # another sign within the first take
    Report(3.0, "a"),  # right, at its end
    Report(3.5, "a"),  # again, just within the grace
    Report(3.51, "a"),  # too late
    Report(7.3, "b"),  # within the grace of the second take, but the third has begun
    Report(13.0, "b"),  # an unknown sign, taken for one that is known
]


def test_reports_belong_to_the_take_that_they_fall_into() -> None:
    matched, stray = match(TAKES, REPORTS)
    assert [[report.time_s for report in found.reports] for found in matched] == [[2.5, 3.0, 3.5], [], [7.3], [13.0]]
    assert [report.time_s for report in stray] == [0.5, 3.51]
    assert GRACE_S == 0.5


def test_figures_by_hand() -> None:
    """One of three takes is found, two reports name another sign, one repeats, two are stray: precision 1/6."""
    sessions = [
        Judged("signs", "signs", "anna", 0.5, *match(TAKES, REPORTS)),
        Judged("signs", "signs", "bert", 0.5, *match([Take(0, 2, "b")], [Report(1.5, "b")])),
        Judged("rest", "rest", "anna", 0.25, *match([], [Report(9.0, "a")])),
        Judged("movement", "pieces of signs", "anna", 0.5, *match([], [Report(1.0, "a"), Report(2.0, "b")])),
        Judged("movement", "walking", "", 1.0, *match([], [])),
    ]
    found = figures_of(sessions, ("a", "b"))
    assert found.events == Events(takes=4, right=2, wrong=2, repeated=1, stray=2)
    assert (found.events.precision, found.events.recall) == (2 / 7, 0.5)
    assert found.events.f1 == pytest.approx(4 / 11)
    assert found.after_onset == Delay(1.75, 1.95)  # 2.0 and 1.5 s after the onsets
    assert found.after_end == Delay(-0.25, -0.05)  # 0.0 and -0.5 s after the ends
    assert found.alarms == {"rest": Alarms(1, 0.25), "movement": Alarms(2, 1.5)}
    assert found.alarms["rest"].per_hour == 4
    assert found.movements == {"pieces of signs": Alarms(2, 0.5), "walking": Alarms(0, 1.0)}
    assert found.unknown == Unknown(takes=1, reported=1)
    assert found.by_label == {
        "a": Events(takes=2, right=1, wrong=0, repeated=1, stray=2),
        "b": Events(takes=2, right=1, wrong=2, repeated=0, stray=0),
    }
    assert found.by_person["bert"] == Events(takes=1, right=1, wrong=0, repeated=0, stray=0)
    assert found.confusion == {NOTHING: {"a": 2}, "a": {"b": 2, "a": 1}, "b": {NOTHING: 1, "b": 1}}


def test_nothing_at_all_is_perfect_and_no_division() -> None:
    found = figures_of([], ("a",))
    assert (found.events.f1, found.after_end, found.alarms["rest"].per_hour) == (1.0, None, 0.0)


TIMES = st.floats(0, 100, allow_nan=False)


@given(
    st.lists(TIMES, max_size=12, unique=True).map(sorted),
    st.lists(st.tuples(TIMES, st.sampled_from("ab")), max_size=20).map(sorted),
)
def test_every_report_counts_exactly_once(edges: list[float], said: list[tuple[float, str]]) -> None:
    takes = [Take(start, end, "a") for start, end in zip(edges[::2], edges[1::2], strict=False)]
    matched, stray = match(takes, [Report(*report) for report in said])
    events = figures_of([Judged("signs", "signs", "p", 1.0, matched, stray)], ("a", "b")).events
    assert events.right + events.wrong + events.repeated + events.stray == len(said)
    assert 0 <= events.f1 <= 1
