"""A sensing source of one's own: a C file of the user's that stands behind ``kd_sense.h``."""

from __future__ import annotations

from pathlib import Path

from kd_edge.deploy.images.build import SOURCE, Component
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root


def own_source(path: Path) -> Component:
    """The C file at ``path``, with what it may leave out.

    Raises:
        DeployError: it is no C file.
    """
    if path.suffix != ".c" or not path.is_file():
        raise DeployError(
            "A sensing source is a C file",
            found=path,
            remedy="name a file that ends in .c and implements firmware/sources/kd_sense.h, as docs/sensors.md shows",
        )
    return Component(SOURCE, (path.resolve(), firmware_root() / "sources" / "kd_sense_plain.c"))


def blamed(error: DeployError, path: Path) -> DeployError:
    """What to say when an image with the source at ``path`` does not build because of ``error``.

    Compilers name the file with the fault, and linkers the functions that are missing, which begin with ``kd_sense_``.
    """
    if path.name not in str(error.found) and "kd_sense_" not in str(error.found):
        return error
    return DeployError(
        f"The sensing source {path} compiles as C99 without warnings, with every function that docs/sensors.md lists",
        found=error.found,
        remedy="correct the file",
    )
