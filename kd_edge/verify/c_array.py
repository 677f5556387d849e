"""Reading ``model_data.cc`` back: what a compiler would put into flash."""

from __future__ import annotations

import re

from kd_edge.errors import BundleError

_ARRAY = re.compile(r"alignas\(16\)\s+const\s+unsigned\s+char\s+(\w+)\[\]\s*=\s*\{([^}]*)\}")


def read_c_array(source: str) -> bytes:
    """The bytes of the array in ``source``.

    Raises:
        BundleError: no aligned const array of bytes is there.
    """
    found = _ARRAY.search(source)
    try:
        if found is None:
            raise ValueError("no alignas(16) const unsigned char array")
        return bytes(int(entry, 16) for entry in found[2].replace("\n", " ").split(",") if entry.strip())
    except ValueError as error:
        raise BundleError(
            "model_data.cc defines one aligned const array of bytes", found=error, remedy="export the bundle again"
        ) from error
