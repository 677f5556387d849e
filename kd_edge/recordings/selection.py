"""Some channels of a data set: the streams, the recordings and all that the SignalSpec says about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

import numpy as np
from msgspec.structs import replace

from kd_edge.contract import Normalisation, SignalSpec, StreamSpec, WearerProfile
from kd_edge.errors import RecordingError
from kd_edge.recordings.recording import Dataset, Recording


def select_features(signal: SignalSpec, kept: Collection[str]) -> SignalSpec:
    """``signal`` with only the features ``kept``, in its own order; streams without any go.

    A ring that loses an electrode is none any more, and a body's triple stays if all its three axes do.

    Raises:
        RecordingError: a feature that ``signal`` does not have, or none at all; or part of a ring or body of sensors
            that a wearer's profile turns, which takes all of its channels.
    """
    unknown = sorted(set(kept) - set(signal.features))
    if unknown or not kept:
        raise RecordingError(
            "Features that stay are some of the SignalSpec's",
            found=", ".join(unknown) or "none",
            remedy=f"choose from {', '.join(signal.features)}",
        )
    if signal.wearer is not None:
        _require_whole(signal, kept)
    streams = [found for stream in signal.streams if (found := _selected(stream, kept))]
    rows = [index for index, name in enumerate(signal.features) if name in kept]
    normalisation = signal.normalisation
    if normalisation is not None:
        normalisation = Normalisation(
            mean=tuple(normalisation.mean[row] for row in rows),
            inverse_std=tuple(normalisation.inverse_std[row] for row in rows),
        )
    wearer = _selected_gain(signal.wearer, rows)
    return replace(signal, streams=tuple(streams), normalisation=normalisation, wearer=wearer)


def select_channels(dataset: Dataset, signal: SignalSpec) -> Dataset:
    """``dataset`` with only the channels that ``signal`` names; itself if these are all.

    Raises:
        RecordingError: the data set lacks one of them.
    """
    if signal.features == dataset.signal.features:
        return dataset
    smaller = select_features(dataset.signal, signal.features)
    columns = {
        stream.name: [dataset.signal.stream(stream.name).channels.index(channel) for channel in stream.channels]
        for stream in smaller.streams
    }
    rows = [index for index, name in enumerate(dataset.signal.features) if name in signal.features]
    recordings = [_narrowed(recording, columns, rows) for recording in dataset.recordings]
    return dataclasses.replace(dataset, recordings=recordings, signal=smaller)


def _require_whole(signal: SignalSpec, kept: Collection[str]) -> None:
    for stream in signal.streams:
        ring = [tuple(range(len(stream.channels)))] if stream.ring else []
        for group in [*ring, *(triple for body in stream.bodies for triple in body)]:
            names = [f"{stream.name}.{stream.channels[channel]}" for channel in group]
            if len(lost := sorted(set(names) - set(kept))) not in (0, len(names)):
                raise RecordingError(
                    "Sensors that a wearer's profile turns keep all channels of a ring and all axes of a body, or none",
                    found=f"{', '.join(names)} without {', '.join(lost)}",
                    remedy="select whole sensors, or train with the sensors as recorded",
                )


def _narrowed(recording: Recording, columns: dict[str, list[int]], rows: list[int]) -> Recording:
    streams = {
        name: dataclasses.replace(stream, samples=np.ascontiguousarray(stream.samples[:, columns[name]]))
        for name, stream in recording.streams.items()
        if name in columns
    }
    return dataclasses.replace(recording, streams=streams, wearer=_selected_gain(recording.wearer, rows))


def _selected_gain(wearer: WearerProfile | None, rows: list[int]) -> WearerProfile | None:
    if wearer is None or wearer.gain is None:
        return wearer
    return replace(wearer, gain=tuple(wearer.gain[row] for row in rows))


def _selected(stream: StreamSpec, kept: Collection[str]) -> StreamSpec | None:
    rows = [index for index, channel in enumerate(stream.channels) if f"{stream.name}.{channel}" in kept]
    if not rows:
        return None
    if len(rows) == len(stream.channels):
        return stream
    new = {old: position for position, old in enumerate(rows)}
    bodies = []
    for body in stream.bodies:
        whole = [(new[x], new[y], new[z]) for x, y, z in body if {x, y, z} <= new.keys()]
        if whole:
            bodies.append(tuple(whole))
    return replace(
        stream,
        channels=tuple(stream.channels[row] for row in rows),
        scale=tuple(stream.scale[row] for row in rows) if stream.scale else (),
        units=tuple(stream.units[row] for row in rows) if stream.units else (),
        ring=False,
        ring_z=0.0,
        bodies=tuple(bodies),
    )
