"""The firmware's application behind modelled IMUs on a modelled nRF52840's bus, as programs under sanitizers."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.contract import Normalisation, SignalSpec, StreamSpec
from kd_edge.files import firmware_root
from tests.firmware.fuzz import DEFINES, FOLDERS, HOME, STRICT, TARGETS, write_bundle_headers

BOARDS: Final = ("nano33ble", "xiao-nrf52840-sense")

SIGNAL: Final = SignalSpec(
    streams=(
        StreamSpec(
            name="imu",
            sample_period_ns=6_666_667,
            channels=("acc_x", "acc_y", "acc_z", "gyro_x", "gyro_y", "gyro_z"),
            scale=(0.000732,) * 3 + (0.07,) * 3,
            units=("g",) * 3 + ("deg/s",) * 3,
        ),
    ),
    frame_period_ns=20_000_000,
    window_size=4,
    window_increment=2,
    normalisation=Normalisation((0.0,) * 6, (8.0,) * 3 + (1000.0,) * 3),
)

_SANITIZE: Final = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-no-pie")  # the DMA has 32 bits


def build_models(folder: Path, boards: Sequence[str] = BOARDS) -> tuple[Bundle, dict[str, Path]]:
    """A bundle without a network, and with it a program for each of ``boards``, in ``folder``."""
    bundle = write_bundle_headers(folder, SIGNAL)
    root = firmware_root()
    family = root / "boards" / "families" / "nrf5"
    parts = [*(root / part for part in (*FOLDERS, "sensors", "tests/imu")), family, HOME]
    patterns = [pattern for pattern in TARGETS["app"] if "synthetic" not in pattern]
    patterns += ["sources/kd_sense_sensors.c", "sensors/*.c", "tests/imu/*.c"]
    common = [path for pattern in patterns for path in sorted(root.glob(pattern))]
    common += [*(family / f"kd_nrf5_{part}.c" for part in ("alarm", "i2c")), HOME / "host.c", HOME / "host_serial.c"]
    model = ("-include", str(root / "tests/imu/imu_model.h"), f"-I{folder}", *(f"-I{part}" for part in parts))
    command = ("gcc", *STRICT, *DEFINES, *_SANITIZE, *model)
    subprocess.run([*command, "-c", *map(str, common)], cwd=folder, check=True)
    objects = [str(folder / f"{path.stem}.o") for path in common]
    for board in boards:
        own = [str(root / "boards" / board / name) for name in ("board.c", "kd_sensors.c")]
        subprocess.run([*command, *own, *objects, "-o", board], cwd=folder, check=True)
    return bundle, {board: folder / board for board in boards}
