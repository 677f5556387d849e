"""A bundle as a folder of self-contained C99, for your own programs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.files import atomic_folder, firmware_root
from kd_edge.render import write_sources

GENERATED: Final = ("kd_model.c", "kd_model.h", "kd_signal_config.h")
"""Files of the bundle itself."""

SHARED: Final = (
    *("signal/*.[ch]", "recognise/*.[ch]"),
    *("runtime/kd_runtime.h", "runtime/kd_runtime_c.c", "runtime/c/*.h", "protocol/kd_protocol.h"),
)
"""The firmware's files that turn samples into signs; none of them depends on a board."""


def write_standalone(bundle: Bundle, folder: Path) -> list[Path]:
    """Replace ``folder`` by the bundle's C files and all that they include.

    ``kd_recogniser.h`` says how they are used: raw samples in; frames, scores and signs out.

    Returns:
        The files, in alphabetical order.

    Raises:
        BundleError: the bundle lacks its generated C files, or they are not what its network generates.
        OSError: the folder cannot be written.
    """
    root = firmware_root()
    with atomic_folder(folder) as temporary:
        write_sources(bundle, temporary, GENERATED)
        for pattern in SHARED:
            for source in root.glob(pattern):
                (temporary / source.name).write_bytes(source.read_bytes())
        names = sorted(path.name for path in temporary.iterdir())
    return [folder / name for name in names]
