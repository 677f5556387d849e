"""Folders of CSV files as people have them, in small."""

from __future__ import annotations

from pathlib import Path

import numpy as np

DESCRIPTION = """
name = "mine"
labels = ["UP", "DOWN"]
files = "{files}"
{extra}
[signal]
frame_period_ns = 20_000_000
window_size = 4
window_increment = 1
[[signal.streams]]
name = "imu"
sample_period_ns = {period_ns}
channels = {channels}
sample_type = "{sample_type}"
"""


def describe(
    folder: Path,
    extra: str = "",
    timing: str = "",
    files: str = "{subject}_{label}_{repetition}.csv",
    period_ns: int = 5_000_000,
    channels: str = '["x"]',
    sample_type: str = "int16",
) -> None:
    text = DESCRIPTION
    for name, value in {
        "files": files,
        "extra": extra,
        "period_ns": str(period_ns),
        "channels": channels,
        "sample_type": sample_type,
    }.items():
        text = text.replace(f"{{{name}}}", value, 1)
    (folder / "dataset.toml").write_text(text + (f"\n[timing]\n{timing}\n" if timing else ""))


def write(path: Path, times: np.ndarray, column: str = "time_s", values: np.ndarray | None = None) -> None:
    values = np.arange(len(times)) if values is None else values
    rows = [f"{time:.6f},{value}" for time, value in zip(times, values, strict=True)]
    path.write_text("\n".join([f"{column},x", *rows, ""]))
