"""What the page is sent: JSON texts, and samples as binary messages."""

from __future__ import annotations

import struct
import time
from typing import Any, Final

import msgspec
import numpy as np

from kd_edge.bundle import Bundle
from kd_edge.contract import SignalSpec
from kd_edge.decision.gates import NEVER, Gates
from kd_edge.live.events import Event
from kd_edge.source import Counters, Samples, StreamInfo

VERSION: Final = 1
_HEAD: Final = struct.Struct("<BBHIdd")
"""Version, number of the stream, channels, samples, device time of the first in s, arrival in ms since 1970."""


def hello(bundle: Bundle) -> dict[str, Any]:
    """What the page must know before anything else: labels with their gates, streams and channels."""
    manifest = bundle.manifest
    output, labels = manifest.output_quantisation, manifest.model.labels
    gates = Gates.of(manifest.decision, output, labels)
    needed = [gates.least_score(index) for index in range(len(labels))]
    return {
        "event": "hello",
        "version": VERSION,
        "bundle": manifest.name,
        "labels": labels,
        "gates": [None if score >= NEVER else round(min(1.0, output.real(score)), 4) for score in needed],
        "min_activity": manifest.decision.min_activity,
        "hop_s": manifest.signal.window_increment / manifest.signal.frame_rate_hz,
        "window_s": manifest.signal.window_duration_s,
        "streams": streams_of(manifest.signal),
    }


def streams_of(signal: SignalSpec) -> list[dict[str, Any]]:
    """What a page must know of every stream to draw its traces."""
    return [
        {
            "name": stream.name,
            "channels": stream.channels,
            "units": stream.units or [""] * len(stream.channels),
            "rate_hz": stream.sample_rate_hz,
            "muscles": stream.envelope is not None,
        }
        for stream in signal.streams
    ]


def event_text(event: Event) -> str:
    """One event as JSON."""
    return msgspec.json.encode(event).decode()


def health(counters: Counters, latency_ms: float | None, dropped: int) -> dict[str, Any]:
    """The state of the link, of the computer and of this page's own queue."""
    return {
        "event": "health",
        "counters": msgspec.structs.asdict(counters),
        "latency_ms": latency_ms,
        "dropped": dropped,
    }


def samples_message(number: int, info: StreamInfo, samples: Samples, arrived_ns: int) -> bytes:
    """Samples in their units, float32 ``(n, channels)``, behind a head.

    Args:
        number: of the stream in the bundle.
        info: its scales.
        samples: raw values.
        arrived_ns: ``time.monotonic_ns`` when they had arrived.
    """
    scale = np.array([channel.scale for channel in info.channels], np.float32)
    values = samples.values.astype(np.float32) * scale
    age_ms = (time.monotonic_ns() - arrived_ns) / 1e6
    count, channels = values.shape
    head = _HEAD.pack(VERSION, number, channels, count, samples.start_ns / 1e9, time.time() * 1e3 - age_ms)
    return head + values.astype("<f4", copy=False).tobytes()
