"""The firmware's application behind a modelled USB controller, as a program for this host under sanitizers."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from kd_edge.files import firmware_root
from tests.firmware.fuzz import DEFINES, FOLDERS, HOME, STRICT, TARGETS, write_bundle_headers

CHIPS: Final = {"rp2040": "rp2040"}
"""Models under ``firmware/tests/usb``, and the family of chips whose driver each of them takes."""

_SANITIZE: Final = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")


def build_model(chip: str, folder: Path, *, firmware: Path | None = None) -> Path:
    """Compile the application, the device stack, the driver of ``chip`` and its model.

    Args:
        chip: a key of ``CHIPS``.
        folder: where the program goes.
        firmware: the sources, if not the project's own.
    """
    write_bundle_headers(folder)
    root = firmware or firmware_root()
    family = root / "boards" / "families" / CHIPS[chip]
    driven = [path for pattern in (*TARGETS["app"], "usb/*.c") for path in sorted(root.glob(pattern))]
    sources = (
        *driven,
        *family.glob("kd_*_usb.c"),
        *(root / "boards/common/kd_serial.c", root / "tests/usb/bus.c", root / f"tests/usb/{chip}.c", HOME / "host.c"),
    )
    program = folder / chip
    subprocess.run(
        [
            *(
                "gcc",
                *STRICT,
                *DEFINES,
                *_SANITIZE,
                "-no-pie",
                "-include",
                str(root / "tests/usb/model.h"),
                f"-I{folder}",
            ),
            *(f"-I{root / part}" for part in (*FOLDERS, "usb", "tests/usb")),
            *(f"-I{family}", f"-I{HOME}", *map(str, sources), "-o", str(program)),
        ],
        check=True,
    )
    return program
