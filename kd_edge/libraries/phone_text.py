"""A bundle's streams as source text of the languages that phones are programmed in."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kd_edge.contract import StreamSpec


def kotlin_streams(streams: Sequence[StreamSpec]) -> str:
    """A ``Stream(...)`` for each of ``streams``, as ``Streams.kt`` declares it."""
    return "\n".join(map(_kotlin_stream, streams))


def _kotlin_stream(stream: StreamSpec) -> str:
    channels = [
        f"        Channel({_text(name)}, {_text(unit)}, {scale!r}f)," for name, unit, scale in _channels(stream)
    ]
    kind = f"SampleType.{stream.sample_type.upper()}"
    head = f"    Stream({_text(stream.name)}, {stream.sample_period_ns}L, {kind}, listOf("
    return "\n".join([head, *channels, "    )),"])


def _channels(stream: StreamSpec) -> list[tuple[str, str, float]]:
    """Name, unit and scale of every channel."""
    count = len(stream.channels)
    return list(
        zip(stream.channels, stream.units or ("",) * count, map(float, stream.scale or (1,) * count), strict=True)
    )


def _text(text: str) -> str:
    """A literal: JSON's, in which ``$`` would begin an expression of Kotlin's."""
    return json.dumps(text).replace("$", "\\$")
