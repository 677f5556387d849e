"""The firmware's application behind modelled USB controllers, as programs for this host under sanitizers."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kd_edge.files import firmware_root
from tests.firmware.fuzz import DEFINES, FOLDERS, HOME, STRICT, TARGETS, write_bundle_headers

CHIPS: Final = {"rp2040": "rp2040", "nrf52840": "nrf5", "stm32f4": "stm32f4"}
"""Models under ``firmware/tests/usb``, and the family of chips whose driver each of them takes."""

_SANITIZE: Final = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-no-pie")  # the DMA has 32 bits


def build_models(folder: Path, chips: Sequence[str] = tuple(CHIPS), *, firmware: Path | None = None) -> dict[str, Path]:
    """Compile the application and the device stack once, and with them the driver and the model of every chip.

    Args:
        folder: where the programs go.
        chips: keys of ``CHIPS``.
        firmware: the sources, if not the project's own.
    """
    write_bundle_headers(folder)
    root = firmware or firmware_root()
    families = [root / "boards" / "families" / CHIPS[chip] for chip in chips]
    model = ("-include", str(root / "tests/usb/model.h"))
    includes = (f"-I{folder}", *(f"-I{root / part}" for part in (*FOLDERS, "tests/usb")), f"-I{HOME}")
    common = [path for pattern in (*TARGETS["app"], "usb/*.c") for path in sorted(root.glob(pattern))]
    common += [root / "boards/common/kd_serial.c", root / "tests/usb/bus.c", HOME / "host.c"]
    command = ("gcc", *STRICT, *DEFINES, *_SANITIZE, *model, *includes)
    subprocess.run([*command, "-c", *map(str, common)], cwd=folder, check=True)
    objects = [str(folder / f"{path.stem}.o") for path in common]
    programs = {}
    for chip, family in zip(chips, families, strict=True):
        programs[chip] = folder / chip
        sources = (*family.glob("kd_*_usb.c"), root / f"tests/usb/{chip}.c")
        subprocess.run([*command, f"-I{family}", *map(str, sources), *objects, "-o", str(programs[chip])], check=True)
    return programs
