"""Samples as JSON: one object holds one sample, or a block, of one stream or of all.

    {"stream": "imu", "time_ns": 1250000000, "sequence": 17, "values": {"ax": [0.1, 0.2], "ay": [9.8, 9.7]}}

``values`` gives a number or a list of numbers to each channel's name, or is a list of one sample's numbers.
``time_ns`` is the device's time of the first sample, ``sequence`` counts the objects of a stream.  All but ``values``
may be left out: then the object is about every stream, samples are counted, and a lost object is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Final

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.link.numbering import Numbering
from kd_edge.source import Samples
from kd_edge.sources.channels import ChannelMap, Naming, numbered
from kd_edge.sources.counting import Counting, one_period

_Block = Annotated[list[float], Meta(max_length=65_536)]
_TimeNs = Annotated[int, Meta(ge=-(1 << 62), le=1 << 62)]


class Packet(Struct, frozen=True):
    """One JSON object."""

    values: Annotated[dict[str, float | _Block], Meta(max_length=1024)] | Annotated[list[float], Meta(max_length=1024)]
    stream: str | None = None
    time_ns: _TimeNs | None = None
    sequence: Annotated[int, Meta(ge=0, lt=1 << 32)] | None = None


_DECODER: Final = msgspec.json.Decoder(Packet)


class PacketReader:
    """Turns JSON objects into samples; never raises on what does not fit, but for a missing channel.

    Args:
        spec: the wanted streams.
        naming: which of the source's channels is which.

    Attributes:
        packets: objects that were used.
        samples: samples handed on, over all streams.
        damaged: texts that are no such object.
        malformed: objects whose channels are not those of the ones before, or differ in length.
        lost: objects that never came, by their sequence numbers.
        late: objects that came again or too late.
        unwanted: names of streams that nobody wants.
    """

    def __init__(self, spec: SignalSpec, naming: Naming) -> None:
        naming.check(spec.streams)
        self._spec = spec
        self._naming = naming
        self._lanes: dict[str | None, _Lane] = {}
        self.packets = self.samples = self.damaged = self.malformed = self.lost = self.late = 0
        self.unwanted: set[str] = set()

    @property
    def heard(self) -> set[str]:
        """The wanted streams that have come."""
        return {stream.name for lane in self._lanes.values() for stream in lane.streams}

    @property
    def is_timed(self) -> bool:
        """Whether objects say the device's time."""
        return any(lane.next_ns is not None for lane in self._lanes.values())

    @property
    def unfit(self) -> int:
        """Samples with values that do not fit their type, which were dropped."""
        return sum(lane.table.malformed for lane in self._lanes.values())

    def restart(self) -> None:
        """The sender may have been started again: numbers and times may begin anew."""
        for lane in self._lanes.values():
            lane.numbers.fresh = True
            lane.next_ns = None

    def take(self, text: bytes, arrived_ns: int) -> Iterator[Samples]:
        """The samples in one object.

        Raises:
            StreamError: a channel of the bundle is missing, or streams that come together have different rates.
        """
        try:
            packet = _DECODER.decode(text)
        except (msgspec.DecodeError, ValueError, RecursionError):
            self.damaged += 1
            return
        lane = self._lanes.get(packet.stream) or self._begin(packet)
        rows = None if lane is None else lane.rows(packet.values)
        if lane is None:
            return
        if rows is None:
            self.malformed += 1
            return
        lost = 0 if packet.sequence is None else lane.numbers.take(packet.sequence)
        if lost is None or (packet.time_ns is not None and lane.is_late(packet.time_ns)):
            self.late += 1
            return
        self.lost += lost
        self.packets += 1
        for samples in lane.table.split(rows, lane.start(packet.time_ns, len(rows), lost, arrived_ns)):
            self.samples += len(samples.values)
            yield samples

    def _begin(self, packet: Packet) -> _Lane | None:
        """A new lane for the stream of its first packet; None if nobody wants it."""
        wanted = [stream for stream in self._spec.streams if packet.stream in (None, stream.name)]
        if not wanted:
            if packet.stream is not None and len(self.unwanted) < 100:
                self.unwanted.add(packet.stream[:63])
            return None
        lane = self._lanes[packet.stream] = _Lane(wanted, packet, self._naming)
        return lane


class _Lane:
    """All packets of one ``stream``."""

    def __init__(self, streams: list[StreamSpec], first: Packet, naming: Naming) -> None:
        values = first.values
        self.streams = streams
        self._names = tuple(values) if isinstance(values, dict) else numbered(len(values))
        self.table = ChannelMap(streams, self._names, naming.about(streams))
        self.numbers = Numbering()
        self._counted = Counting(one_period(streams, 'say "stream" in every object'))
        self.next_ns: int | None = None

    def rows(self, values: Mapping[str, float | list[float]] | list[float]) -> NDArray[np.float64] | None:
        """Shape ``(n, columns)``; None if the channels are others than before, or of different lengths."""
        if isinstance(values, list):
            return np.array([values], dtype=np.float64) if numbered(len(values)) == self._names else None
        if len(values) != len(self._names):
            return None
        try:
            columns = [values[name] for name in self._names]
        except KeyError:
            return None
        lengths = {len(column) if isinstance(column, list) else -1 for column in columns}
        if len(lengths) != 1 or 0 in lengths:
            return None
        rows = np.array(columns, dtype=np.float64)
        return rows[None, :] if rows.ndim == 1 else rows.T

    def is_late(self, time_ns: int) -> bool:
        """Whether samples of ``time_ns`` have come already; a step back of a second is a restart of the sender."""
        if self.next_ns is None:
            return False
        behind_ns = self.next_ns - time_ns
        return self._counted.period_ns // 2 < behind_ns < _RESTART_NS

    def start(self, time_ns: int | None, count: int, lost: int, arrived_ns: int) -> int:
        """The time of the first of ``count`` samples, before which ``lost`` packets are missing."""
        if time_ns is None:
            self._counted.skip(lost * count)
            return self._counted.take(count, arrived_ns)
        self.next_ns = time_ns + count * self._counted.period_ns
        return time_ns


_RESTART_NS: Final = 1_000_000_000
