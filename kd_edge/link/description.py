"""Streams on the wire: their descriptions, split over frames and put together again, and their samples."""

from __future__ import annotations

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SampleType
from kd_edge.link.messages import Data, Description
from kd_edge.link.protocol import DATA_HEAD, MAX_BODY, TIME_BITS, SampleCode
from kd_edge.link.wire import MalformedBodyError, pack_text, unpack_text
from kd_edge.source import Channel, StreamInfo

_SCALE = struct.Struct("<f")
_CODES: Final[dict[SampleType, SampleCode]] = {
    "int8": SampleCode.INT8,
    "int16": SampleCode.INT16,
    "float32": SampleCode.FLOAT32,
}
_SAMPLE_TYPES: Final[dict[int, SampleType]] = {code: sample_type for sample_type, code in _CODES.items()}


def samples_per_frame(info: StreamInfo) -> int:
    """Most samples of a stream that fit into one data frame."""
    return (MAX_BODY - DATA_HEAD) // info.sample_bytes


def unpack_samples(info: StreamInfo, data: Data) -> NDArray[np.generic]:
    """Samples of ``data``, which belongs to the stream that ``info`` describes; shape ``(count, channels)``.

    Raises:
        MalformedBodyError: if their bytes do not make ``count`` samples, one is not finite, or
            their time lies beyond 2^62 ns.
    """
    if not fits(info, info.sample_bytes, data.count, data.time_ns, data.samples):
        raise MalformedBodyError
    return np.frombuffer(data.samples, info.dtype).reshape(data.count, len(info.channels))


def fits(info: StreamInfo, sample_bytes: int, count: int, time_ns: int, values: bytes) -> bool:
    """Whether ``values`` are ``count`` samples of ``info``, which has ``sample_bytes``, from a possible time on."""
    if count == 0 or len(values) != count * sample_bytes or time_ns >> TIME_BITS:
        return False
    return info.sample_type != "float32" or bool(np.isfinite(np.frombuffer(values, info.dtype)).all())


def describe(stream: int, info: StreamInfo) -> list[Description]:
    """The description of ``info`` as stream number ``stream``, in as many parts as it needs."""
    room = MAX_BODY - Description.LAYOUT.size - len(pack_text(info.name))
    packed = [_SCALE.pack(c.scale) + pack_text(c.unit) + pack_text(c.name) for c in info.channels]
    parts: list[list[int]] = [[]]
    for index, entry in enumerate(packed):
        if sum(len(packed[i]) for i in parts[-1]) + len(entry) > room:
            parts.append([])
        parts[-1].append(index)
    code = _CODES[info.sample_type]
    return [
        Description(
            stream, code, len(packed), part[0], len(part), info.period_ns, info.name,
            b"".join(packed[i] for i in part),
        )
        for part in parts
    ]  # fmt: skip


class DescriptionAssembler:
    """Puts the parts of one sender's descriptions together."""

    def __init__(self) -> None:
        self._heads: dict[int, Description] = {}
        self._channels: dict[int, dict[int, Channel]] = {}

    def push(self, part: Description) -> StreamInfo | None:
        """Take one part; the stream's description when it is complete.

        A part that contradicts earlier ones starts a new description of the stream.

        Raises:
            MalformedBodyError: if the part contradicts itself.
        """
        entries = _unpack_channels(part)
        if part.sample_type not in _SAMPLE_TYPES or part.period_ns == 0:
            raise MalformedBodyError
        head = self._heads.get(part.stream)
        if head is None or _identity(head) != _identity(part):
            self._heads[part.stream] = part
            self._channels[part.stream] = {}
        known = self._channels[part.stream]
        known.update(enumerate(entries, start=part.first))
        if len(known) < part.channel_count:
            return None
        channels = tuple(known[index] for index in range(part.channel_count))
        return StreamInfo(part.name, _SAMPLE_TYPES[part.sample_type], part.period_ns, channels)


def _identity(part: Description) -> tuple[int, int, int, str]:
    return part.sample_type, part.channel_count, part.period_ns, part.name


def _unpack_channels(part: Description) -> list[Channel]:
    if part.channel_count == 0 or part.first + part.entries > part.channel_count:
        raise MalformedBodyError
    channels, at = [], 0
    for _ in range(part.entries):
        if at + _SCALE.size > len(part.channels):
            raise MalformedBodyError
        (scale,) = _SCALE.unpack_from(part.channels, at)
        unit, at = unpack_text(part.channels, at + _SCALE.size)
        name, at = unpack_text(part.channels, at)
        channels.append(Channel(name, unit, scale))
    if at != len(part.channels):
        raise MalformedBodyError
    return channels
