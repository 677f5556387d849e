"""What to synthesise, and how hard it should be to recognise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kd_edge.contract import Butterworth, Envelope, Notch, SignalSpec, StreamSpec
from kd_edge.errors import RecordingError

EMG_PERIOD_NS: Final = 900_000
IMU_PERIOD_NS: Final = 6_700_000
EMG_MV_PER_COUNT: Final = 11 / 32768
ACC_G_PER_COUNT: Final = 1 / 2048
GYRO_DPS_PER_COUNT: Final = 1 / 16
TAKE_NS: Final = 3_000_000_000


@dataclass(frozen=True)
class Difficulty:
    """What makes takes of one sign differ, and different signs alike.

    Attributes:
        minimal_pairs: share of the signs that come in pairs with the same movement,
            told apart only by the tension of one finger muscle.
        pair_tension: that tension, where 1 is a full contraction; no model tells a pair apart by one much below
            ``tension_spread``.
        coarticulation_rate: share of takes whose movement is drawn towards a neighbouring sign.
        coarticulation: least and greatest weight of the neighbour in such a take.
        late_rate: share of takes that start late, so that the recording may cut them off.
        late_s: least and greatest delay of such a take.
        loose_rate: share of takes in which one electrode has lost most of its contact.
        pose_spread_deg: standard deviation of every joint angle at every pose, over takes.
        tempo_spread: standard deviation of the logarithm of the tempo, over takes.
        onset_spread_s: standard deviation of the moment at which the movement starts.
        tension_spread: standard deviation of every muscle tension at every pose, over takes.
    """

    minimal_pairs: float = 0.16
    pair_tension: float = 0.4
    coarticulation_rate: float = 0.03
    coarticulation: tuple[float, float] = (0.4, 0.55)
    late_rate: float = 0.02
    late_s: tuple[float, float] = (0.3, 0.7)
    loose_rate: float = 0.03
    pose_spread_deg: float = 3.5
    tempo_spread: float = 0.05
    onset_spread_s: float = 0.04
    tension_spread: float = 0.05


@dataclass(frozen=True)
class SynthSpec:
    """Size and seed of a synthetic data set; the defaults are the full reference rig.

    Attributes:
        signs: how many classes.
        subjects: how many persons.
        repetitions: takes of each sign by each person, of 3.0 s.
        sensors: 1 to 6, each 1 sEMG, 3 accelerometer and 3 gyroscope channels.
        rest_repetitions: takes of each person in which nobody signs (label ``REST``).
        seed: equal seeds give equal signs, persons and takes; a take does not depend on how many others there are.
        difficulty: how alike signs are and how much takes vary.
    """

    signs: int = 50
    subjects: int = 5
    repetitions: int = 20
    sensors: int = 6
    rest_repetitions: int = 0
    seed: int = 0
    difficulty: Difficulty = field(default_factory=Difficulty)

    def __post_init__(self) -> None:
        limits = {"signs": (2, 500), "subjects": (1, 100), "repetitions": (1, 1000), "sensors": (1, 6)}
        limits |= {"rest_repetitions": (0, 1000), "seed": (0, 2**32 - 1)}
        for name, (least, greatest) in limits.items():
            if not least <= getattr(self, name) <= greatest:
                raise RecordingError(
                    f"A synthetic data set has {least} to {greatest} {name.replace('_', ' ')}",
                    found=getattr(self, name),
                    remedy=f"choose {name} within these limits",
                )

    @property
    def takes(self) -> int:
        """Recordings in the data set, rest included."""
        return self.subjects * (self.signs * self.repetitions + self.rest_repetitions)


SMALL: Final = SynthSpec(
    signs=10, subjects=3, repetitions=30, rest_repetitions=4, difficulty=Difficulty(minimal_pairs=0.0)
)
"""Small and clear enough for a demonstration: 900 takes of 10 signs that are easy to tell apart."""


def signal_spec(sensors: int) -> SignalSpec:
    """The SignalSpec of a rig with this many sensors: 50 frames/s, windows of 150 frames, 7 features a sensor."""
    axes = ("acc_x", "acc_y", "acc_z", "gyro_x", "gyro_y", "gyro_z")
    return SignalSpec(
        streams=(
            StreamSpec(
                name="emg",
                sample_period_ns=EMG_PERIOD_NS,
                channels=tuple(f"emg_{sensor}" for sensor in range(sensors)),
                scale=(EMG_MV_PER_COUNT,) * sensors,
                units=("mV",) * sensors,
                filters=(Butterworth("bandpass", (20.0, 450.0)), Notch(50.0)),
                envelope=Envelope(Butterworth("lowpass", (5.0,)), compression="sqrt"),
            ),
            StreamSpec(
                name="imu",
                sample_period_ns=IMU_PERIOD_NS,
                channels=tuple(f"{axis}_{sensor}" for sensor in range(sensors) for axis in axes),
                scale=((ACC_G_PER_COUNT,) * 3 + (GYRO_DPS_PER_COUNT,) * 3) * sensors,
                units=(("g",) * 3 + ("deg/s",) * 3) * sensors,
                bodies=tuple(
                    ((first, first + 1, first + 2), (first + 3, first + 4, first + 5))
                    for first in range(0, 6 * sensors, 6)
                ),
            ),
        ),
        frame_period_ns=20_000_000,
        window_size=150,
        window_increment=10,
    )
