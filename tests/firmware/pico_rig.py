"""The buyable rig in numbers: its signal path, and synthetic recordings as its sensors see them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kd_edge.contract import Butterworth, Envelope, SignalSpec, StreamSpec
from kd_edge.deploy.emulators.rp2040 import Played, SimulatedRig
from kd_edge.recordings.recording import Dataset, Recording
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import EMG_MV_PER_COUNT, GYRO_DPS_PER_COUNT, SynthSpec

AMPLIFICATION = 500
ADC_MV_PER_COUNT = 3300 / 4096
MIDDLE = 2048
GYRO_COUNTS_PER_DPS = 16.4

SIGNAL = SignalSpec(
    streams=(
        StreamSpec(
            name="emg",
            sample_period_ns=900_000,
            channels=("emg_0", "emg_1", "emg_2"),
            scale=(ADC_MV_PER_COUNT / AMPLIFICATION,) * 3,
            units=("mV",) * 3,
            filters=(Butterworth("bandpass", (20.0, 450.0)),),
            envelope=Envelope(Butterworth("lowpass", (5.0,)), compression="sqrt"),
        ),
        StreamSpec(
            name="imu",
            sample_period_ns=6_700_000,
            channels=("acc_x", "acc_y", "acc_z", "gyro_x", "gyro_y", "gyro_z"),
            scale=(1 / 2048,) * 3 + (1 / GYRO_COUNTS_PER_DPS,) * 3,
            units=("g",) * 3 + ("deg/s",) * 3,
            bodies=(((0, 1, 2), (3, 4, 5)),),
        ),
    ),
    frame_period_ns=20_000_000,
    window_size=50,
    window_increment=10,
)


def pico_dataset() -> Dataset:
    """Synthetic takes of three signs, as the ADC and the MPU-6050 count them."""
    dataset = synthesise(SynthSpec(signs=3, subjects=1, repetitions=5, sensors=3))
    return replace(dataset, recordings=[_as_counted(recording) for recording in dataset.recordings], signal=SIGNAL)


def _as_counted(recording: Recording) -> Recording:
    """The rig has the front ends of three reference sensors, and the IMU of the first."""
    emg, imu = recording.streams["emg"], recording.streams["imu"]
    millivolts = emg.samples.astype(np.float64) * EMG_MV_PER_COUNT * AMPLIFICATION
    counts = np.clip(np.rint(MIDDLE + millivolts / ADC_MV_PER_COUNT), 0, 4095)
    motion = imu.samples[:, :6].astype(np.float64) * np.repeat([1.0, GYRO_DPS_PER_COUNT * GYRO_COUNTS_PER_DPS], 3)
    streams = {
        "emg": replace(emg, samples=counts.astype(np.int16)),
        "imu": replace(imu, samples=np.clip(np.rint(motion), -32768, 32767).astype(np.int16)),
    }
    return replace(recording, streams=streams)


def played(dataset: Dataset, *takes: int) -> SimulatedRig:
    """A rig whose sensors see some takes, one right after the other."""
    streams = [dataset.recordings[take].streams for take in takes]
    muscles, motion = (
        Played(stream.sample_period_ns, np.concatenate([taken[stream.name].samples for taken in streams]))
        for stream in SIGNAL.streams
    )
    return SimulatedRig(muscles, motion)
