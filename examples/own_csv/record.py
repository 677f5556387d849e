"""Stands in for your logger: writes CSV files as one would, into the folder of its first argument."""

import sys
from pathlib import Path

import numpy as np

SECONDS = 1.4
GESTURES = {"CIRCLE": (1.5, 0.0), "SHAKE": (4.0, 1.2), "TWIST": (2.5, 2.4)}  # rhythm in Hz, phase between the axes

folder = Path(sys.argv[1])
draw = np.random.default_rng(7)


def write(path: Path, period_ms: int, columns: dict[str, np.ndarray]) -> None:
    """One table with a column of times, the values as whole numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [",".join(("timestamp", *columns))]
    for index, row in enumerate(zip(*columns.values(), strict=True)):
        lines.append(",".join((str(index * period_ms), *(str(round(value)) for value in row))))
    path.write_text("\n".join(lines) + "\n")


for person, strength in (("ann", 1.0), ("ben", 1.3)):
    for gesture, (rhythm_hz, phase) in GESTURES.items():
        for take in range(1, 13):
            pace = rhythm_hz * draw.normal(1, 0.05)
            fast, slow = np.arange(0, SECONDS, 0.002), np.arange(0, SECONDS, 0.02)
            turn, effort = 2 * np.pi * pace * slow, np.abs(np.sin(np.pi * pace * fast))
            noise = draw.normal(0, 60, (3, len(slow)))
            write(
                folder / person / f"{gesture}_{take}_emg.csv",
                2,
                {"emg": 400 * strength * effort * draw.normal(size=len(fast))},
            )
            axes = {"acc_x": np.sin(turn), "acc_y": np.sin(turn + phase), "acc_z": np.cos(2 * turn)}
            moved = {name: 900 * strength * axis + noise[row] for row, (name, axis) in enumerate(axes.items())}
            write(folder / person / f"{gesture}_{take}_imu.csv", 20, moved)
