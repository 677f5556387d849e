"""Lines of numbers, as a board prints them for Edge Impulse's data forwarder: one line is one sample of all channels.

Numbers are separated by commas, tabs, semicolons or spaces.  A line of names before them, such as ``accX,accY,accZ``,
names the columns.  Lines carry no time: samples are counted, and their rate is measured by this computer's clock.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

import numpy as np

from kd_edge.contract import SignalSpec
from kd_edge.errors import StreamError
from kd_edge.link.ports import PortLostError, open_port
from kd_edge.source import ClockKind, Counters, Item, Remark, StreamInfo
from kd_edge.sources.channels import ChannelMap, Naming, numbered
from kd_edge.sources.counting import Counting, one_period
from kd_edge.sources.lasting import LastingPort
from kd_edge.sources.presence import GIVE_UP_S

BAUD: Final = 115_200
"""What boards for the data forwarder are set to."""

LONGEST: Final = 16_384
"""Most bytes of one line."""

_SEPARATOR: Final = re.compile(r"[,;\t ]+")
_NAME: Final = re.compile(r"[^\W\d][\w.:/-]*")
_WIDEST: Final = 1024


class LineParser:
    """Turns bytes into rows of numbers; never raises on what it reads.

    Attributes:
        names: of the columns, if a line of names came before the first numbers.
        width: numbers in a line; 0 before the first.
        damaged: lines that are neither names nor as many numbers as the others.
        oversized: runs of bytes longer than any line.
        heard: the first damaged line, as text.
    """

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()
        self.width = self.damaged = self.oversized = 0
        self.heard = ""
        self.begin()

    def begin(self) -> None:
        """Forget the half line: the port was opened again."""
        self._rest = b""
        self._is_whole = False  # the first line may lack its beginning
        self._is_skipping = False

    def feed(self, data: bytes) -> Iterator[list[float] | None]:
        """The rows of all lines that ``data`` completes; None in place of a damaged one."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if self._is_skipping:
                self._is_skipping = False
            else:
                yield from self._line(line.strip(b" \t\r\0,;"))
            self._is_whole = True
        if len(self._rest) > LONGEST:
            self.oversized += not self._is_skipping
            self._rest = b""
            self._is_skipping = True

    def _line(self, line: bytes) -> Iterator[list[float] | None]:
        if not line:
            return
        text = line.decode("utf-8", errors="replace")
        parts = _SEPARATOR.split(text, maxsplit=_WIDEST)
        row = _numbers(parts)
        if row is None and self.width == 0 and all(map(_NAME.fullmatch, parts)):
            self.names = tuple(parts)
        elif row is None:
            self._damage(text)
            if self.width and text[0] in "+-.0123456789":
                yield None
        elif not self._is_whole:
            return
        elif self.width in (0, len(row)):
            if self.width == 0 and len(self.names) != len(row):
                self.names = ()
            self.width = len(row)
            yield row
        else:
            self._damage(text)
            yield None

    def _damage(self, text: str) -> None:
        self.damaged += 1
        if not self.heard and text.isprintable():
            self.heard = text[:100]


def _numbers(parts: list[str]) -> list[float] | None:
    try:
        row = [float(part) for part in parts]
    except ValueError:
        return None
    return row if len(row) <= _WIDEST and all(map(math.isfinite, row)) else None


class Lines:
    """A :class:`~kd_edge.source.Source`: lines of numbers from a port.

    Args:
        url: any port that :func:`~kd_edge.link.ports.open_port` opens.
        spec: the wanted streams; all have one rate.
        naming: which column is which channel.
        baud: for serial devices.

    Raises:
        StreamError: the port does not exist or is not free, or the streams have different rates.
    """

    clock: ClockKind = "host"
    synthetic = False

    def __init__(self, url: str, spec: SignalSpec, naming: Naming, *, baud: int = BAUD) -> None:
        remedy = "let the board send frames (--port), or one line for each stream (--udp)"
        self._clock = Counting(one_period(spec.streams, remedy))
        self._url = url
        self._spec = spec
        self._naming = naming
        self._parser = LineParser()
        self._map: ChannelMap | None = None
        self._samples = self._bytes = self._lost = 0
        self._has_warned = False
        self._line = LastingPort(partial(open_port, url, baud))
        self._opened_s = time.monotonic()
        self.arrived_ns = time.monotonic_ns()

    @property
    def streams(self) -> Mapping[str, StreamInfo]:
        """See :class:`~kd_edge.source.Source`."""
        if self._map is None:
            return {}
        return {stream.name: StreamInfo.from_spec(stream) for stream in self._spec.streams}

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.source.Source`; a frame is a line."""
        return Counters(
            frames=self._samples // len(self._spec.streams),
            samples=self._samples,
            damaged=self._parser.damaged,
            oversized=self._parser.oversized,
            malformed=0 if self._map is None else self._map.malformed,
            lost=self._lost,
            reconnects=self._line.reconnects,
        )

    def read(self) -> list[Item]:
        """See :class:`~kd_edge.source.Source`.

        Raises:
            StreamError: also if a channel of the bundle is missing.
        """
        if self._line.port is None:
            returned = self._line.reopen()
            if returned is None:
                return []
            self._parser.begin()
            self._clock.resume(time.monotonic_ns())
            return [returned]
        items: list[Item] = []
        try:
            data = self._line.port.read()
            self.arrived_ns = time.monotonic_ns()
            self._bytes += len(data)
            items += self._take(data)
        except PortLostError as error:
            items.append(self._line.lose(error))
        if time.monotonic() - self._opened_s > GIVE_UP_S and (silence := self.silence()) is not None:
            raise silence
        return items

    def rest(self, until_ns: int) -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def command(self, code: int, arguments: bytes = b"") -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def silence(self) -> StreamError | None:
        """See :class:`~kd_edge.source.Source`."""
        if self._map is not None:
            return None
        if self._bytes == 0:
            return StreamError(
                "A board prints a line of numbers for each sample",
                found=f"nothing came from {self._url}",
                remedy="check that the board is powered, runs its sketch and is on this port",
            )
        heard = f", but for example {self._parser.heard!r}" if self._parser.heard else ""
        return StreamError(
            "A board prints a line of numbers for each sample",
            found=f"{self._bytes} bytes came from {self._url}, and no such line{heard}",
            remedy="name the board's rate with --baud; a board with kd-edge's firmware sends frames: "
            f"--port {self._url}",
        )

    def close(self) -> None:
        """See :class:`~kd_edge.source.Source`."""
        self._line.close()

    def _take(self, data: bytes) -> Iterator[Item]:
        rows: list[list[float]] = []
        for row in self._parser.feed(data):
            if row is not None:
                rows.append(row)
                continue
            yield from self._samples_of(rows)
            rows = []
            self._clock.skip(1)
            self._lost += 1
        yield from self._samples_of(rows)
        if self._parser.heard and not self._has_warned and self._map is not None:
            self._has_warned = True
            yield Remark(f"a line that is no sample: {self._parser.heard!r}; more are only counted")

    def _samples_of(self, rows: list[list[float]]) -> Iterator[Item]:
        if not rows:
            return
        if self._map is None:
            offered = self._parser.names or numbered(self._parser.width)
            self._map = ChannelMap(self._spec.streams, offered, self._naming)
            if self._map.by_order:
                yield Remark(f"the {self._map.width} columns have no names and are taken in the bundle's order")
        for samples in self._map.split(np.array(rows), self._clock.take(len(rows), self.arrived_ns)):
            self._samples += len(samples.values)
            yield samples
