"""The persons who sign, and the variation of their takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from kd_edge.recordings.synth.lexicon import ANGLES, MUSCLES, SignScript
from kd_edge.recordings.synth.spec import Difficulty

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Person:
    """Body, habits and sensor placement of one subject.

    Attributes:
        amplitude: how large this person signs.
        tempo: how fast.
        style_deg: habitual offset of every joint angle, shape ``(9,)``.
        strength: sEMG amplitude of each muscle, shape ``(6,)``.
        crosstalk: the weight of each muscle in each electrode's signal, shape ``(6, 6)``.
        mounting: rotation from each sensor's axes to its segment's.
        gyro_bias_dps: constant error of each gyroscope, shape ``(6, 3)``.
        hum_mv: amplitude of mains hum at each electrode, shape ``(6,)``.
    """

    amplitude: float
    tempo: float
    style_deg: Array
    strength: Array
    crosstalk: Array
    mounting: Rotation
    gyro_bias_dps: Array
    hum_mv: Array


def make_person(seed: int, subject: int) -> Person:
    """The person numbered ``subject``; equal seeds give equal persons."""
    rng = np.random.default_rng([seed, 2, subject])
    around_limb_deg = np.array([0, 90, 180, 270, 0, 0]) + rng.normal(0, 6, MUSCLES)
    tilt_deg = rng.normal(0, 4, (MUSCLES, 2))
    return Person(
        amplitude=rng.uniform(0.9, 1.1),
        tempo=rng.uniform(0.92, 1.08),
        style_deg=rng.normal(0, 4, ANGLES),
        strength=rng.uniform(0.7, 1.3, MUSCLES),
        crosstalk=_crosstalk(shift=rng.uniform(-0.3, 0.3)),
        mounting=Rotation.from_euler("XYZ", np.column_stack([around_limb_deg, tilt_deg]), degrees=True),
        gyro_bias_dps=rng.normal(0, 0.5, (MUSCLES, 3)),
        hum_mv=rng.uniform(0.002, 0.015, MUSCLES),
    )


def _crosstalk(shift: float) -> Array:
    """Electrodes 0 to 3 surround the forearm; ``shift`` turns them by that share of their distance."""
    mixing = np.eye(MUSCLES)
    for electrode in range(4):
        for step in (-1, 1):
            mixing[electrode, (electrode + step) % 4] = 0.1 + max(0.0, step * shift)
        mixing[electrode, electrode] -= abs(shift)
    return mixing


@dataclass(frozen=True, eq=False)
class Movement:
    """A take as it is executed: angles and tensions at any moment."""

    own: SignScript
    neighbour: SignScript
    neighbour_weight: float

    def angles_deg(self, time_s: Array) -> Array:
        """Yaw, pitch and roll of every segment, shape ``(n, 9)``."""
        weight = self.neighbour_weight
        return (1 - weight) * _angles(self.own, time_s) + weight * _angles(self.neighbour, time_s)

    def tensions(self, time_s: Array) -> Array:
        """Tension of every muscle, from 0 (slack), shape ``(n, 6)``."""
        weight = self.neighbour_weight
        own = _through_poses(self.own.tensions, self.own, time_s)
        neighbour = _through_poses(self.neighbour.tensions, self.neighbour, time_s)
        return np.maximum((1 - weight) * own + weight * neighbour, 0.0)


def perform(
    own: SignScript, neighbour: SignScript, person: Person, difficulty: Difficulty, rng: np.random.Generator
) -> Movement:
    """One take of a sign: this person's habits, this moment's imprecision."""
    weight = 0.0
    if rng.random() < difficulty.coarticulation_rate:
        weight = rng.uniform(*difficulty.coarticulation)
    delay_s = rng.normal(0, difficulty.onset_spread_s)
    if rng.random() < difficulty.late_rate:
        delay_s += rng.uniform(*difficulty.late_s)
    tempo = person.tempo * np.exp(rng.normal(0, difficulty.tempo_spread))
    pose_error = rng.normal(0, difficulty.pose_spread_deg, own.poses_deg.shape) + person.style_deg
    tension_error = rng.normal(0, difficulty.tension_spread, own.tensions.shape)
    tension_error[[0, -1]] = 0.0
    executed = [
        replace(
            script,
            poses_deg=script.poses_deg[0] + person.amplitude * (script.poses_deg - script.poses_deg[0]) + pose_error,
            tensions=script.tensions + tension_error,
            starts_s=script.starts_s / tempo + delay_s,
            durations_s=script.durations_s / tempo,
            shake_hz=script.shake_hz * tempo,
            shake_s=(script.shake_s[0] / tempo + delay_s, script.shake_s[1] / tempo + delay_s),
        )
        for script in (own, neighbour)
    ]
    return Movement(executed[0], executed[1], weight)


def _angles(script: SignScript, time_s: Array) -> Array:
    start_s, end_s = script.shake_s
    swell = np.sin(np.pi * np.clip((time_s - start_s) / (end_s - start_s), 0, 1)) ** 2
    shake = swell * np.sin(2 * np.pi * script.shake_hz * (time_s - start_s))
    return _through_poses(script.poses_deg, script, time_s) + shake[:, None] * script.shake_deg


def _through_poses(poses: Array, script: SignScript, time_s: Array) -> Array:
    """Minimum-jerk movement from pose to pose (Flash & Hogan 1985), shape ``(n, columns)``."""
    progress = np.clip((time_s[:, None] - script.starts_s) / script.durations_s, 0, 1)
    eased = progress**3 * (10 - 15 * progress + 6 * progress**2)
    moved: Array = poses[0] + eased @ np.diff(poses, axis=0)
    return moved
