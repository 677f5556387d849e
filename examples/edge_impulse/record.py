"""Writes a folder of recordings as Edge Impulse exports them: CSV, milliseconds, a part for training and one for tests.

SYNTHETIC: nobody made these movements.  One invented person wears one invented accelerometer and gyroscope on the
forearm; equal runs write equal files.

usage: python examples/edge_impulse/record.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np

from kd_edge.recordings.recording import REST
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import Difficulty, SynthSpec

INTERVAL_MS = 16  # 62.5 Hz, as most boards of the platform have it
TAKES, TEST_TAKES = 24, 6
M_PER_S2 = 9.80665
AXES = ("accX", "accY", "accZ", "gyrX", "gyrY", "gyrZ")

folder = Path(sys.argv[1])
draw = np.random.default_rng(11)
spec = SynthSpec(
    signs=6, subjects=1, repetitions=TAKES, sensors=1, rest_repetitions=TAKES, difficulty=Difficulty(minimal_pairs=0.0)
)
dataset = synthesise(spec)
imu = dataset.signal.stream("imu")
scale = np.array(imu.scale) * np.array([M_PER_S2] * 3 + [1.0] * 3)

for recording in dataset.recordings:
    label = "idle" if recording.label == REST else dataset.labels[recording.label].lower()
    part = "testing" if recording.repetition >= TAKES - TEST_TAKES else "training"
    stream = recording.streams["imu"]
    times_ms = np.arange(len(stream.samples)) * stream.sample_period_ns / 1e6
    wanted_ms = np.arange(0, times_ms[-1], INTERVAL_MS)
    values = [np.interp(wanted_ms, times_ms, channel) for channel in (stream.samples * scale).T]
    lines = [",".join(("timestamp", *AXES))]
    for time_ms, row in zip(wanted_ms, np.array(values).T, strict=True):
        lines.append(",".join((f"{time_ms:.0f}", *(f"{value:.4f}" for value in row))))
    path = folder / part / f"{label}.{draw.integers(1 << 40):010x}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
