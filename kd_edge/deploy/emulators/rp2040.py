"""A Raspberry Pi Pico emulated by rp2040js, with simulated sensors that play recordings.

The emulator is an npm package; ``make rp2040js`` installs it under ``build/``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import DeployError, MissingToolError
from kd_edge.files import firmware_root, write_bytes

MODULES: Final = Path("build/rp2040js/node_modules")
"""Where ``make rp2040js`` installs the emulator, in a checkout; other folders may have one of their own."""

VERSION: Final = "1.4.1"
"""Of the emulator; as in ``package.json``."""

MPU6050: Final = 0x68
"""The value of an MPU-6050's identification register."""

DRIVE: Final = "RPI-RP2"
"""A folder beside the image, which is the drive of the emulated boot loader while that runs."""

_RUNNER: Final = Path(__file__).with_name("rp2040js") / "run.cjs"


@dataclass(frozen=True, eq=False)
class Played:
    """What one simulated sensor sees.

    Attributes:
        period_ns: from sample to sample.
        samples: ``(n, channels)``; the last one stays after the end.
    """

    period_ns: int
    samples: NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class SimulatedRig:
    """The sensors that are connected to the simulated Pico; None means not connected.

    Attributes:
        muscles: front ends at ADC0 to ADC2, in counts of the ADC.
        motion: the IMU, in counts at +-16 g and +-2000 deg/s.
        who_am_i: value of the IMU's identification register.
        silent_s: a time in which the IMU does not answer, in seconds from the first sample.
        reset_s: when the IMU is without power for a moment, in seconds from the first sample.
        stuck: the IMU blocks the bus for ever.
    """

    muscles: Played | None
    motion: Played | None
    who_am_i: int = MPU6050
    silent_s: tuple[float, float] | None = None
    reset_s: float | None = None
    stuck: bool = False

    def _json(self, drive: Path) -> bytes:
        faults = {
            "who_am_i": self.who_am_i,
            "silent_s": self.silent_s,
            "reset_s": self.reset_s,
            "stuck": self.stuck,
        }
        return msgspec.json.encode(
            {
                "muscles": self.muscles and _recording(self.muscles),
                "motion": self.motion and {**_recording(self.motion), **faults},
                "drive": str(drive),
            }
        )


def find_rp2040js() -> tuple[str, Path]:
    """Path of node, and the folder of the emulator's package.

    Raises:
        MissingToolError: if either is missing.
    """
    node = shutil.which("node")
    if node is None:
        raise MissingToolError(
            "The Pico is emulated by node", found="it is not installed", remedy="apt install nodejs npm"
        )
    for modules in (MODULES.resolve(), firmware_root().parent / MODULES):
        if (modules / "rp2040js").is_dir():
            return node, modules
    raise MissingToolError(
        "The Pico is emulated by rp2040js",
        found=f"nothing in {MODULES}",
        remedy=f"make rp2040js, or npm install --prefix {MODULES.parent} rp2040js@{VERSION}",
    )


@contextmanager
def simulated_pico(
    elf: Path, rig: SimulatedRig, log: Path, *, speed: float = 1.0, tcp_port: int = 0, usb: bool = False
) -> Iterator[str]:
    """Run ``elf`` until the block ends; yields the URL of the board's serial port.

    Arguments are those of :func:`start_pico`.

    Raises:
        DeployError: as for :func:`start_pico`, or if the emulator breaks down.
    """
    process, url = start_pico(elf, rig, log=log, speed=speed, tcp_port=tcp_port, usb=usb)
    with process:
        try:
            yield url
            if process.poll() is not None:
                raise _broken_down(process)
        finally:
            process.terminate()


def start_pico(
    elf: Path,
    rig: SimulatedRig,
    *,
    log: Path | None = None,
    speed: float = 1.0,
    tcp_port: int = 0,
    detached: bool = False,
    usb: bool = False,
) -> tuple[subprocess.Popen[bytes], str]:
    """Start rp2040js on ``elf``; returns its process and the URL of the board's serial port.

    Args:
        elf: an image for the board ``pico``.
        rig: the sensors that are connected to it.
        log: takes one line for every reading of a sensor: ``adc,time_ns,channel,counts`` or
            ``imu,time_ns,counts of the six axes``; ``session`` before the recordings begin (again).
        speed: the fastest pace, as a multiple of real time.
        tcp_port: the TCP port on this machine; 0 picks a free one.
        detached: keep the emulator running after this process ends.
        usb: the port is the board's own USB, plugged into an emulated host, and not its UART.

    Raises:
        DeployError: if node or rp2040js is missing, or the emulator does not start.
        MissingExtraError: if pyelftools is not installed.
    """
    from kd_edge.deploy.images.elf import flash_content

    node, modules = find_rp2040js()
    image, wired = elf.with_suffix(".bin").resolve(), elf.with_suffix(".rig.json")
    write_bytes(image, flash_content(elf)[1])
    write_bytes(wired, rig._json(elf.with_name(DRIVE).resolve()))
    tcp_ports = ("0", str(tcp_port)) if usb else (str(tcp_port), "0")
    command = [node, str(_RUNNER), str(image), str(wired), str(log or os.devnull), str(speed), *tcp_ports]
    process = subprocess.Popen(
        command,
        env={**os.environ, "NODE_PATH": str(modules)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=detached,
    )
    assert process.stdout is not None
    ports = process.stdout.readline().decode().split()
    if not ports:  # its output ended before it listened; the process may still be ending
        raise _broken_down(process)
    return process, f"socket://127.0.0.1:{ports[usb]}"


def _recording(played: Played) -> dict[str, object]:
    return {"period_ns": played.period_ns, "samples": played.samples.tolist()}


def _broken_down(process: subprocess.Popen[bytes]) -> DeployError:
    said = process.communicate()[1].decode(errors="replace").strip()
    return DeployError("rp2040js runs the image", found=said[:400], remedy="build it again for the board pico")
