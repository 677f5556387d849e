"""A bundle as a folder of self-contained C99, for your own programs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.codegen import LiveNetwork
from kd_edge.deploy.images.firmware import SIGNAL_CONFIG
from kd_edge.deploy.images.network import write_network
from kd_edge.files import atomic_folder, firmware_root
from kd_edge.render import write_sources

SHARED: Final = (
    *("signal/*.[ch]", "recognise/*.[ch]"),
    *("runtime/kd_runtime.h", "runtime/c/*.h", "protocol/kd_protocol.h"),
)
"""The firmware's files that turn samples into signs; none of them depends on a board."""


def write_standalone(bundle: Bundle, folder: Path, inference: str = "auto") -> tuple[list[Path], LiveNetwork]:
    """Replace ``folder`` by the bundle's C files and all that they include.

    ``kd_recogniser.h`` says how they are used: raw samples in; frames, scores and signs out.

    Args:
        bundle: what recognises.
        folder: is replaced.
        inference: what is computed at every hop, one of :data:`~kd_edge.codegen.INFERENCE_CHOICES`.

    Returns:
        The files, in alphabetical order, and what the network among them computes.

    Raises:
        BundleError: the bundle lacks its generated C files, or they are not what its network generates.
        CodegenError: the network cannot take one frame at a time, which was asked for.
        OSError: the folder cannot be written.
    """
    with atomic_folder(folder) as temporary:
        live = write_recogniser(bundle, temporary, inference)
        names = sorted(path.name for path in temporary.iterdir())
    return [folder / name for name in names], live


def write_recogniser(bundle: Bundle, folder: Path, inference: str = "auto") -> LiveNetwork:
    """Write the same files into ``folder``, which exists; errors as for :func:`write_standalone`."""
    write_sources(bundle, folder, (SIGNAL_CONFIG,))
    live = write_network(bundle, folder, inference)
    copy_firmware(folder, *SHARED, f"runtime/{live.inference.runtime_source}")
    return live


def copy_firmware(folder: Path, *patterns: str) -> None:
    """Copy the firmware's files that fit ``patterns`` into ``folder``, without their own folders."""
    for pattern in patterns:
        for source in sorted(firmware_root().glob(pattern)):
            (folder / source.name).write_bytes(source.read_bytes())
