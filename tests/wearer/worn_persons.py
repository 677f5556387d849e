"""Persons who make the same movements with the sensors worn differently, turned by rotations of SciPy's."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from kd_edge.contract import Butterworth, Envelope, SignalSpec, StreamSpec, WearerProfile
from kd_edge.recordings.recording import Dataset, Recording, Stream

MS = 1_000_000
SIGNS, SIZE = 6, 24
AXES = ("acc_x", "acc_y", "acc_z", "gyro_x", "gyro_y", "gyro_z")

SPEC = SignalSpec(
    (
        StreamSpec(
            "emg",
            20 * MS,
            tuple(f"e{n}" for n in range(8)),
            "float32",
            envelope=Envelope(Butterworth("lowpass", (20.0,))),
            ring=True,
            ring_z=3,
        ),
        StreamSpec("imu", 20 * MS, AXES, "float32", bodies=(((0, 1, 2), (3, 4, 5)),)),
    ),
    20 * MS,
    SIZE,
    SIZE,
)


def movement(sign: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """What a person of the population measures: muscles ``(SIZE, 8)``, and acceleration and rate ``(SIZE, 6)``."""
    shape = np.random.default_rng(sign).normal(size=(14, 3))
    time = np.linspace(0, np.pi, SIZE)
    waves = np.stack([np.sin(time), np.sin(2 * time), np.ones(SIZE)])
    clean = (shape @ waves).T
    muscles = np.abs(clean[:, :8]) + 0.2
    motion = 0.5 * clean[:, 8:] + rng.normal(0, 0.05, (SIZE, 6))
    motion[:, 1] += 2.0  # gravity along y
    return muscles * np.exp(rng.normal(0, 0.05, (SIZE, 8))), motion


def put_on(muscles: np.ndarray, motion: np.ndarray, how: WearerProfile) -> tuple[np.ndarray, np.ndarray]:
    """The same movement with the sensors on as ``how`` says; rolls by whole electrodes, 45 degrees each."""
    electrodes = round(how.roll_deg / 45)
    assert electrodes * 45 == how.roll_deg
    turn = Rotation.from_euler("x", how.roll_deg, degrees=True)
    muscles = np.roll(muscles, electrodes, axis=1)
    acceleration, rate = turn.apply(motion[:, :3]), turn.apply(motion[:, 3:])
    if how.reverse:
        half = Rotation.from_euler("z", 180, degrees=True)
        acceleration, rate = half.apply(acceleration), half.apply(rate)
    if how.mirror:  # in the plane of x and z; a rate is an axial vector
        acceleration, rate = acceleration * [1, -1, 1], rate * [-1, 1, -1]
    if how.mirror != how.reverse:
        muscles = muscles[:, [6, 5, 4, 3, 2, 1, 0, 7]]  # electrode 3 lies over the z axis, and stays
    if how.gain is not None:
        muscles = muscles / np.array(how.gain[:8])
    return muscles, np.concatenate([acceleration, rate], axis=1)


def make_persons(how: dict[str, WearerProfile], repetitions: int = 4) -> Dataset:
    """Every person makes every sign ``repetitions`` times."""
    rng = np.random.default_rng(5)
    recordings = []
    for person, profile in how.items():
        for sign in range(SIGNS):
            for repetition in range(repetitions):
                muscles, motion = put_on(*movement(sign, rng), profile)
                streams = {
                    name: Stream(samples.astype(np.float32), 20 * MS)
                    for name, samples in (("emg", muscles), ("imu", motion))
                }
                recordings.append(Recording(streams, sign, person, person, repetition, repetitions, "made"))
    labels = tuple(f"SIGN{sign}" for sign in range(SIGNS))
    return Dataset("worn", recordings, labels, SPEC, synthetic=True, description="Movements for tests.")
