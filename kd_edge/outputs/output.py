"""What an output must do."""

from __future__ import annotations

from typing import Protocol

from kd_edge.live.events import Event


class Output(Protocol):
    """Takes the events of a live session; never waits, because recognition goes on meanwhile."""

    def tell(self, event: Event) -> str | None:
        """Take one event; returns a remark for people, if something went wrong."""
        ...

    def close(self) -> None:
        """Let go of what the output holds."""
        ...
