"""The picture in a terminal says what the events said."""

from __future__ import annotations

from types import SimpleNamespace

from rich.console import Console

from kd_edge.bundle import Bundle
from kd_edge.live.events import Hop, Sign
from kd_edge.source import Counters, Remark, Truth
from kd_edge.views.terminal import BAR, TerminalView


def shown(view: TerminalView, counters: Counters) -> str:
    console = Console(width=110, color_system=None, record=True, file=None)
    with console.capture() as captured:
        console.print(view.render(SimpleNamespace(counters=counters)))  # type: ignore[arg-type]
    return captured.get()


def test_bars_marks_signs_and_health(tiny_bundle: Bundle) -> None:
    view = TerminalView(tiny_bundle)
    assert "nothing recognised yet" in shown(view, Counters())
    view.tell(Hop(2.0, (0.25, 0.75, 0.0), 1, 0.5))
    view.tell(Sign("SIGN1", 1, 0.75, 2.0, 1.25))
    view.tell(Truth("SIGN2", 1.0))
    view.tell(Remark("a sensor \x1b[31m does not answer"))
    text = shown(view, Counters(samples=12_345, lost=3))
    lines = {
        label: next(line for line in text.splitlines() if line.startswith(f"│ {label}")) for label in ("SIGN0", "SIGN1")
    }
    assert lines["SIGN0"].count("█") == BAR // 4
    assert lines["SIGN1"].count("█") == 3 * BAR // 4 - 1  # the mark at 0.5 stands in the bar
    assert lines["SIGN1"].count("│") >= 1
    assert "12,345 samples" in text
    assert "3 lost" in text
    assert "decided in 1.2 ms" in text
    assert "the wearer signs SIGN2" in text
    assert "a sensor ?[31m does not answer" in text
