"""What is said over HTTP: pages for people, JSON for programs, and counters for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from kd_edge.errors import MissingExtraError, StorageError, StreamError
from kd_edge.serve.overview import Overview
from kd_edge.serve.streams import Stream
from kd_edge.views.web.server import Server

if TYPE_CHECKING:
    from prometheus_client.core import Metric
    from starlette.requests import Request
    from starlette.responses import Response

_HELP: Final = {
    "frames": "Data frames accepted.",
    "samples": "Samples delivered, over all streams of the source.",
    "lost": "Data frames that never came.",
    "device_dropped": "Samples that the board could not send.",
    "filled": "Samples that the signal path filled in.",
    "skipped": "Samples that the signal path left out.",
    "damaged": "Runs of bytes that are not a frame.",
    "late": "Data frames that came twice or too late.",
    "reconnects": "How often the source reconnected.",
}


class Collector:
    """Gives Prometheus the counters of ``streams`` when it asks, so nothing is counted twice."""

    def __init__(self, streams: Sequence[Stream]) -> None:
        self._streams = streams

    def collect(self) -> Iterable[Metric]:
        """One family for each counter, with a sample for every stream."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        snapshots = [stream.snapshot for stream in self._streams]
        up = GaugeMetricFamily("kd_edge_up", "1 while samples are expected.", labels=["stream"])
        signs = CounterMetricFamily("kd_edge_signs", "Signs reported.", labels=["stream"])
        windows = CounterMetricFamily("kd_edge_windows", "Windows classified.", labels=["stream"])
        alarms = CounterMetricFamily("kd_edge_false_alarms", "Signs reported in rest.", labels=["stream"])
        wrong = CounterMetricFamily("kd_edge_wrong", "Signs reported while another was made.", labels=["stream"])
        for each in snapshots:
            up.add_metric([each.name], float(each.state == "running"))
            signs.add_metric([each.name], each.signs)
            windows.add_metric([each.name], each.windows)
            if each.judged is not None:
                alarms.add_metric([each.name], each.judged.false_alarms)
                wrong.add_metric([each.name], each.judged.wrong)
        yield from (up, signs, windows, alarms, wrong)
        for name, text in _HELP.items():
            family = CounterMetricFamily(f"kd_edge_{name}", text, labels=["stream"])
            for each in snapshots:
                family.add_metric([each.name], getattr(each.counters, name))
            yield family


@contextmanager
def web(streams: Sequence[Stream], overview: Overview, host: str, port: int) -> Iterator[Server]:
    """Answer over HTTP while the block runs.

    Raises:
        StorageError: the address cannot be bound.
        MissingExtraError: the extra ``live`` is not installed.
    """
    try:
        from prometheus_client import CollectorRegistry
        from prometheus_client.exposition import choose_encoder
    except ImportError as error:
        raise MissingExtraError("prometheus-client", "live") from error

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector(streams))

    def metrics(request: Request) -> Response:
        from starlette.responses import Response

        encode, kind = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry), headers={"Content-Type": kind})

    def state(_: Request) -> Response:
        from starlette.responses import Response

        body = msgspec.json.encode([stream.snapshot for stream in streams])
        return Response(body, headers={"Cache-Control": "no-store"}, media_type="application/json")

    channels = {"": overview.channel, **{name: card.feed.channel for name, card in overview.cards.items()}}
    try:
        server = Server(channels, host, port, {"/metrics": metrics, "/streams.json": state})
    except StreamError as error:
        raise StorageError(
            "The page has an address of its own",
            found=error.found,
            remedy="choose another with --http, such as 127.0.0.1:0 for any free port",
        ) from error
    try:
        yield server
    finally:
        server.close()
