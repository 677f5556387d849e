"""The table of a comparison with Keras's recipe."""

from __future__ import annotations

from kd_edge.campaign.origin import Origin
from kd_edge.campaign.step_time import Comparison, StepTime, table


def made_up(here: float, there: float) -> Comparison:
    origin = Origin("tiny", "f" * 64, True, "abc", {})
    return Comparison("small", "large", 20, 3, StepTime(2.0, 0.5, here), StepTime(10.0, 0.0, there), 4.0, origin)


def test_every_seed_and_the_means() -> None:
    header, rows = table([made_up(0.5, 0.625), made_up(0.75, 0.625)])
    assert [dict(zip(header, row, strict=True))["accuracy"] for row in rows] == [
        *("0.5000", "0.6250", "0.7500", "0.6250"),
        "0.6250 ± 0.1768",
        "0.6250 ± 0.0000",
    ]
    assert rows[0] == ("0", "here", "2.00", "0.50", "0.5000")
    assert len(table([made_up(0.5, 0.5)])[1]) == 2
