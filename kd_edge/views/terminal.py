"""A live session in a terminal: bars with the mark that each label must reach, the last signs, the link's health."""

from __future__ import annotations

from collections import deque
from typing import Final

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from kd_edge.bundle import Bundle
from kd_edge.decision.gates import Gates
from kd_edge.live.events import Event, Hop, Sign
from kd_edge.live.listen import Listener
from kd_edge.source import Lost, Remark, Returned, Truth

SHOWN: Final = 18
"""Labels with a bar; of more, the likeliest."""

BAR: Final = 32
LAST: Final = 8


class TerminalView:
    """Keeps what a terminal shows of a session.

    Args:
        bundle: what recognises.
    """

    def __init__(self, bundle: Bundle) -> None:
        manifest = bundle.manifest
        output, self._labels = manifest.output_quantisation, manifest.model.labels
        gates = Gates.of(manifest.decision, output, self._labels)
        self._gates = [output.real(gates.least_score(index)) for index in range(len(self._labels))]
        self._name = manifest.name
        self._hop: Hop | None = None
        self._signs: deque[Sign] = deque(maxlen=LAST)
        self._truth: str | None = None
        self._note = ""

    def tell(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, Hop):
            self._hop = event
        elif isinstance(event, Sign):
            self._signs.appendleft(event)
        elif isinstance(event, Truth):
            self._truth = None if event.label is None else _printable(event.label)
        elif isinstance(event, Remark):
            self._note = _printable(event.text)
        elif isinstance(event, Lost):
            self._note = _printable(f"connection lost: {event.reason}")
        elif isinstance(event, Returned):
            self._note = "connected again"

    def render(self, listener: Listener) -> RenderableType:
        """The whole picture."""
        panels = Columns([Panel(self._scores(), title="scores"), Panel(self._last(), title="signs")], padding=(0, 1))
        return Group(self._head(), panels, self._health(listener))

    def _head(self) -> Text:
        newest = self._signs[0] if self._signs else None
        head = Text(f"{self._name}  ", style="dim")
        head.append(newest.label if newest else "nothing recognised yet", style="bold cyan" if newest else "dim")
        if self._truth is not None:
            head.append(f"   (the wearer signs {self._truth})", style="dim")
        return head

    def _scores(self) -> Table:
        table = Table.grid(padding=(0, 1))
        scores = self._hop.scores if self._hop else (0.0,) * len(self._labels)
        order = list(range(len(scores)))
        if len(order) > SHOWN:
            order.sort(key=lambda label: -scores[label])
        for label in order[:SHOWN]:
            chosen = self._hop is not None and self._hop.vote == label
            name = Text(self._labels[label], style="bold cyan" if chosen else "")
            table.add_row(name, _bar(scores[label], self._gates[label], chosen), f"{scores[label]:4.0%}")
        if self._hop is not None and self._hop.activity is not None:
            table.add_row(Text("movement", style="dim"), _bar(min(self._hop.activity / 2, 1.0), 2.0, False), "")
        return table

    def _last(self) -> Table:
        table = Table.grid(padding=(0, 1))
        for sign in self._signs:
            table.add_row(f"{sign.time_s:8.2f} s", Text(sign.label, style="cyan"), f"{sign.confidence:4.0%}")
        for _ in range(LAST - len(self._signs)):
            table.add_row("", "", "")
        return table

    def _health(self, listener: Listener) -> Text:
        counters = listener.counters
        damaged = counters.damaged + counters.malformed + counters.oversized
        line = Text(f"{counters.samples:,} samples  ", style="dim")
        line.append(f"{counters.lost} lost  ", style="red" if counters.lost else "dim")
        line.append(f"{damaged} damaged  ", style="red" if damaged else "dim")
        line.append(f"{counters.restarts} restarts  ", style="dim")
        if self._signs:
            line.append(f"decided in {self._signs[0].latency_ms:.1f} ms", style="dim")
        if self._note:
            line.append(f"\n{self._note}", style="yellow")
        return line


def _printable(text: str) -> str:
    """Text of others without what could move the cursor."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _bar(value: float, gate: float, chosen: bool) -> Text:
    """A bar with a mark where it must reach."""
    filled, mark = round(value * BAR), round(gate * BAR)
    text = Text()
    for place in range(BAR):
        if place == mark:
            text.append("│", style="bold")
        elif place < filled:
            text.append("█", style="cyan" if chosen else "blue")
        else:
            text.append("·", style="dim")
    return text
