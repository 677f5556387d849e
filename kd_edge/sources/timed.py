"""A source whose clocks are watched: its true rates are measured, and a wrong one is an error or resampled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from kd_edge.contract import NS_PER_S, SignalSpec, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.source import (
    ClockKind,
    Counters,
    Ended,
    Item,
    Lost,
    Remark,
    Returned,
    Samples,
    Source,
    StreamInfo,
    Timing,
)
from kd_edge.sources.rate import Rate, RateMeter
from kd_edge.sources.resampling import FURTHEST, Resampler

FIRST_NS: Final = NS_PER_S // 2
CHECK_NS: Final = 5 * NS_PER_S
"""How often rates are compared with what was stated, until they are known and from then on."""

TELL_NS: Final = 10 * NS_PER_S
"""How often they are told."""


PLAYED: Final = 0.5
"""A device whose second is this much longer or shorter plays at another speed, and nobody needs to be told."""

HELD_LIMIT_NS: Final = 30 * NS_PER_S
"""How much may be held back until a rate is known."""


class Timed:
    """A :class:`~kd_edge.source.Source` that measures the clocks of another one.

    Samples pass unchanged as long as their rates are right.  Every stream's :class:`~kd_edge.source.Timing` follows
    once it is known, and then every ten seconds.

    Args:
        source: what is watched.
        spec: the wanted streams, and by how much their rates may be off.
        resample: interpolate a stream of another rate instead of refusing it.  Samples then wait until their
            rate is known, for the first three seconds.
    """

    def __init__(self, source: Source, spec: SignalSpec, *, resample: bool = False) -> None:
        self._source = source
        self._tolerance = spec.rate_tolerance
        self._resample = resample
        self._watched = {stream.name: _Watched(stream, RateMeter(stream.sample_period_ns)) for stream in spec.streams}
        self._resampled = 0
        self._checked_ns = 0
        self._told_ns = -TELL_NS
        self._drift_told = False
        self._rested = False

    @property
    def clock(self) -> ClockKind:
        """See :class:`~kd_edge.source.Source`."""
        return self._source.clock

    @property
    def synthetic(self) -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return self._source.synthetic

    @property
    def arrived_ns(self) -> int:
        """See :class:`~kd_edge.source.Source`."""
        return self._source.arrived_ns

    @arrived_ns.setter
    def arrived_ns(self, value: int) -> None:
        self._source.arrived_ns = value

    @property
    def streams(self) -> Mapping[str, StreamInfo]:
        """See :class:`~kd_edge.source.Source`."""
        return self._source.streams

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.source.Source`."""
        return msgspec.structs.replace(self._source.counters, resampled=self._resampled)

    def read(self) -> Sequence[Item]:
        """See :class:`~kd_edge.source.Source`.

        Raises:
            StreamError: also if a stream's true rate is not the stated one.
        """
        items: list[Item] = []
        for item in self._source.read():
            if isinstance(item, Lost | Returned):
                for each in self._watched.values():
                    each.meter.reset()
            if isinstance(item, Ended):
                items += self._released()
            if isinstance(item, Samples) and (watched := self._watched.get(item.stream)) is not None:
                watched.meter.add(item, None if self._rested else self.arrived_ns)
                items += self._passed(watched, item)
            else:
                items.append(item)
        self._rested = False
        if self.arrived_ns - self._checked_ns >= (FIRST_NS if self._told_ns < 0 else CHECK_NS):
            items += self._check()
        return items

    def rest(self, until_ns: int) -> bool:
        """See :class:`~kd_edge.source.Source`."""
        self._rested = self._source.rest(until_ns)
        return self._rested

    def command(self, code: int, arguments: bytes = b"") -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return self._source.command(code, arguments)

    def silence(self) -> StreamError | None:
        """See :class:`~kd_edge.source.Source`."""
        return self._source.silence()

    def close(self) -> None:
        """See :class:`~kd_edge.source.Source`."""
        self._source.close()

    def _passed(self, watched: _Watched, samples: Samples) -> Iterator[Samples]:
        """``samples`` as they came, held back, or resampled."""
        if self._resample and not watched.is_known:
            watched.hold(samples, self._tolerance)
        elif watched.resampler is None:
            yield samples
        else:
            made = watched.resampler.push(samples, watched.own_ns, watched.true_ns)
            if made is not None:
                self._resampled += len(made.values)
                yield made

    def _released(self) -> Iterator[Item]:
        """What was held back for a rate that will not be known any more."""
        for watched in self._watched.values():
            if watched.held:
                yield Remark(f"{watched.spec.name} ended before its rate was known, and is not resampled")
                yield from watched.held
                watched.held = []

    def _check(self) -> Iterator[Item]:
        now_ns = self._checked_ns = self.arrived_ns
        rates = {name: each.meter.rate() for name, each in self._watched.items()}
        telling = now_ns - self._told_ns >= TELL_NS and None not in rates.values()
        for watched in self._watched.values():
            rate = rates[watched.spec.name]
            if rate is None:
                continue
            timing = self._timing(watched.spec, rate)
            yield from self._judge(watched, timing, rate)
            if telling:
                self._told_ns = now_ns
                yield timing

    def _timing(self, spec: StreamSpec, rate: Rate) -> Timing:
        counted = NS_PER_S / rate.step_ns
        on_host = self.clock == "host"
        return Timing(
            stream=spec.name,
            stated_hz=round(spec.sample_rate_hz, 6),
            rate_hz=round(counted / rate.slope if on_host else counted, 4),
            drift_ppm=round((1 / rate.slope - 1) * 1e6, 1) if self.clock == "device" else None,
            uncertainty_ppm=round((rate.step_error + rate.slope_error * on_host) * 1e6, 1),
            clock=self.clock,
        )

    def _judge(self, watched: _Watched, timing: Timing, rate: Rate) -> Iterator[Item]:
        off = abs(timing.rate_hz / watched.spec.sample_rate_hz - 1)
        is_right = off <= self._tolerance + timing.uncertainty_ppm * 1e-6
        if not self._resample:
            if not is_right:
                raise _wrong_rate(timing, self._tolerance)
        elif watched.is_known:
            watched.measure(rate, self.clock)
        elif timing.uncertainty_ppm * 1e-6 <= self._tolerance:
            if not 1 / FURTHEST <= timing.rate_hz / watched.spec.sample_rate_hz <= FURTHEST:
                raise _wrong_rate(timing, self._tolerance)
            watched.is_known = True
            if not is_right:
                watched.resampler = Resampler(StreamInfo.from_spec(watched.spec))
                watched.measure(rate, self.clock)
                yield Remark(
                    f"{timing.stream} comes at {timing.rate_hz:.6g} samples a second and is resampled to "
                    f"{timing.stated_hz:.6g}: what is recognised is not what a bundle was verified with"
                )
            held, watched.held = watched.held, []
            for samples in held:
                yield from self._passed(watched, samples)
        if self.clock == "device" and self._tolerance + rate.slope_error < abs(rate.slope - 1) < PLAYED:
            yield from self._tell_drift(timing)

    def _tell_drift(self, timing: Timing) -> Iterator[Remark]:
        if not self._drift_told:
            self._drift_told = True
            yield Remark(
                f"a second of the device is {1 / (1 + (timing.drift_ppm or 0) * 1e-6):.4g} s here: its clock is wrong, "
                "or it is played or emulated at another speed"
            )


@dataclass(eq=False)
class _Watched:
    """One stream under watch; ``true_ns`` and ``own_ns`` are the true step and the step of the samples' own times."""

    spec: StreamSpec
    meter: RateMeter
    is_known: bool = False
    resampler: Resampler | None = None
    own_ns: float = 0.0
    true_ns: float = 0.0
    held: list[Samples] = field(default_factory=list)

    def hold(self, samples: Samples, tolerance: float) -> None:
        """Keep ``samples`` until the rate is known.

        Raises:
            StreamError: it has not become known for half a minute of samples.
        """
        self.held.append(samples)
        if sum(len(each.values) for each in self.held) * self.spec.sample_period_ns > HELD_LIMIT_NS:
            raise _unsteady(self.spec.name, tolerance)

    def measure(self, rate: Rate, clock: ClockKind) -> None:
        self.own_ns = rate.step_ns
        self.true_ns = rate.step_ns * (rate.slope if clock == "host" else 1.0)


def _wrong_rate(timing: Timing, tolerance: float) -> StreamError:
    return StreamError(
        f"A stream comes at its stated rate, within {tolerance:.2%}",
        found=f"stream {timing.stream!r} with {timing.rate_hz:.6g} samples a second instead of {timing.stated_hz:.6g} "
        f"(by the clock of the {'device' if timing.clock == 'device' else timing.clock})",
        remedy="set the sensor to the stated rate, train with recordings at this rate, "
        f"or resample with --resample (at most by a factor of {FURTHEST:g})",
    )


def _unsteady(stream: str, tolerance: float) -> StreamError:
    return StreamError(
        f"A stream that is resampled comes so steadily that its rate can be measured within {tolerance:.2%}",
        found=f"stream {stream!r}, whose rate is not known after {HELD_LIMIT_NS // NS_PER_S} s of samples",
        remedy="send samples at regular times, or number or stamp them on the device",
    )
