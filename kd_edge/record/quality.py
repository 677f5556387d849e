"""Is a take any good?  Checks that somebody who is wearing the sensors can still act upon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, SignalSpec, StreamSpec
from kd_edge.recordings.recording import Stream

LEAST_COVERED: Final = 0.9
"""Share of a take that every stream must cover."""

MOST_LOST: Final = 0.01
LONGEST_GAP_S: Final = 0.1
MOST_CLIPPED: Final = 0.01
FLAT: Final = 3
"""This many equal samples in a row at an end of the range are clipped; fewer are a peak."""

_TOPS: Final = 5
_STEPS: Final = 32
"""A range of fewer steps is noise of the converter, and has flat tops by chance."""

HUM_HZ: Final = (50.0, 60.0)
SOME_HUM: Final = 0.3
MOST_HUM: Final = 0.8
_ABOVE_HZ: Final = 10.0
"""What lies below is drift and movement of the electrodes."""


class Finding(Struct, frozen=True):
    """Something that is wrong with a take.

    Attributes:
        check: which check found it.
        serious: whether the take is refused for it.
        text: what was found.
        advice: what the person can do about it.
    """

    check: str
    serious: bool
    text: str
    advice: str

    def __str__(self) -> str:
        return f"{self.text}: {self.advice}"


def check_take(streams: Mapping[str, Stream], signal: SignalSpec, duration_s: float) -> list[Finding]:
    """What is wrong with a take.

    Args:
        streams: its streams, as assembled.
        signal: what they should be.
        duration_s: how long it should be.
    """
    found: list[Finding] = []
    for spec in signal.streams:
        stream = streams.get(spec.name)
        if stream is None:
            found.append(
                Finding("missing", True, f"{spec.name} sent nothing", "check that its sensor is on and connected")
            )
            continue
        found += _complete(stream, spec, duration_s)
        found += _rate(stream, spec, signal.rate_tolerance)
        found += _dead(stream.samples, spec)
        found += _clipping(stream.samples, spec)
        if spec.envelope is not None:  # muscles; hum in an accelerometer is a motor
            found += _hum(stream.samples, spec)
    return found


def _complete(stream: Stream, spec: StreamSpec, duration_s: float) -> Iterator[Finding]:
    covered = stream.duration_s + stream.start_ns / NS_PER_S
    if covered < LEAST_COVERED * duration_s:
        text = f"{spec.name} covers {covered:.2f} s of {duration_s:.2f} s"
        yield Finding("missing", True, text, "check that its sensor is on, connected and near enough")
    gaps = stream.account.gaps if stream.account is not None else ()
    lost = sum(gap.missing for gap in gaps)
    if lost:
        share = lost / len(stream.samples)
        longest_s = max(gap.missing for gap in gaps) * spec.sample_period_ns / NS_PER_S
        text = f"{spec.name} lost {lost} samples ({share:.1%}), at most {longest_s * 1e3:.0f} ms at once"
        serious = share > MOST_LOST or longest_s > LONGEST_GAP_S
        yield Finding("drops", serious, text, "move nearer to the receiver, or use another cable, port or baud rate")


def _rate(stream: Stream, spec: StreamSpec, tolerance: float) -> Iterator[Finding]:
    period_ns = stream.account.period_ns if stream.account is not None else None
    if period_ns is not None and period_ns > 0 and abs(period_ns / spec.sample_period_ns - 1) > tolerance:
        text = f"{spec.name} comes at {NS_PER_S / period_ns:.5g} Hz instead of {spec.sample_rate_hz:.5g} Hz"
        yield Finding("rate", True, text, "set the sensor to the rate that the rig states, or correct the rig")


def _dead(samples: NDArray[np.generic], spec: StreamSpec) -> Iterator[Finding]:
    still = (samples == samples[:1]).all(axis=0)
    if len(samples) > 1 and still.any():
        advice = "press the electrodes on, or moisten them" if spec.envelope else "check that its sensor is on"
        yield Finding("dead", True, f"{_named(spec, still)} never changes", advice)


def _clipping(samples: NDArray[np.generic], spec: StreamSpec) -> Iterator[Finding]:
    clipped = np.array([clipped_share(samples[:, channel]) > MOST_CLIPPED for channel in range(samples.shape[1])])
    if clipped.any():
        advice = "lower the gain, or let the electrodes settle" if spec.envelope else "widen the sensor's range"
        yield Finding("clipping", True, f"{_named(spec, clipped)} is cut off at the end of its range", advice)


def clipped_share(channel: NDArray[np.generic]) -> float:
    """Share of a channel's samples that are cut off in this one take.

    Flat are ``FLAT`` and more equal samples in a row, at an end of the integer range, or several times
    at the take's own least or greatest value, as behind an amplifier of fewer bits.  (A limb that is held still
    makes one plateau, not several.)

    Args:
        channel: shape ``(n,)``.
    """
    ends = {float(channel.min()), float(channel.max())}
    half = 2.0 ** (8 * channel.dtype.itemsize - 1)
    limits = {-half, half - 1} if channel.dtype.kind == "i" else set()
    wide = max(ends) - min(ends) >= _STEPS if limits else len(ends) == 2
    flat = 0
    for end in ends if wide else ends & limits:
        edges = np.flatnonzero(np.diff(channel == end, prepend=False, append=False))
        lengths = edges[1::2] - edges[::2]
        tops = lengths[lengths >= FLAT]
        if end in limits or len(tops) >= _TOPS:
            flat += int(tops.sum())
    return flat / len(channel)


def _hum(samples: NDArray[np.generic], spec: StreamSpec) -> Iterator[Finding]:
    for hum_hz in HUM_HZ:
        shares = hum_share(samples, spec.sample_rate_hz, hum_hz)
        if shares.max(initial=0.0) < SOME_HUM:
            continue
        loud = shares >= SOME_HUM
        text = f"{shares.max():.0%} of {_named(spec, loud)} is {hum_hz:.0f} Hz hum from the mains"
        advice = "press electrodes and reference on, moisten them, move away from chargers and mains cables"
        yield Finding("hum", bool(shares.max() >= MOST_HUM), text, advice)


def hum_share(samples: NDArray[np.generic], rate_hz: float, hum_hz: float) -> NDArray[np.float64]:
    """Share of each channel's power above 10 Hz that lies within 2 Hz of ``hum_hz``.

    Muscles spread theirs over 20 to 450 Hz (De Luca et al., J. Biomech. 43, 2010).

    Args:
        samples: shape ``(n, channels)``.
        rate_hz: samples a second.
        hum_hz: of the mains.

    Returns:
        Shape ``(channels,)``; zeros where the rate or the length does not allow to tell.
    """
    count = len(samples)
    if hum_hz + 2 >= rate_hz / 2 or count < rate_hz / 2:
        return np.zeros(samples.shape[1])
    values = samples.astype(np.float64)
    values = (values - values.mean(axis=0)) * np.hanning(count)[:, None]
    power = np.abs(np.fft.rfft(values, axis=0)) ** 2
    frequency_hz = np.fft.rfftfreq(count, 1 / rate_hz)
    total = power[frequency_hz >= _ABOVE_HZ].sum(axis=0)
    near = power[np.abs(frequency_hz - hum_hz) <= 2.0].sum(axis=0)
    shares: NDArray[np.float64] = np.divide(near, total, out=np.zeros_like(near), where=total > 0)
    return shares


def _named(spec: StreamSpec, marked: NDArray[np.bool_]) -> str:
    names = [name for name, each in zip(spec.channels, marked, strict=True) if each]
    if len(names) == len(spec.channels) > 1:
        return f"every channel of {spec.name}"
    return f"{', '.join(names)} of {spec.name}"
