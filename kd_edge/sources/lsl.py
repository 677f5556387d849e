"""Streams of Lab Streaming Layer (LSL), which devices and programs of a laboratory share on a network."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import MissingExtraError, StreamError
from kd_edge.source import ClockKind, Counters, Item, StreamInfo, check_complete
from kd_edge.sources.channels import ChannelMap, Naming, numbered
from kd_edge.sources.counting import one_period
from kd_edge.sources.presence import Presence

RESOLVE_S: Final = 3.0
_LOOK_S: Final = 1.0
_SECOND_S: Final = 0.5
_CHUNK: Final = 4096


def load_pylsl() -> Any:
    """The package pylsl, with a library that writes no messages to the terminal.

    Raises:
        MissingExtraError: it is not installed, or its library is missing.
    """
    try:
        import pylsl
    except (ImportError, RuntimeError, OSError) as error:
        raise MissingExtraError("pylsl", "lsl") from error
    if hasattr(pylsl, "set_config_content"):
        pylsl.set_config_content("[log]\nlevel = -3\n")  # has an effect before the first call only
    return pylsl


@dataclass(eq=False)
class _Inlet:
    """One LSL stream, and the streams of the bundle that it fills."""

    inlet: Any
    streams: Sequence[StreamSpec]
    table: ChannelMap
    period_ns: int
    newest_s: float = float("-inf")


class Lsl:
    """A :class:`~kd_edge.source.Source`: one LSL stream or several.

    LSL stamps samples with the clock of the computer that sends them, its library maps this onto the local
    clock and takes the jitter out.

    Args:
        address: ``NAME``, or one for each stream of the bundle: ``emg:NAME,imu:NAME``; in place of a name, a property
            such as ``type=EMG``.
        spec: the wanted streams.
        naming: which of the LSL channels is which.

    Raises:
        StreamError: no such stream, more than one, or a channel is missing.
        MissingExtraError: pylsl is not installed.
    """

    clock: ClockKind = "host"
    synthetic = False

    def __init__(self, address: str, spec: SignalSpec, naming: Naming) -> None:
        naming.check(spec.streams)
        self._pylsl = load_pylsl()
        self._address = address
        self._samples = self._late = 0
        self._origin_s: float | None = None
        assigned = _assigned(address, spec)
        check_complete([stream.name for _, streams in assigned for stream in streams], spec)
        self._inlets: list[_Inlet] = []
        try:
            for query, streams in assigned:
                self._inlets.append(self._open(query, streams, naming))
        except BaseException:
            self.close()
            raise
        self.streams: Mapping[str, StreamInfo] = {each.name: StreamInfo.from_spec(each) for each in spec.streams}
        self._presence = Presence()
        self.arrived_ns = time.monotonic_ns()

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.source.Source`."""
        return Counters(
            samples=self._samples,
            malformed=sum(each.table.malformed for each in self._inlets),
            late=self._late,
            reconnects=self._presence.reconnects,
        )

    def read(self) -> list[Item]:
        """See :class:`~kd_edge.source.Source`."""
        return self._presence.poll(self._pull, self.silence)

    def rest(self, until_ns: int) -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def command(self, code: int, arguments: bytes = b"") -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def silence(self) -> StreamError | None:
        """See :class:`~kd_edge.source.Source`."""
        if self._samples:
            return None
        return StreamError(
            "An LSL stream delivers samples",
            found=f"none of {self._address}",
            remedy="check that its device is running",
        )

    def close(self) -> None:
        """See :class:`~kd_edge.source.Source`."""
        for each in self._inlets:
            each.inlet.close_stream()

    def _pull(self) -> list[Item]:
        items = [item for inlet in self._inlets for item in self._pulled(inlet)]
        self.arrived_ns = time.monotonic_ns()
        return items

    def _pulled(self, inlet: _Inlet) -> Iterator[Item]:
        values, times = inlet.inlet.pull_chunk(timeout=0.0, max_samples=_CHUNK)
        if not times:
            return
        rows, stamps = np.array(values, dtype=np.float64), np.array(times)
        new = np.diff(stamps, prepend=inlet.newest_s) > 0
        self._late += int((~new).sum())
        rows, stamps = rows[new], stamps[new]
        if not len(rows):
            return
        inlet.newest_s = float(stamps[-1])
        if self._origin_s is None:
            self._origin_s = float(stamps[0])
        jumps = np.flatnonzero(np.diff(stamps) * 1e9 > 1.5 * inlet.period_ns) + 1
        for begin, end in pairwise([0, *jumps.tolist(), len(rows)]):
            start_ns = round((float(stamps[begin]) - self._origin_s) * 1e9)
            for samples in inlet.table.split(rows[begin:end], start_ns):
                self._samples += len(samples.values)
                yield samples

    def _open(self, query: str, streams: Sequence[StreamSpec], naming: Naming) -> _Inlet:
        info = self._resolve(query)
        period_ns = one_period(streams, "name an LSL stream for each: emg:NAME,imu:NAME")
        flags = self._pylsl.proc_clocksync
        if info.nominal_srate() > 0:
            flags |= self._pylsl.proc_dejitter
        inlet = self._pylsl.StreamInlet(info, processing_flags=flags)
        full = inlet.info(timeout=RESOLVE_S)  # the one that was resolved has no description
        labels = full.get_channel_labels() or []
        named = len(labels) == full.channel_count() and all(labels)
        offered = tuple(labels) if named else numbered(full.channel_count())
        table = ChannelMap(streams, offered, naming.about(streams))
        inlet.open_stream(timeout=RESOLVE_S)
        return _Inlet(inlet, streams, table, period_ns)

    def _resolve(self, query: str) -> Any:
        key, equals, value = query.partition("=")
        asked = (key, value) if equals else ("name", query)
        found = self._pylsl.resolve_byprop(*asked, minimum=1, timeout=RESOLVE_S)
        if found:  # that ended with the first answer: there may be another stream of that name
            found = self._pylsl.resolve_byprop(*asked, minimum=2, timeout=_SECOND_S) or found
        if len(found) == 1 and found[0].channel_format() != self._pylsl.cf_string:
            return found[0]
        if len(found) == 1:
            kinds = f"{query!r} holds text"
        elif found:
            kinds = f"{len(found)} called {query!r}: {', '.join(sorted(_told(each) for each in found))}"
        else:
            others = sorted({_told(each) for each in self._pylsl.resolve_streams(wait_time=_LOOK_S)})
            kinds = f"none called {query!r}, but {', '.join(others[:10])}" if others else "no LSL stream at all"
        raise StreamError(
            "The name of an LSL stream is that of exactly one stream of numbers",
            found=kinds,
            remedy="name one by a property of its own, such as source_id=...; LSL finds streams of the same network",
        )


def _told(info: Any) -> str:
    return f"{info.name()!r} ({info.type() or 'no type'}, {info.channel_count()} channels, on {info.hostname()})"


def _assigned(address: str, spec: SignalSpec) -> list[tuple[str, Sequence[StreamSpec]]]:
    """Which LSL stream fills which streams of the bundle."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    names = {stream.name: stream for stream in spec.streams}
    found: list[tuple[str, Sequence[StreamSpec]]] = []
    for part in parts:
        name, colon, query = part.partition(":")
        if colon and name in names and query:
            found.append((query, [names[name]]))
        elif len(parts) == 1:
            found.append((part, spec.streams))
        elif part in names:
            found.append((part, [names[part]]))
        else:
            raise StreamError(
                "Of several LSL streams, each says which stream of the bundle it is",
                found=part,
                remedy=f"write STREAM:NAME, such as {next(iter(names))}:{part}",
            )
    if len({stream.name for _, streams in found for stream in streams}) != sum(len(streams) for _, streams in found):
        raise StreamError("Each stream of the bundle is named once", found=address, remedy="leave one out")
    if not found:
        raise StreamError("An LSL stream has a name", found="none", remedy="name one, or type=EMG")
    return found
