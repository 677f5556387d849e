"""Which column of what a source offers is which channel of a bundle: found by name, and missing ones are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SampleType, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.source import Samples, StreamInfo

Values = Literal["unit", "raw"]
"""What a source's numbers are: quantities in each channel's unit, or the raw numbers before the scale."""

_SHOWN: Final = 12

_LIMITS: Final[Mapping[SampleType, tuple[float, float]]] = {
    "int8": (-128.0, 127.0),
    "int16": (-32768.0, 32767.0),
    "float32": (float(np.finfo(np.float32).min), float(np.finfo(np.float32).max)),
}


@dataclass(frozen=True)
class Naming:
    """What a user says about a source's channels.

    Attributes:
        renamed: ``STREAM.CHANNEL`` or ``CHANNEL`` of the bundle -> name or number of the source's channel.
        values: what its numbers are.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    values: Values = "unit"

    def about(self, streams: Sequence[StreamSpec]) -> Naming:
        """What of this is about ``streams``, where a source has a table for each."""
        own = {stream.name for stream in streams}
        bare = {channel for stream in streams for channel in stream.channels}
        kept = {
            name: there for name, there in self.renamed.items() if name in bare or name.split(".", maxsplit=1)[0] in own
        }
        return Naming(kept, self.values)

    def check(self, streams: Sequence[StreamSpec]) -> None:
        """Check that every name that is mapped is one channel of ``streams``.

        Raises:
            StreamError: it is none, or several.
        """
        features = [f"{stream.name}.{channel}" for stream in streams for channel in stream.channels]
        bare = [channel for stream in streams for channel in stream.channels]
        for name in self.renamed:
            if name not in features and bare.count(name) != 1:
                raise StreamError(
                    "A channel that is mapped is one of the bundle's",
                    found=f"{name!r}" + (", which several streams have" if name in bare else ""),
                    remedy=f"use one of {_listed(features)}",
                )


def numbered(count: int) -> tuple[str, ...]:
    """Names for columns that have none: their numbers, from 1."""
    return tuple(str(number) for number in range(1, count + 1))


class ChannelMap:
    """Picks the columns of a table that belong to each stream.

    A channel ``ax`` of the stream ``imu`` is the column that the user names, else the one called ``imu.ax``, else the
    one called ``ax`` if no other wanted stream has such a channel.  Upper and lower case are not told apart.  Columns
    without names that are as many as there are channels stand in the bundle's order.

    Args:
        wanted: the streams that the table is to fill.
        offered: the names of the table's columns.
        naming: what the user says.

    Attributes:
        by_order: columns had no names, and were taken in the bundle's order.

    Raises:
        StreamError: a channel is missing, or the user names one that does not exist.
    """

    def __init__(self, wanted: Sequence[StreamSpec], offered: Sequence[str], naming: Naming) -> None:
        features = [f"{stream.name}.{channel}" for stream in wanted for channel in stream.channels]
        bare = [channel for stream in wanted for channel in stream.channels]
        naming.check(wanted)
        self.by_order = not naming.renamed and tuple(offered) == numbered(len(features))
        if self.by_order:
            found = list(range(len(features)))
        else:
            found = _found(features, bare, _places(offered), naming.renamed, offered)
        self.width = len(offered)
        self._columns: dict[str, NDArray[np.intp]] = {}
        for stream in wanted:
            self._columns[stream.name] = np.array(found[: len(stream.channels)])
            found = found[len(stream.channels) :]
        self._lanes = [_Lane(stream, naming.values) for stream in wanted]

    def split(self, rows: NDArray[np.float64], start_ns: int) -> Iterator[Samples]:
        """The samples of every stream, without rows that do not fit its type.

        Args:
            rows: shape ``(n, columns)``.
            start_ns: time of the first.
        """
        for lane in self._lanes:
            yield from lane.take(rows[:, self._columns[lane.info.name]], start_ns)

    @property
    def malformed(self) -> int:
        """Samples with values that do not fit their type, which were dropped."""
        return sum(lane.malformed for lane in self._lanes)


class _Lane:
    """Turns numbers into raw samples of one stream."""

    def __init__(self, spec: StreamSpec, values: Values) -> None:
        self.info = StreamInfo.from_spec(spec)
        self.malformed = 0
        scales = [channel.scale if values == "unit" else 1.0 for channel in self.info.channels]
        self._scale = np.array(scales, dtype=np.float64)

    def take(self, values: NDArray[np.float64], start_ns: int) -> Iterator[Samples]:
        raw = values / self._scale
        dtype = self.info.dtype
        if dtype.kind == "i":
            raw = np.rint(raw)
        low, high = _LIMITS[self.info.sample_type]
        fits = ((raw >= low) & (raw <= high)).all(axis=1)  # a NaN does not fit
        if fits.all():
            runs = [(0, len(raw))]
        else:
            self.malformed += int((~fits).sum())
            edges = np.flatnonzero(np.diff(np.concatenate([[0], fits.astype(np.int8), [0]])))
            runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
        for begin, end in runs:
            if begin < end:
                first_ns = start_ns + begin * self.info.period_ns
                newest_ns = start_ns + (end - 1) * self.info.period_ns
                yield Samples(self.info.name, raw[begin:end].astype(dtype), first_ns, newest_ns)


def _places(offered: Sequence[str]) -> dict[str, int]:
    """Column of each name in lower case; -1 where a name stands more than once."""
    places: dict[str, int] = {}
    for place, name in enumerate(offered):
        key = name.strip().lower()
        places[key] = -1 if key in places else place
    return places


def _found(
    features: Sequence[str],
    bare: Sequence[str],
    places: Mapping[str, int],
    renamed: Mapping[str, str],
    offered: Sequence[str],
) -> list[int]:
    found: list[int] = []
    missing: list[str] = []
    for feature, name in zip(features, bare, strict=True):
        chosen = renamed.get(feature, renamed.get(name))
        own = [feature, name] if bare.count(name) == 1 else [feature]
        names = own if chosen is None else [chosen]
        place = next((places[each.strip().lower()] for each in names if each.strip().lower() in places), None)
        if place is None and chosen is not None and chosen.isdecimal() and 1 <= int(chosen) <= len(offered):
            place = int(chosen) - 1
        if place == -1:
            raise StreamError(
                "A source's channels have different names",
                found=f"{names[0]!r} more than once",
                remedy="give columns by their number, such as --map imu.ax=1",
            )
        if place is None:
            missing.append(feature if chosen is None else f"{feature} (mapped to {chosen!r})")
        else:
            found.append(place)
    if missing:
        raise StreamError(
            "A source has every channel that the bundle was trained on",
            found=f"no {_listed(missing)} among {len(offered)} channels: {_listed(offered)}",
            remedy=f"say which one it is, such as --map {missing[0].split(' ')[0]}={_nearest(missing[0], offered)}",
        )
    return found


def _nearest(feature: str, offered: Sequence[str]) -> str:
    close = get_close_matches(feature.split(" ")[0].split(".")[-1], offered, n=1, cutoff=0.3)
    return close[0] if close else (offered[0] if offered else "NAME")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown}, ... ({len(names)} in all)" if len(names) > _SHOWN else shown
