"""Recordings as the sensors of the simulated Pico see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import GOLDEN, Bundle
from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.deploy.emulators.rp2040 import Played, SimulatedRig
from kd_edge.errors import DeployError
from kd_edge.recordings.archive import load_dataset

ADC_COUNTS: Final = 4096
MUSCLE_CHANNELS: Final = 3
IMU_CHANNELS: Final = 6


def wire_sensors(signal: SignalSpec, takes: Sequence[Mapping[str, NDArray[np.generic]]]) -> SimulatedRig:
    """Sensors that see ``takes`` one right after the other.

    As in the firmware, the first stream of up to three int16 channels is the sEMG front ends, in
    counts of the ADC, and the first of six is the IMU, in its own counts.

    Args:
        signal: of the bundle that the Pico runs.
        takes: samples by stream, ``(n, channels)``.

    Raises:
        DeployError: no take, or neither stream is among those of ``signal``.
    """
    muscles = _first(signal, range(1, MUSCLE_CHANNELS + 1))
    motion = _first(signal, range(IMU_CHANNELS, IMU_CHANNELS + 1))
    if not takes or (muscles is None and motion is None):
        raise DeployError(
            "The Pico's sensors play recordings of up to three sEMG channels and one IMU",
            found=f"{len(takes)} recordings of {', '.join(stream.name for stream in signal.streams)}",
            remedy="export a bundle for the rig of docs/pico-rig.md, and name its recordings with --data",
        )
    return SimulatedRig(_played(muscles, takes, 0, ADC_COUNTS - 1), _played(motion, takes, -32768, 32767))


def golden_takes(bundle: Bundle) -> list[dict[str, NDArray[np.generic]]]:
    """The bundle's golden recordings; none if it has no goldens."""
    if GOLDEN not in bundle.manifest.files:
        return []
    return [bundle.golden.samples(index) for index in range(bundle.golden.recordings)]


def recorded_takes(path: Path, bundle: Bundle) -> list[dict[str, NDArray[np.generic]]]:
    """The recordings in ``path``.

    Raises:
        RecordingError: they cannot be read.
        DeployError: they are of other sensors than ``bundle``.
    """
    dataset = load_dataset(path)
    layouts = [
        [(stream.name, stream.sample_period_ns, stream.channels) for stream in signal.streams]
        for signal in (bundle.manifest.signal, dataset.signal)
    ]
    if layouts[0] != layouts[1]:
        raise DeployError(
            f"Recordings are of the sensors of the bundle {bundle.manifest.name!r}",
            found=f"{path} with {', '.join(name for name, *_ in layouts[1])}",
            remedy="name recordings that the bundle was trained on",
        )
    return [{name: stream.samples for name, stream in take.streams.items()} for take in dataset.recordings]


def _first(signal: SignalSpec, channels: range) -> StreamSpec | None:
    fitting = (
        stream for stream in signal.streams if stream.sample_type == "int16" and len(stream.channels) in channels
    )
    return next(fitting, None)


def _played(
    stream: StreamSpec | None, takes: Sequence[Mapping[str, NDArray[np.generic]]], lowest: int, highest: int
) -> Played | None:
    if stream is None:
        return None
    samples = np.concatenate([take[stream.name] for take in takes])
    return Played(stream.sample_period_ns, np.clip(samples, lowest, highest).astype(np.int16))
