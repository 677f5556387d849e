"""The psl18 archive: 18 Polish Sign Language words, Myo armband, 14 persons.

From the public repository noemiko/myo-sign-language.  A Recording holds only what a device
would know at recognition time: no clock time, no file order, and not the orientation
quaternion, whose yaw drifts from one block of takes to the next.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.arrays import Arrays
from kd_edge.contract import NS_PER_S, Butterworth, Envelope, Notch, SignalSpec, StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.recordings.npz import real_numbers, require_arrays, text, whole_numbers
from kd_edge.recordings.recording import Dataset, Recording, Stream
from kd_edge.recordings.timing import Account

_EMG_PERIOD_NS: Final = 5_000_000
_IMU_PERIOD_NS: Final = 20_000_000
_IMU_CHANNELS: Final = ("acc_x", "acc_y", "acc_z", "gyro_x", "gyro_y", "gyro_z")

SIGNAL: Final = SignalSpec(
    streams=(
        StreamSpec(
            name="emg",
            sample_period_ns=_EMG_PERIOD_NS,
            channels=tuple(f"emg_{electrode}" for electrode in range(8)),
            sample_type="int8",
            filters=(Butterworth("bandpass", (20.0, 90.0), order=4), Notch(50.0)),
            envelope=Envelope(Butterworth("lowpass", (6.0,)), compression="sqrt"),
            ring=True,
            ring_z=3,
        ),
        StreamSpec(
            name="imu",
            sample_period_ns=_IMU_PERIOD_NS,
            channels=_IMU_CHANNELS,
            sample_type="int16",
            scale=(1 / 2048,) * 3 + (1 / 16,) * 3,
            units=("g",) * 3 + ("deg/s",) * 3,
            bodies=(((0, 1, 2), (3, 4, 5)),),
        ),
    ),
    frame_period_ns=_IMU_PERIOD_NS,
    window_size=96,
    window_increment=5,
)
"""50 frames/s; 96 frames (1.9 s) fit into every trial, whatever its padding and its IMU lag."""


def recognises(arrays: Arrays) -> bool:
    """Whether these are the arrays of the psl18 archive."""
    return {"emg", "imu", "imu_lag_s", "class_names"} <= arrays.keys()


def from_arrays(arrays: Arrays, path: Path) -> Dataset:
    """The archive as a Dataset; ``path`` is for messages.

    Raises:
        RecordingError: if an array is missing or misshapen.
    """
    require_arrays(arrays, {"y": (None,)}, path)
    count = len(arrays["y"])
    require_arrays(arrays, {"emg": (count, None, 8), "imu": (count, None, 10), "class_names": (None,)}, path)
    numbers = ("y", "n_emg", "n_imu", "subject", "rep", "n_rep")
    require_arrays(arrays, dict.fromkeys((*numbers, "imu_lag_s"), (count,)), path)
    columns = {name: whole_numbers(arrays, name, path) for name in numbers}
    emg, imu = real_numbers(arrays, "emg", path), real_numbers(arrays, "imu", path)
    lags_ns = _lags_ns(arrays, path)
    return Dataset(
        name="psl18",
        recordings=[
            _recording(
                emg[index], imu[index], lags_ns[index], {name: int(of[index]) for name, of in columns.items()}, index
            )
            for index in range(count)
        ],
        labels=tuple(text(arrays, "class_names", path)),
        signal=SIGNAL,
        synthetic=False,
        description="18 Polish Sign Language words, 14 persons, Myo armband (8 sEMG at 200 Hz, IMU at 50 Hz), "
        "from noemiko/myo-sign-language; the development part.",
    )


def _lags_ns(arrays: Arrays, path: Path) -> list[int]:
    lags_s = real_numbers(arrays, "imu_lag_s", path)
    wrong = np.flatnonzero(~(np.abs(lags_s) < 1e6))
    if len(wrong):
        raise RecordingError(
            f"Array 'imu_lag_s' of {path} holds seconds",
            found=f"{lags_s[wrong[0]]} in row {wrong[0]}",
            remedy="correct it",
        )
    return [round(float(lag_s) * NS_PER_S) for lag_s in lags_s]


def _recording(emg: NDArray[Any], imu: NDArray[Any], lag_ns: int, fields: dict[str, int], index: int) -> Recording:
    subject = f"p{fields['subject']:02d}"
    emg = np.ascontiguousarray(emg[: max(0, fields["n_emg"])])
    imu = np.ascontiguousarray(imu[: max(0, fields["n_imu"]), : len(_IMU_CHANNELS)])
    return Recording(
        streams={
            "emg": Stream(emg, _EMG_PERIOD_NS, account=Account(rows=len(emg))),
            "imu": Stream(imu, _IMU_PERIOD_NS, start_ns=lag_ns, account=Account(rows=len(imu))),
        },
        label=fields["y"],
        subject=subject,
        session=subject,
        repetition=fields["rep"],
        repetitions=fields["n_rep"],
        source=f"psl18 trial {index}",
    )
