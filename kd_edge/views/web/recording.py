"""A session of recording on a page: what is asked, counted down and found, and buttons that lead through it."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Sequence
from typing import Any, Final, get_args

import msgspec

from kd_edge.record.events import Asked, Dropped, Event, Taken
from kd_edge.record.finishing import Finished
from kd_edge.record.following import Follower
from kd_edge.record.recorder import Recorder, Wish
from kd_edge.record.sitting import Sitting
from kd_edge.source import Counters, Item
from kd_edge.views.web.channel import Channel
from kd_edge.views.web.messages import health, streams_of
from kd_edge.views.web.server import Server
from kd_edge.views.web.view import HEALTH_S, Traces

STATUS_S: Final = 0.1


class RecordView:
    """Shows a session of recording on a page, and takes what the person wishes there.

    Args:
        sitting: what is recorded, and what there is already.
        host: address to serve on.
        port: 0 for any that is free.

    Attributes:
        url: of the page.
    """

    def __init__(self, sitting: Sitting, host: str = "127.0.0.1", port: int = 0) -> None:
        self._sitting = sitting
        self._wishes: deque[Wish] = deque(maxlen=8)
        self._channel = Channel("record.html", self._hear)
        self._traces = Traces(self._channel, sitting.opened.signal)
        self._said: dict[str, Any] = {}
        self._said_s = self._healthy_s = 0.0
        opened, plan = sitting.opened, sitting.opened.plan
        self._channel.hello(
            {
                "event": "hello",
                "name": opened.name,
                "person": opened.person,
                "streams": streams_of(opened.signal),
                "take_s": None if plan is None else plan.take_s,
                "pause_s": None if plan is None else plan.pause_s,
            }
        )
        self._progress()
        self._server = Server({"": self._channel}, host, port)
        self.url = self._server.url

    def watch(self, items: Sequence[Item], arrived_ns: int) -> None:
        """Pass samples on; for :func:`~kd_edge.record.run.record`."""
        self._traces.watch(items, arrived_ns)

    def wish(self) -> Wish | None:
        """What somebody has wished on a page, the oldest first; None if nothing."""
        return self._wishes.popleft() if self._wishes else None

    def tell(self, event: Event) -> None:
        """Pass one event on."""
        text = msgspec.json.encode(event).decode()
        self._channel.send([text], remember=isinstance(event, Taken | Dropped))
        if isinstance(event, Asked | Taken | Dropped):
            self._progress()

    def refresh(self, recorder: Recorder | Follower, counters: Counters) -> None:
        """Say where the session stands, ten times a second or when that changes; how the link is, more rarely."""
        now_s = time.monotonic()
        said = _status(recorder)
        changed = {**said, "until_s": None} != {**self._said, "until_s": None}
        if changed or now_s - self._said_s >= STATUS_S:
            self._said, self._said_s = said, now_s
            self._channel.keep("status", said)
        if now_s - self._healthy_s >= HEALTH_S:
            self._healthy_s = now_s
            self._channel.send([msgspec.json.encode(health(counters, None, self._channel.dropped)).decode()])

    def finished(self, done: Finished) -> None:
        """The session is over, and this is what was written."""
        said = {name: str(value) if value is not None else None for name, value in vars(done).items()}
        self._channel.keep("status", {"event": "finished", **said, "kept": done.kept, "dropped": done.dropped})

    def failed(self, reason: str) -> None:
        """The session was ended by an error."""
        self._channel.keep("status", {"event": "failed", "reason": reason})

    def close(self) -> None:
        """Close the page's server."""
        self._server.close()

    def _hear(self, text: str) -> None:
        for wish in get_args(Wish):
            if text == wish:
                self._wishes.append(wish)

    def _progress(self) -> None:
        """Takes of every sign that are there, of those that are wanted."""
        plan = self._sitting.opened.plan
        wanted = Counter[str | None](() if plan is None else plan.takes())
        there = Counter(take.began.label for take in self._sitting.kept)
        signs = [{"label": label, "kept": there[label], "of": wanted[label]} for label in {**wanted, **there}]
        refused = sum(take.end_ns is not None and not take.kept for take in self._sitting.takes)
        self._channel.keep("progress", {"event": "progress", "signs": signs, "refused": refused})


def _status(recorder: Recorder | Follower) -> dict[str, Any]:
    if isinstance(recorder, Follower):
        return {"event": "status", "state": "follows", "label": None, "until_s": None, "next": None}
    upcoming = recorder.upcoming
    return {
        "event": "status",
        "state": _state(recorder),
        "label": upcoming[0] if upcoming else None,
        "until_s": recorder.until_s,
        "next": {"label": upcoming[1]} if len(upcoming) > 1 else None,
    }


def _state(recorder: Recorder) -> str:
    if recorder.is_recording:
        return "now"
    if recorder.is_held:
        return "held" if recorder.has_begun else "ready"
    return "waits" if recorder.until_s is None else "soon"
