"""The synthetic data set: every person takes every sign several times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import NS_PER_S
from kd_edge.recordings.recording import REST, Dataset, Recording, Stream
from kd_edge.recordings.synth.kinematics import inertial_readings
from kd_edge.recordings.synth.lexicon import Lexicon, SignScript, labels, make_lexicon
from kd_edge.recordings.synth.muscles import effort, surface_emg
from kd_edge.recordings.synth.people import Movement, Person, make_person, perform
from kd_edge.recordings.synth.spec import (
    ACC_G_PER_COUNT,
    EMG_MV_PER_COUNT,
    EMG_PERIOD_NS,
    GYRO_DPS_PER_COUNT,
    IMU_PERIOD_NS,
    TAKE_NS,
    Difficulty,
    SynthSpec,
    signal_spec,
)

# Which segment carries each sensor: four around the forearm, one on the biceps, one on the other forearm.
_SEGMENT_OF_SENSOR: Final = np.array([0, 0, 0, 0, 1, 2])
_ACC_NOISE_G: Final = 0.01
_GYRO_NOISE_DPS: Final = 1.0


def synthesise(spec: SynthSpec, advance: Callable[[], None] | None = None) -> Dataset:
    """Make the data set; equal specs give equal bytes, in whatever order the takes are made.

    Args:
        spec: sizes, seed and difficulty.
        advance: called after every one of ``spec.takes``, to show progress.
    """
    lexicon = make_lexicon(spec)
    recordings = []
    for subject in range(spec.subjects):
        for recording in _takes_of(subject, make_person(spec.seed, subject), lexicon, spec):
            recordings.append(recording)
            if advance:
                advance()
    return Dataset(
        name="synthetic-isl",
        recordings=recordings,
        labels=labels(spec.signs),
        signal=signal_spec(spec.sensors),
        synthetic=True,
        description=f"SYNTHETIC: {spec.signs} invented signs, {spec.subjects} invented persons, "
        f"{spec.repetitions} takes each, {spec.sensors} sensors (sEMG and IMU), seed {spec.seed}. "
        "No human made these movements.",
    )


def _takes_of(subject: int, person: Person, lexicon: Lexicon, spec: SynthSpec) -> Iterator[Recording]:
    for sign in [*range(spec.signs), REST]:
        repetitions = spec.rest_repetitions if sign == REST else spec.repetitions
        for repetition in range(repetitions):
            rng = np.random.default_rng([spec.seed, 3, subject, sign - REST, repetition])
            yield Recording(
                streams=_take(_movement(sign, lexicon, person, spec.difficulty, rng), person, spec, rng),
                label=sign,
                subject=f"synthetic-{subject}",
                session=f"synthetic-{subject}",
                repetition=repetition,
                repetitions=repetitions,
                source=f"synthetic subject {subject}, sign {sign}, take {repetition}",
            )


def _movement(
    sign: int, lexicon: Lexicon, person: Person, difficulty: Difficulty, rng: np.random.Generator
) -> Movement:
    if sign == REST:
        calm = _at_rest(lexicon.scripts[0])
        return perform(calm, calm, person, _calm(difficulty), rng)
    neighbour = lexicon.scripts[lexicon.neighbours[sign]]
    return perform(lexicon.scripts[sign], neighbour, person, difficulty, rng)


def _at_rest(script: SignScript) -> SignScript:
    """The same script with every pose at rest; only the imprecision of a take moves the arm."""
    return replace(
        script,
        poses_deg=np.tile(script.poses_deg[0], (len(script.poses_deg), 1)),
        tensions=np.tile(script.tensions[0], (len(script.tensions), 1)),
        shake_deg=np.zeros_like(script.shake_deg),
    )


def _calm(difficulty: Difficulty) -> Difficulty:
    """A resting arm drifts and moves a little, but less than the pose errors of a signing arm."""
    return replace(
        difficulty,
        coarticulation_rate=0.0,
        pose_spread_deg=0.3 * difficulty.pose_spread_deg,
        tension_spread=0.3 * difficulty.tension_spread,
    )


def _take(movement: Movement, person: Person, spec: SynthSpec, rng: np.random.Generator) -> dict[str, Stream]:
    loose = int(rng.integers(spec.sensors)) if rng.random() < spec.difficulty.loose_rate else None
    emg_s = np.arange(0, TAKE_NS, EMG_PERIOD_NS) / NS_PER_S
    tension = movement.tensions(emg_s) + effort(movement.angles_deg(emg_s), EMG_PERIOD_NS / NS_PER_S)
    emg_mv = surface_emg(tension, emg_s, person, loose, rng)

    # The IMU part of a sensor board starts by its own clock, up to one of its samples later.
    imu_start_ns = int(rng.integers(IMU_PERIOD_NS))
    imu_s = (imu_start_ns + np.arange(0, TAKE_NS, IMU_PERIOD_NS)) / NS_PER_S
    force_g, rate_dps = inertial_readings(movement.angles_deg, imu_s)
    counts = []
    for sensor in range(spec.sensors):
        segment = _SEGMENT_OF_SENSOR[sensor]
        to_sensor = person.mounting[sensor].inv()
        counts += [to_sensor.apply(force_g[:, segment]) / ACC_G_PER_COUNT]
        counts += [(to_sensor.apply(rate_dps[:, segment]) + person.gyro_bias_dps[sensor]) / GYRO_DPS_PER_COUNT]
    imu = np.concatenate(counts, axis=1)
    noise = np.repeat([_ACC_NOISE_G / ACC_G_PER_COUNT, _GYRO_NOISE_DPS / GYRO_DPS_PER_COUNT], 3)
    imu += rng.standard_normal(imu.shape) * np.tile(noise, spec.sensors)
    return {
        "emg": Stream(_to_int16(emg_mv[:, : spec.sensors] / EMG_MV_PER_COUNT), EMG_PERIOD_NS),
        "imu": Stream(_to_int16(imu), IMU_PERIOD_NS, imu_start_ns),
    }


def _to_int16(values: NDArray[np.float64]) -> NDArray[np.int16]:
    """Round and saturate, as the converter does."""
    return np.clip(np.rint(values), -32768, 32767).astype(np.int16)
