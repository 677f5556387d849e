"""What is said over HTTP: a page for people, JSON for programs, and counters for Prometheus."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from wsgiref.simple_server import WSGIRequestHandler, make_server

import msgspec

from kd_edge.errors import StorageError
from kd_edge.serve.streams import Stream

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric

_TEXT: Final = "text/html; charset=utf-8"
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
        for each in snapshots:
            up.add_metric([each.name], float(each.state == "running"))
            signs.add_metric([each.name], each.signs)
            windows.add_metric([each.name], each.windows)
        yield from (up, signs, windows)
        for name, text in _HELP.items():
            family = CounterMetricFamily(f"kd_edge_{name}", text, labels=["stream"])
            for each in snapshots:
                family.add_metric([each.name], getattr(each.counters, name))
            yield family


@contextmanager
def web(streams: Sequence[Stream], host: str, port: int) -> Iterator[str]:
    """Answer over HTTP while the block runs; yields the address.

    Raises:
        StorageError: the address cannot be bound.
        ModuleNotFoundError: the extra ``live`` is not installed.
    """
    from prometheus_client import CollectorRegistry, make_wsgi_app

    registry: CollectorRegistry = CollectorRegistry(auto_describe=False)
    registry.register(Collector(streams))
    answer = _answers(streams, make_wsgi_app(registry))
    try:
        server = make_server(host, port, answer, handler_class=_Quiet)
    except OSError as error:
        raise StorageError(
            "The page has an address of its own",
            found=f"{host}:{port}: {error.strerror}",
            remedy="choose another with --http, such as 127.0.0.1:0 for any free port",
        ) from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answers(streams: Sequence[Stream], metrics: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    page = files("kd_edge.serve").joinpath("page.html").read_bytes()

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return metrics(environ, start)
        if path == "/streams.json":
            body, kind = msgspec.json.encode([stream.snapshot for stream in streams]), "application/json"
        elif path == "/":
            body, kind = page, _TEXT
        else:
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"/, /streams.json and /metrics are here\n"]
        start("200 OK", [("Content-Type", kind), ("Cache-Control", "no-store"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """A page that asks twice a second would fill the terminal."""
