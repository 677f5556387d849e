"""One page about several streams: a card for each, and behind it the stream's own page."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from kd_edge.bundle import Bundle
from kd_edge.live.events import Event, Hop, Sign
from kd_edge.live.listen import Listener
from kd_edge.serve.envelope import Envelope
from kd_edge.serve.streams import Stream
from kd_edge.source import Item
from kd_edge.views.web.channel import Channel
from kd_edge.views.web.messages import hello
from kd_edge.views.web.view import Feed

TRACES_S: Final = 0.1
STATES_S: Final = 0.5


class Card:
    """What pages show of one stream besides its counters.

    Args:
        name: of the stream.
        source: where it comes from, for people.
        bundle: what recognises.
        overview: the page of all streams.

    Attributes:
        feed: the stream's own page.
    """

    def __init__(self, name: str, source: str, bundle: Bundle, overview: Channel) -> None:
        self.name = name
        self.feed = Feed(bundle)
        self._overview = overview
        self._envelope = Envelope(bundle.manifest.signal)
        self._hop: Hop | None = None
        known = hello(bundle)
        self.description: dict[str, Any] = {
            "name": name,
            "source": source,
            "lines": self._envelope.channels,
            **{key: known[key] for key in ("bundle", "labels", "gates")},
        }

    def watch(self, items: Sequence[Item], arrived_ns: int) -> None:
        """Pass samples on to whoever looks; for :class:`~kd_edge.live.listen.Listener`."""
        self.feed.watch(items, arrived_ns)
        if self._overview.pages:
            self._envelope.add(items)

    def is_watched(self) -> bool:
        """Whether a page shows this stream's samples; for :class:`~kd_edge.live.listen.Listener`."""
        return self._overview.pages > 0 or self.feed.is_watched()

    def tell(self, event: Event) -> None:
        """Pass one event on."""
        self.feed.tell(event)
        if isinstance(event, Hop):
            self._hop = event
        elif isinstance(event, Sign):
            self._overview.send([_text({"event": "sign", "name": self.name, "sign": event})])

    def take(self) -> dict[str, Any]:
        """What is new since the last call: columns of the trace, and the newest scores."""
        hop, self._hop = self._hop, None
        return {"name": self.name, "columns": self._envelope.take(), "hop": hop}


class Overview:
    """The page of all streams.

    Attributes:
        channel: its pages.
        cards: of every stream, by name.
    """

    def __init__(self) -> None:
        self.channel = Channel("serve.html")
        self.cards: dict[str, Card] = {}
        self._traced_s = self._said_s = 0.0

    def add(self, name: str, source: str, bundle: Bundle, listener: Listener) -> Card:
        """A stream's card; the listener's samples are shown from now on, and it rests while nobody looks."""
        card = self.cards[name] = Card(name, source, bundle, self.channel)
        listener.watch, listener.is_watched = card.watch, card.is_watched
        self.channel.hello({"event": "hello", "sources": [each.description for each in self.cards.values()]})
        return card

    def refresh(self, streams: Sequence[Stream]) -> None:
        """Tell pages how ``streams`` stand, a few times a second."""
        now_s = time.monotonic()
        if self.channel.pages and now_s - self._traced_s >= TRACES_S:
            self._traced_s = now_s
            self.channel.send([_text({"event": "traces", "sources": [card.take() for card in self.cards.values()]})])
        if now_s - self._said_s >= STATES_S:
            self._said_s = now_s
            self.channel.keep("states", {"event": "states", "sources": [stream.snapshot for stream in streams]})
        for stream in streams:
            self.cards[stream.name].feed.refresh(stream.listener)

    def finish(self, streams: Sequence[Stream]) -> None:
        """Nothing more will come: the last state of all ``streams``."""
        self.channel.keep("states", {"event": "states", "sources": [stream.snapshot for stream in streams]})
        for stream in streams:
            self.cards[stream.name].feed.finish(stream.summary)
        self.channel.keep("finished", {"event": "finished"})


def _text(message: dict[str, Any]) -> str:
    return msgspec.json.encode(message).decode()
