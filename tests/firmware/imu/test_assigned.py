"""Several sensors that fit a stream: the first of them takes it, and none is sampled for nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from kd_edge.files import firmware_root
from tests.firmware.fuzz import STRICT, write_bundle_headers
from tests.firmware.imu.models import SIGNAL

SENSORS = Path(__file__).with_name("assigned.c")


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")
@pytest.mark.parametrize(("streams", "taken"), [(1, ["first"]), (2, ["first", "second"]), (3, ["first", "second"])])
def test_a_stream_is_one_sensors_and_a_sensor_has_an_alarm(streams: int, taken: list[str], tmp_path: Path) -> None:
    named = tuple(replace(SIGNAL.streams[0], name=f"imu{number}") for number in range(streams))
    write_bundle_headers(tmp_path, replace(SIGNAL, streams=named, normalisation=None))
    root = firmware_root()
    sources = (SENSORS, *(root / part for part in ("sources/kd_sense_sensors.c", "sensors/kd_sensor.c")))
    sources += (root / "sensors/kd_backlog.c", *tmp_path.glob("kd_signal_config.c"))
    folders = (tmp_path, *(root / part for part in ("sources", "sensors", "signal", "boards/common")))
    command = ["gcc", *STRICT, "-fsanitize=address,undefined", *(f"-I{folder}" for folder in folders)]
    subprocess.run([*command, *map(str, sources), "-o", "assigned"], cwd=tmp_path, check=True)
    said = subprocess.run([tmp_path / "assigned"], capture_output=True, text=True, check=True).stdout.splitlines()
    begun = [f"{name} starts" for name in taken] + [f"{name} is sampled" for name in taken]
    assert said == 2 * begun + [f"{name} is sampled" for name in taken]
