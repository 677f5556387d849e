"""One session of recording: read a source until everything is recorded, or it ends."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from kd_edge.record.events import Event
from kd_edge.record.following import Follower
from kd_edge.record.notebook import Notebook
from kd_edge.record.recorder import Recorder
from kd_edge.source import Ended, Item, Source, StreamInfo

Watch = Callable[[Sequence[Item], int], None]


def record(
    source: Source,
    recorder: Recorder | Follower,
    notebook: Notebook,
    name: str,
    *,
    duration_s: float = math.inf,
    watch: Watch | None = None,
) -> Iterator[Event | None]:
    """Everything that happens; yields None after every read, so that a caller can show progress and look for keys.

    Args:
        source: what delivers samples; the caller closes it.
        recorder: what becomes of them.
        notebook: what the recorder writes in.
        name: the source, for the archive.
        duration_s: seconds after which to stop.
        watch: called with everything that each read delivers, and with its time of arrival.

    Raises:
        KdEdgeError: as for the source and the recorder.
        OSError: the disk is full or broken.
    """
    deadline = time.monotonic() + duration_s
    connected = False
    while not recorder.is_finished and time.monotonic() < deadline:
        items = source.read()
        if not connected and source.streams:
            connected = True
            notebook.connect(name, described(source.streams), synthetic=source.synthetic)
        if watch is not None:
            watch(items, source.arrived_ns)
        yield from recorder.take(items)
        yield None
        if any(isinstance(item, Ended) for item in items):
            break
    silence = source.silence()
    if silence is not None:
        raise silence


def described(streams: Mapping[str, StreamInfo]) -> list[str]:
    """What a source says about its streams, one line each."""
    lines = []
    for info in streams.values():
        units = sorted({channel.unit for channel in info.channels if channel.unit})
        names = ", ".join(channel.name for channel in info.channels)
        inside = f" in {', '.join(units)}" if units else ""
        lines.append(f"{info.name}: {1e9 / info.period_ns:.6g} Hz, {info.sample_type}, {names}{inside}")
    return lines
