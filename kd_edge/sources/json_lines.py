"""JSON objects, one a line, from another program or a phone: over UDP or a WebSocket."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from kd_edge.contract import SignalSpec
from kd_edge.errors import StreamError
from kd_edge.link.ports import Port, PortLostError
from kd_edge.source import ClockKind, Counters, Item, StreamInfo, check_complete
from kd_edge.sources.channels import Naming
from kd_edge.sources.lasting import LastingPort
from kd_edge.sources.packets import PacketReader
from kd_edge.sources.presence import GIVE_UP_S


class JsonLines:
    """A :class:`~kd_edge.source.Source`: JSON objects as :mod:`kd_edge.sources.packets` describes them.

    Args:
        opener: opens the port on which whole lines arrive.
        spec: the wanted streams.
        naming: which of the sender's channels is which.

    Raises:
        StreamError: the port cannot be opened.
    """

    synthetic = False

    def __init__(self, opener: Callable[[], Port], spec: SignalSpec, naming: Naming) -> None:
        self._spec = spec
        self._reader = PacketReader(spec, naming)
        self._bytes = 0
        self._line = LastingPort(opener)
        self._path = "" if self._line.port is None else self._line.port.path
        self._opened_s = time.monotonic()
        self.arrived_ns = time.monotonic_ns()

    @property
    def clock(self) -> ClockKind:
        """See :class:`~kd_edge.source.Source`: the sender's, if its objects say the time."""
        return "device" if self._reader.is_timed else "host"

    @property
    def streams(self) -> Mapping[str, StreamInfo]:
        """See :class:`~kd_edge.source.Source`."""
        heard = self._reader.heard
        return {stream.name: StreamInfo.from_spec(stream) for stream in self._spec.streams if stream.name in heard}

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.source.Source`; a frame is an object."""
        reader = self._reader
        return Counters(
            frames=reader.packets,
            samples=reader.samples,
            damaged=reader.damaged,
            malformed=reader.malformed + reader.unfit,
            unknown=getattr(self._line.port, "others", 0),
            lost=reader.lost,
            late=reader.late,
            reconnects=self._line.reconnects,
        )

    def read(self) -> list[Item]:
        """See :class:`~kd_edge.source.Source`.

        Raises:
            StreamError: also if a channel or a stream of the bundle is missing.
        """
        if self._line.port is None:
            returned = self._line.reopen()
            if returned is None:
                return []
            self._reader.restart()
            return [returned]
        items: list[Item] = []
        try:
            data = self._line.port.read()
            self.arrived_ns = time.monotonic_ns()
            self._bytes += len(data)
            for line in data.splitlines():
                if line.strip():
                    items += self._reader.take(line, self.arrived_ns)
        except PortLostError as error:
            items.append(self._line.lose(error))
        if time.monotonic() - self._opened_s > GIVE_UP_S and len(self.streams) < len(self._spec.streams):
            if (silence := self.silence()) is not None:
                raise silence
            check_complete([*self.streams, *sorted(self._reader.unwanted)], self._spec)
        return items

    def rest(self, until_ns: int) -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def command(self, code: int, arguments: bytes = b"") -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def silence(self) -> StreamError | None:
        """See :class:`~kd_edge.source.Source`."""
        if self._reader.packets:
            return None
        found = f"nothing came on {self._path}"
        if self._reader.unwanted:
            found = f"only of other streams: {', '.join(sorted(self._reader.unwanted))}"
        elif self._bytes:
            found = f"{self._bytes} bytes came on {self._path}, and no such object"
        example = self._spec.streams[0]
        return StreamError(
            "A sender sends samples as JSON objects",
            found=found,
            remedy=f'send for example {{"stream": "{example.name}", "values": {{"{example.channels[0]}": 0.1, ...}}}}',
        )

    def close(self) -> None:
        """See :class:`~kd_edge.source.Source`."""
        self._line.close()
