"""Continuous material from takes: rest, a sign, the way back to rest, rest, the next sign.

Takes of signs are recorded one by one, but people raise a hand, sign, and lower it again before the next one.
Everything here is made of what was recorded of that person:

- **Rest** repeats the quiet start of a take, forth and back, and glides into the start of the next one.
- **The way back** is the start of the take, backwards: from the place where the sign begins to the one where the hand
  rests.  Rates of turn change their sign, since the movement is reversed.  What was recorded last and the way back are
  blended, because a sign does not end where it began.
- Between them lies the take, as it was recorded.

Rest is therefore quieter than that of a person who fidgets: its false alarms are a lower limit.

Of every take, only the time in which all streams were recorded is played, so that they stay as far apart as they were.

Besides signs, a stream can be all rest (:func:`resting_session`) or all movement that is no sign
(:func:`moving_session`): recordings of something else, or pieces of takes too short to be a sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.link.messages import Mark
from kd_edge.play.session import Session
from kd_edge.recordings.interval import common_interval, trimmed
from kd_edge.recordings.recording import REST, Dataset, Recording

QUIET_NS: Final = NS_PER_S // 5
"""How much of a take's start is rest: in psl18 the hand turns with 2 degrees a second there, then with 180."""

BACK_NS: Final = 7 * NS_PER_S // 10
"""How much of a take's start is the way from rest to where the sign begins."""

BLEND_NS: Final = 3 * NS_PER_S // 10
"""How long the end of a take and the way back are blended, and two places of rest at most."""

Samples = NDArray[np.generic]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Rests:
    """How long the rest between two signs takes, in seconds: at least and at most."""

    shortest_s: float = 0.5
    longest_s: float = 2.5


def continuous_session(
    dataset: Dataset, recordings: Sequence[Recording], rng: np.random.Generator, *, rests: Rests | None = None
) -> Session:
    """Play ``recordings`` one after the other as one movement with rests.

    Args:
        dataset: says how the sensors are laid out and what the labels are.
        recordings: takes of one person, in the order of play.  A recording of ``REST`` is played as it is.
        rng: draws the length of every rest.
        rests: their limits.

    Raises:
        StreamError: no recordings.
        RecordingError: one whose streams were not recorded at the same time.
    """
    if not recordings:
        raise StreamError(
            "A session plays at least one recording", found="none", remedy="choose another split or person"
        )
    recordings = [trimmed(recording) for recording in recordings]
    rests = rests or Rests()
    lengths_ns = [round(rng.uniform(rests.shortest_s, rests.longest_s) * NS_PER_S) for _ in range(len(recordings) + 1)]
    starts_ns, now_ns = [], lengths_ns[0]
    for recording, rest_ns in zip(recordings, lengths_ns[1:], strict=True):
        starts_ns.append(now_ns)
        now_ns += _length_ns(recording) + BACK_NS + rest_ns
    samples = {
        stream.name: _lay_out(
            stream,
            [recording.streams[stream.name].samples for recording in recordings],
            [
                start_ns + _offset_ns(recording, stream)
                for recording, start_ns in zip(recordings, starts_ns, strict=True)
            ],
            now_ns,
        )
        for stream in dataset.signal.streams
    }
    marks = [Mark(0, 0, REST, "")]
    for recording, start_ns in zip(recordings, starts_ns, strict=True):
        if recording.label != REST:
            marks.append(Mark(start_ns, len(marks), recording.label, dataset.labels[recording.label]))
            marks.append(Mark(start_ns + _length_ns(recording), len(marks), REST, ""))
    return Session(dataset.signal, samples, dict.fromkeys(samples, 0), marks, dataset.synthetic)


def resting_session(
    dataset: Dataset, recordings: Sequence[Recording], seconds: float, rng: np.random.Generator
) -> Session:
    """Rest of one person, from the quiet starts of ``recordings`` in random order, each for 2 to 6 s.

    Args:
        dataset: says how the sensors are laid out.
        recordings: takes of one person.
        seconds: how long.
        rng: draws the order and the lengths.

    Raises:
        StreamError: no recordings.
        RecordingError: one whose streams were not recorded at the same time.
    """
    if not recordings:
        raise StreamError("Rest is cut from at least one recording", found="none", remedy="choose another person")
    recordings = [trimmed(recording) for recording in recordings]
    starts_s: list[float] = [0.0]
    while starts_s[-1] < seconds:
        starts_s.append(starts_s[-1] + rng.uniform(2, 6))
    order = [recordings[index] for index in rng.integers(len(recordings), size=len(starts_s))]
    samples = {}
    for stream in dataset.signal.streams:
        slots = [round(start_s * NS_PER_S / stream.sample_period_ns) for start_s in starts_s]
        takes = [recording.streams[stream.name].samples for recording in order]
        rests = [
            _rest(before, after, end - start, stream.sample_period_ns)
            for before, after, start, end in zip(takes, takes[1:], slots, slots[1:], strict=False)
        ]
        samples[stream.name] = np.concatenate(rests)
    return Session(dataset.signal, samples, dict.fromkeys(samples, 0), [Mark(0, 0, REST, "")], dataset.synthetic)


def moving_session(
    dataset: Dataset,
    recordings: Sequence[Recording],
    seconds: float,
    rng: np.random.Generator,
    *,
    pieces_s: tuple[float, float] | None = None,
) -> Session:
    """Movement that is no sign: ``recordings`` in random order, again and again until ``seconds`` are full.

    Args:
        dataset: says how the sensors are laid out.
        recordings: whatever they show, none of it is a sign here.
        seconds: how long.
        rng: draws order, places and lengths.
        pieces_s: play only a piece of each, at least and at most so many seconds long.

    Raises:
        StreamError: no recordings.
        RecordingError: one whose streams were not recorded at the same time.
    """
    if not recordings:
        raise StreamError("A session plays at least one recording", found="none", remedy="choose other data")
    recordings = [trimmed(recording) for recording in recordings]
    parts: dict[str, list[Samples]] = {stream.name: [] for stream in dataset.signal.streams}
    filled_s = 0.0
    while filled_s < seconds:
        for index in rng.permutation(len(recordings)):
            recording = recordings[index]
            whole_s = _length_ns(recording) / NS_PER_S
            length_s = whole_s if pieces_s is None else min(whole_s, rng.uniform(*pieces_s))
            first_s = rng.uniform(0, whole_s - length_s)
            for stream in dataset.signal.streams:
                first = round(first_s * stream.sample_rate_hz)
                # Up to the same session time in every stream, so that what each rounds never adds up.
                count = round((filled_s + length_s) * stream.sample_rate_hz) - sum(map(len, parts[stream.name]))
                piece = recording.streams[stream.name].samples[first : first + count]
                parts[stream.name].append(_joined(stream, parts[stream.name], piece))
            filled_s += length_s
    samples = {
        stream.name: np.concatenate(parts[stream.name])[: round(seconds * stream.sample_rate_hz)]
        for stream in dataset.signal.streams
    }
    return Session(dataset.signal, samples, dict.fromkeys(samples, 0), [Mark(0, 0, REST, "")], dataset.synthetic)


def _joined(spec: StreamSpec, before: Sequence[Samples], piece: Samples) -> Samples:
    """``piece`` without a jump from what was played before: the difference fades."""
    if spec.envelope is not None or not before or not len(before[-1]) or not len(piece):
        return piece
    jump = np.asarray(before[-1][-1], np.float64) - np.asarray(piece[0], np.float64)
    blend = max(1, BLEND_NS // spec.sample_period_ns)
    weight = 1 - _smooth(np.arange(len(piece)) / blend)[:, None]
    return _as_recorded(piece, np.asarray(piece, np.float64) + weight * jump)


def _length_ns(recording: Recording) -> int:
    """Of a trimmed recording, the time in which all streams have samples."""
    begin_ns, end_ns = common_interval(recording)
    return end_ns - begin_ns


def _offset_ns(recording: Recording, spec: StreamSpec) -> int:
    """How long after the earliest stream of a trimmed recording this one begins: less than one of its periods."""
    return recording.streams[spec.name].start_ns - min(stream.start_ns for stream in recording.streams.values())


def _lay_out(spec: StreamSpec, takes: Sequence[Samples], starts_ns: Sequence[int], end_ns: int) -> Samples:
    """All samples of one stream, from time 0 to ``end_ns``."""
    period_ns = spec.sample_period_ns
    slots = [round(start_ns / period_ns) for start_ns in starts_ns] + [round(end_ns / period_ns)]
    nothing = takes[0][:0]
    parts, filled, before = [], 0, nothing
    for take, slot in zip([*takes, nothing], slots, strict=True):
        parts.append(_rest(before if len(before) else take, take if len(take) else before, slot - filled, period_ns))
        if len(take):
            back = _way_back(spec, take)
            parts += [take, back]
            filled = slot + len(take) + len(back)
        before = take
    return np.concatenate(parts)


def _rest(before: Samples, after: Samples, count: int, period_ns: int) -> Samples:
    """``count`` samples of rest, from the first sample of ``before`` to the first of ``after``."""
    quiet = max(2, QUIET_NS // period_ns)
    steps = np.arange(max(count, 0))
    early = _forth_and_back(before, steps, quiet)
    late = _forth_and_back(after, steps[::-1] + 1, quiet)
    blend = min(count, max(1, BLEND_NS // period_ns))
    weight = _smooth((steps - (count - blend) / 2) / blend)[:, None]
    return _as_recorded(before, (1 - weight) * early + weight * late)


def _forth_and_back(take: Samples, steps: NDArray[np.int64], quiet: int) -> Values:
    last = min(quiet, len(take)) - 1
    place = steps % max(1, 2 * last)
    return np.asarray(take[np.minimum(place, 2 * last - place) if last else place * 0], np.float64)


def _way_back(spec: StreamSpec, take: Samples) -> Samples:
    """The start of ``take`` backwards, blended with its end."""
    count = min(BACK_NS // spec.sample_period_ns, len(take))
    back = np.asarray(take[:count][::-1], np.float64)
    rates = [channel for body in spec.bodies for triple in body[1:] for channel in triple]
    back[:, rates] *= -1
    blend = max(1, min(BLEND_NS // spec.sample_period_ns, count))
    if spec.envelope is not None:  # alternating: what was recorded last goes on, mirrored
        held = np.asarray(take[-blend:][::-1], np.float64)
    else:
        held = np.repeat(np.asarray(take[-1:], np.float64), blend, axis=0)
    weight = _smooth(np.arange(blend) / blend)[:, None]
    back[:blend] = (1 - weight) * held + weight * back[:blend]
    return _as_recorded(take, back)


def _smooth(share: Values) -> Values:
    """From 0 to 1 without a jump in speed or acceleration (minimum jerk: T. Flash, N. Hogan, J. Neuroscience 1985)."""
    x = np.clip(share, 0, 1)
    return np.asarray(x * x * x * (10 + x * (6 * x - 15)))


def _as_recorded(like: Samples, values: Values) -> Samples:
    """``values`` in the type of ``like``."""
    if like.dtype.kind == "f":
        return values.astype(like.dtype)
    limits = np.iinfo(np.dtype(like.dtype.str))
    return np.clip(np.rint(values), limits.min, limits.max).astype(like.dtype)
