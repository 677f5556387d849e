"""A bundle's streams as source text of the languages that phones are programmed in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from kd_edge.contract import StreamSpec

_PLAIN: Final = re.compile(r"[A-Za-z0-9 _./-]")


def kotlin_streams(streams: Sequence[StreamSpec]) -> str:
    """A ``Stream(...)`` for each of ``streams``, as ``Streams.kt`` declares it."""
    return "\n".join(map(_kotlin_stream, streams))


def _kotlin_stream(stream: StreamSpec) -> str:
    channels = [
        f"        Channel({_kotlin_text(name)}, {_kotlin_text(unit)}, {scale!r}f),"
        for name, unit, scale in _channels(stream)
    ]
    kind = f"SampleType.{stream.sample_type.upper()}"
    head = f"    Stream({_kotlin_text(stream.name)}, {stream.sample_period_ns}L, {kind}, listOf("
    return "\n".join([head, *channels, "    )),"])


def swift_streams(streams: Sequence[StreamSpec]) -> str:
    """A ``SensorStream(...)`` for each of ``streams``, as ``Streams.swift`` declares it."""
    return "\n".join(map(_swift_stream, streams))


def _swift_stream(stream: StreamSpec) -> str:
    channels = [
        f"        Channel(name: {_swift_text(name)}, unit: {_swift_text(unit)}, scale: {scale!r}),"
        for name, unit, scale in _channels(stream)
    ]
    kind = f"type: .{stream.sample_type}"
    head = (
        f"    SensorStream(name: {_swift_text(stream.name)}, periodNs: {stream.sample_period_ns}, {kind}, channels: ["
    )
    return "\n".join([head, *channels, "    ]),"])


def _channels(stream: StreamSpec) -> list[tuple[str, str, float]]:
    """Name, unit and scale of every channel."""
    count = len(stream.channels)
    return list(
        zip(stream.channels, stream.units or ("",) * count, map(float, stream.scale or (1,) * count), strict=True)
    )


def _kotlin_text(text: str) -> str:
    """A literal: JSON's, in which ``$`` would begin an expression of Kotlin's."""
    return json.dumps(text).replace("$", "\\$")


def _swift_text(text: str) -> str:
    """A literal; what is no plain letter goes by its number."""
    return '"' + "".join(sign if _PLAIN.match(sign) else f"\\u{{{ord(sign):x}}}" for sign in text) + '"'
