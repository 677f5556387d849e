"""A bundle as a folder of C99 that compiles on its own, for programs of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.files import atomic_folder, firmware_root

GENERATED: Final = ("kd_model.c", "kd_model.h", "kd_signal_config.h")
"""What the bundle itself holds."""

SHARED: Final = (
    *("signal/*.[ch]", "recognise/*.[ch]"),
    *("runtime/kd_runtime.h", "runtime/kd_runtime_c.c", "runtime/c/*.h", "protocol/kd_protocol.h"),
)
"""What every bundle needs of the firmware to turn samples into signs; none of it knows of a board."""


def write_sources(bundle: Bundle, folder: Path) -> list[Path]:
    """Replace ``folder`` by the bundle's C files and all that they include.

    ``kd_recogniser.h`` says how they are used: raw samples in; frames, scores and signs out.

    Returns:
        The files, in alphabetical order.

    Raises:
        BundleError: the bundle lacks its generated C files.
        OSError: the folder cannot be written.
    """
    root = firmware_root()
    sources = [bundle.path(name) for name in GENERATED]
    sources += [path for pattern in SHARED for path in root.glob(pattern)]
    with atomic_folder(folder) as temporary:
        for source in sources:
            (temporary / source.name).write_bytes(source.read_bytes())
    return sorted(folder / source.name for source in sources)
