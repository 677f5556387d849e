"""Movement of others that is no sign, as an armband would sample it: exercises from a watch, and invented rotations.

Neither is like what training invents: the one is recorded, the other goes through random orientations on a spline.
The muscles are pieces of held-out takes, at other times than any movement that belongs to them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation, RotationSpline

from kd_edge.arrays import read_arrays
from kd_edge.errors import RecordingError
from kd_edge.evaluate.material import Half
from kd_edge.play.continuous import moving_session
from kd_edge.recordings.recording import REST, Dataset, Recording, Stream

MUSCLES_S: Final = (0.4, 1.5)
"""Length of the pieces that the muscle channels are made of."""

TURN_DEG: Final = 50.0
"""Standard deviation of the turn about each axis from one random orientation to the next, a second later."""

_LIMIT: Final = 64 << 20

Values = NDArray[np.float64]


def watch_exercises(takes: Dataset, path: Path, seconds: float, seed: int, half: Half = "both") -> Dataset:
    """Shoulder exercises from a smartwatch, in random order, as recordings for the sensors of ``takes``.

    Args:
        takes: of psl18, or of another set with the streams ``emg`` and ``imu``, of which the latter has 50 Hz; whose
            muscles to use.
        path: ``imu`` float32 ``(rows, 6)`` at 50 Hz, in g and rad/s, and the ``length`` of each recording.
        seconds: how much.
        seed: fixes everything.
        half: every other exercise only, so that nothing is judged on what it was chosen on.

    Raises:
        RecordingError: the file is of another kind.
    """
    arrays = read_arrays(path, _LIMIT, RecordingError)
    if not {"imu", "length"} <= arrays.keys() or arrays["imu"].ndim != 2 or arrays["imu"].shape[1] != 6:
        raise RecordingError(
            f"{path} holds 'imu' of six columns and 'length'",
            found=", ".join(sorted(arrays)),
            remedy="name watch7_imu.npz",
        )
    rng = np.random.default_rng((seed, 1))
    parts = np.split(np.asarray(arrays["imu"], np.float64), np.cumsum(arrays["length"])[:-1])
    parts = {"both": parts, "first": parts[::2], "second": parts[1::2]}[half]
    order = rng.permutation(len(parts))
    motion = np.concatenate([parts[index] for index in order])
    motion[:, 3:] *= 180 / np.pi
    return _worn(takes, "watch exercises", motion, seconds, rng)


def smooth_rotations(takes: Dataset, seconds: float, seed: int) -> Dataset:
    """A limb that turns smoothly through random orientations, one a second, and is pushed a little."""
    rng = np.random.default_rng((seed, 2))
    rate_hz = takes.signal.stream("imu").sample_rate_hz
    keys = int(seconds) + 2
    steps = Rotation.from_rotvec(np.deg2rad(rng.normal(0, TURN_DEG, (keys, 3))))
    orientations = [steps[0]]
    for step in list(steps)[1:]:
        orientations.append(orientations[-1] * step)
    spline = RotationSpline(np.arange(keys), Rotation.concatenate(orientations))
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    gravity = spline(times).inv().apply([0.0, 0.0, 1.0])
    motion = np.concatenate([gravity + rng.normal(0, 0.02, gravity.shape), np.rad2deg(spline(times, 1))], axis=1)
    return _worn(takes, "smooth rotations", motion, seconds, rng)


def _worn(takes: Dataset, name: str, motion: Values, seconds: float, rng: np.random.Generator) -> Dataset:
    """One recording with this ``motion``, in g and degrees per second, and muscles of ``takes``."""
    spec = takes.signal.stream("imu")
    raw = np.rint(motion / np.array(spec.scale))
    count = min(len(raw), round(seconds * spec.sample_rate_hz))
    limits = np.iinfo(np.int16)
    moved = np.clip(raw[:count], limits.min, limits.max).astype(np.int16)
    muscles = moving_session(takes, takes.recordings, count / spec.sample_rate_hz, rng, pieces_s=MUSCLES_S).samples[
        "emg"
    ]
    period_ns = takes.signal.stream("emg").sample_period_ns
    recording = Recording(
        streams={"emg": Stream(muscles, period_ns), "imu": Stream(moved, spec.sample_period_ns)},
        label=REST,
        subject=name,
        session=name,
        repetition=0,
        repetitions=1,
        source=name,
    )
    return replace(takes, name=name, recordings=[recording], path="")
