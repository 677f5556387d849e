"""Feed pages from a live session."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from statistics import median
from typing import Final

import msgspec

from kd_edge.bundle import Bundle
from kd_edge.contract import SignalSpec
from kd_edge.live.events import Event, Hop, Sign
from kd_edge.live.listen import Listener
from kd_edge.live.summary import Summary
from kd_edge.source import Item, Lost, Returned, Samples, StreamInfo, Timing
from kd_edge.views.web.channel import Channel
from kd_edge.views.web.messages import event_text, health, hello, samples_message
from kd_edge.views.web.server import Server

HEALTH_S: Final = 0.5


class Traces:
    """Passes samples on to the pages of ``channel``, as long as one is open.

    Args:
        channel: the pages.
        signal: the streams that they show.
    """

    def __init__(self, channel: Channel, signal: SignalSpec) -> None:
        self._channel = channel
        self._streams = {
            stream.name: (number, StreamInfo.from_spec(stream)) for number, stream in enumerate(signal.streams)
        }

    def watch(self, items: Sequence[Item], arrived_ns: int) -> None:
        """Take what one read delivered; for :class:`~kd_edge.live.listen.Listener`."""
        if not self._channel.pages:
            return
        messages: list[str | bytes] = []
        for item in items:
            if isinstance(item, Samples) and item.stream in self._streams:
                number, info = self._streams[item.stream]
                messages.append(samples_message(number, info, item, arrived_ns))
        self._channel.send(messages)


class Feed:
    """Tells pages everything about one session.

    Args:
        bundle: what recognises.

    Attributes:
        channel: the pages.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.channel = Channel("index.html")
        self._traces = Traces(self.channel, bundle.manifest.signal)
        self._latencies: deque[float] = deque(maxlen=50)
        self._told_s = 0.0
        self.channel.hello(hello(bundle))

    def is_watched(self) -> bool:
        """Whether a page is open; for :class:`~kd_edge.live.listen.Listener`."""
        return self.channel.pages > 0

    def watch(self, items: Sequence[Item], arrived_ns: int) -> None:
        """Pass samples on; for :class:`~kd_edge.live.listen.Listener`."""
        self._traces.watch(items, arrived_ns)

    def tell(self, event: Event) -> None:
        """Pass one event on."""
        if isinstance(event, Sign):
            self._latencies.append(event.latency_ms)
        if isinstance(event, Timing):  # of these, only the newest matters later
            self.channel.keep(f"timing {event.stream}", event)
        elif isinstance(event, Lost | Returned):
            self.channel.keep("link", event)
        elif self.is_watched() or not isinstance(event, Hop):
            self.channel.send([event_text(event)], remember=not isinstance(event, Hop))

    def finish(self, summary: Summary) -> None:
        """The session has ended, and nothing more will come."""
        self.channel.keep("link", summary)

    def refresh(self, listener: Listener) -> None:
        """Say now and then how the link is."""
        now_s = time.monotonic()
        if now_s - self._told_s < HEALTH_S:
            return
        self._told_s = now_s
        latency_ms = round(median(self._latencies), 3) if self._latencies else None
        said = health(listener.counters, latency_ms, self.channel.dropped)
        self.channel.send([msgspec.json.encode(said).decode()])


class WebView(Feed):
    """Shows a session on a page of its own.

    Args:
        bundle: what recognises.
        host: address to serve on.
        port: 0 for any that is free.

    Attributes:
        url: of the page.
    """

    def __init__(self, bundle: Bundle, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(bundle)
        self._server = Server({"": self.channel}, host, port)
        self.url = self._server.url

    def close(self) -> None:
        """Close the page's server."""
        self._server.close()
