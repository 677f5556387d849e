"""From muscle tension to surface EMG: band-limited noise, changed by skin, cable and mains hum."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from kd_edge.contract import NS_PER_S
from kd_edge.recordings.synth.people import Person
from kd_edge.recordings.synth.spec import EMG_PERIOD_NS

Array = NDArray[np.float64]

_FULL_CONTRACTION_MV: Final = 0.5
_NOISE_MV: Final = 0.003
_DRIFT_MV: Final = 0.03
_MAINS_HZ: Final = 50.0
_SETTLING: Final = 200
_RATE_HZ: Final = NS_PER_S / EMG_PERIOD_NS
# Surface EMG has most of its power between 20 and 150 Hz; tissue is the low-pass.
_TISSUE: Final = butter(2, (25.0, 180.0), "bandpass", fs=_RATE_HZ, output="sos")
_SLOW: Final = butter(1, 0.5, "lowpass", fs=_RATE_HZ, output="sos")


def effort(angles_deg: Array, step_s: float) -> Array:
    """Tension that moving and holding the arm takes, per muscle, shape ``(n, 6)``.

    Turning the forearm takes all four muscles around it, lifting it the biceps
    (muscle 4); muscle 5 belongs to the other arm.
    """
    speed = np.abs(np.gradient(angles_deg, step_s, axis=0)) / 360.0
    turning, lifting, other = (
        speed[:, 0:3].sum(axis=1),
        speed[:, 1] + speed[:, 4] + np.maximum(angles_deg[:, 1] + 30, 0) / 300,
        speed[:, 6:9].sum(axis=1),
    )
    shares = np.array([[0.10, 0.15, 0.12, 0.10, 0, 0], [0, 0, 0, 0, 0.35, 0], [0, 0, 0, 0, 0, 0.3]])
    result: Array = np.column_stack([turning, lifting, other]) @ shares
    return result


def surface_emg(tension: Array, time_s: Array, person: Person, loose: int | None, rng: np.random.Generator) -> Array:
    """Electrode voltages in mV for muscle tensions ``(n, 6)``; electrode ``loose`` has lost most of its contact."""
    count, electrodes = tension.shape
    noise = sosfilt(_TISSUE, rng.standard_normal((electrodes, count + _SETTLING)))[:, _SETTLING:].T
    noise *= person.strength / noise.std()
    voltage: Array = _FULL_CONTRACTION_MV * (noise * tension) @ person.crosstalk.T
    hum_mv = person.hum_mv * rng.uniform(0.5, 1.5)
    if loose is not None:
        voltage[:, loose] *= 0.15
        hum_mv[loose] *= 8
    voltage += hum_mv * np.sin(2 * np.pi * _MAINS_HZ * time_s + rng.uniform(0, 2 * np.pi))[:, None]
    wander: Array = sosfilt(_SLOW, rng.standard_normal((electrodes, count))).T
    voltage += _DRIFT_MV / wander.std() * wander + rng.normal(0, _NOISE_MV, voltage.shape)
    return voltage
