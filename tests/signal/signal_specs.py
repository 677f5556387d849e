"""Sensor layouts and random recordings that the signal tests share."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from kd_edge.contract import Butterworth, Envelope, Normalisation, Notch, SignalSpec, StreamSpec, WearerProfile
from kd_edge.recordings.recording import Recording, Stream

MS = 1_000_000


def names(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{index}" for index in range(count))


def armband() -> SignalSpec:
    """8 sEMG channels in int8 at 200 Hz, 6 IMU channels in int16 at 50 Hz, like psl18."""
    emg = StreamSpec(
        "emg",
        5 * MS,
        names("e", 8),
        sample_type="int8",
        scale=(1 / 128,) * 8,
        filters=(Butterworth("highpass", (20.0,), 2), Notch(50.0)),
        envelope=Envelope(Butterworth("lowpass", (5.0,), 2), "sqrt"),
    )
    imu = StreamSpec("imu", 20 * MS, names("i", 6), scale=(1 / 2048,) * 3 + (1 / 16,) * 3)
    return with_normalisation(SignalSpec((emg, imu), 20 * MS, 40, 7))


def reference_rig() -> SignalSpec:
    """6 sEMG channels at 900 us, 36 IMU channels at 6.7 ms, frames every 20 ms."""
    emg = StreamSpec(
        "emg",
        900_000,
        names("e", 6),
        filters=(Butterworth("bandpass", (20.0, 450.0), 4), Notch(50.0), Notch(150.0)),
        envelope=Envelope(Butterworth("lowpass", (6.0,), 3)),
    )
    imu = StreamSpec("imu", 6_700_000, names("i", 36), filters=(Butterworth("lowpass", (20.0,), 2),))
    return with_normalisation(SignalSpec((emg, imu), 20 * MS, 25, 30))


def float_sensor() -> SignalSpec:
    """One unfiltered float stream, slower than its frames."""
    return SignalSpec((StreamSpec("imu", 30 * MS, names("i", 3), sample_type="float32"),), 7 * MS, 10, 3)


def worn_armband() -> SignalSpec:
    """The armband as a ring with a body, on somebody's other arm and turned."""
    spec = armband()
    emg, imu = spec.streams
    ring = msgspec.structs.replace(emg, ring=True, ring_z=3)
    body = msgspec.structs.replace(imu, bodies=(((0, 1, 2), (3, 4, 5)),))
    gain = tuple(float(value) for value in np.linspace(0.7, 1.3, 14, dtype=np.float32))
    profile = WearerProfile(mirror=True, roll_deg=77.7, gain=gain)
    return msgspec.structs.replace(spec, streams=(ring, body)).worn(profile)


def with_normalisation(spec: SignalSpec) -> SignalSpec:
    rng = np.random.default_rng(spec.feature_count)
    mean = rng.normal(size=spec.feature_count).astype(np.float32).tolist()
    inverse_std = rng.uniform(0.1, 3, spec.feature_count).astype(np.float32).tolist()
    return spec.normalised(Normalisation(tuple(mean), tuple(inverse_std)))


def without_normalisation(spec: SignalSpec) -> SignalSpec:
    return msgspec.structs.replace(spec, normalisation=None)


@dataclass(frozen=True)
class Push:
    """One call of ``SignalPath.push``."""

    stream: str
    samples: np.ndarray
    start_ns: int | None = None


def random_samples(spec: StreamSpec, count: int, rng: np.random.Generator) -> np.ndarray:
    """Noise on slow movement, so that neighbouring samples differ and offsets matter."""
    shape = (count, len(spec.channels))
    if spec.sample_type == "float32":
        return rng.normal(size=shape).astype(np.float32)
    limit = np.iinfo(spec.sample_type).max
    drift = limit / 2 * np.sin(np.arange(count) / 50)[:, np.newaxis]
    return np.clip(drift + rng.normal(0, limit / 3, shape), -limit, limit).astype(spec.sample_type)


def random_recording(spec: SignalSpec, seconds: float, seed: int = 0) -> Recording:
    """All streams over ``seconds``, each starting at its own random time."""
    rng = np.random.default_rng(seed)
    streams = {
        stream.name: Stream(
            random_samples(stream, int(seconds * stream.sample_rate_hz), rng),
            stream.sample_period_ns,
            int(rng.integers(0, 40 * MS)),
        )
        for stream in spec.streams
    }
    return Recording(streams, 0, "anna", "1", 0, 1, f"random recording {seed}")


def split_in_time(recording: Recording, rng: np.random.Generator, longest_ms: int = 40) -> list[Push]:
    """The recording as blocks of random length, in the order in which devices would send them."""
    pushes = []
    for name, stream in recording.streams.items():
        row = 0
        while row < len(stream.samples):
            count = 1 + int(rng.integers(0, max(1, longest_ms * MS // stream.sample_period_ns)))
            start_ns = stream.start_ns + row * stream.sample_period_ns
            pushes.append(Push(name, stream.samples[row : row + count], start_ns))
            row += count
    return sorted(pushes, key=lambda push: push.start_ns or 0)
