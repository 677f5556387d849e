"""From joint angles to the readings of accelerometers and gyroscopes on the arm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

Array = NDArray[np.float64]

GRAVITY_M_S2: Final = 9.80665
_UPPER_ARM_M: Final = 0.3
# Distance of a segment's sensors from the joint that carries it.
_SENSOR_M: Final = 0.1


def orientations(angles_deg: Array) -> list[Rotation]:
    """Each segment's rotation to the world (z up, the limb along x), from yaw, pitch and roll ``(n, 9)``."""
    turns = angles_deg.reshape(len(angles_deg), -1, 3) * np.array([1, -1, 1])
    return [Rotation.from_euler("ZYX", turns[:, segment], degrees=True) for segment in range(turns.shape[1])]


def inertial_readings(angles_deg: Callable[[Array], Array], time_s: Array) -> tuple[Array, Array]:
    """What a sensor aligned with each segment measures at evenly spaced ``time_s``.

    Returns:
        Specific force in g and rotation rate in deg/s, each ``(n, segments, 3)``, in the segment's axes.
    """
    step_s = time_s[1] - time_s[0]
    around = np.concatenate([[time_s[0] - step_s], time_s, [time_s[-1] + step_s]])
    segments = orientations(angles_deg(around))
    along_limb = [rotation.apply([1.0, 0.0, 0.0]) for rotation in segments]
    elbow_m = _UPPER_ARM_M * along_limb[1]
    positions_m = [elbow_m + _SENSOR_M * along_limb[0], _SENSOR_M * along_limb[1], _SENSOR_M * along_limb[2]]
    forces, rates = [], []
    for rotation, position_m in zip(segments, positions_m, strict=True):
        acceleration_g = np.diff(position_m, n=2, axis=0) / step_s**2 / GRAVITY_M_S2
        forces.append(rotation[1:-1].inv().apply(acceleration_g + np.array([0.0, 0.0, 1.0])))
        turn = (rotation[:-2].inv() * rotation[2:]).as_rotvec(degrees=True)
        rates.append(turn / (2 * step_s))
    return np.stack(forces, axis=1), np.stack(rates, axis=1)
