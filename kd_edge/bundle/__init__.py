"""The bundle: one folder with everything that a target needs, and golden outputs as proof that it computes correctly.

``manifest`` describes a bundle, ``golden`` holds its expected results, ``agreement`` checks that manifest and
network agree, and ``opening`` reads all of it, within limits, from a folder that may be untrusted.
"""

from __future__ import annotations

from kd_edge.bundle.golden import Golden
from kd_edge.bundle.manifest import (
    FLOAT_MODEL,
    GOLDEN,
    INT8_MODEL,
    MANIFEST,
    SCHEMA_VERSION,
    Manifest,
    Provenance,
    Quantisation,
)
from kd_edge.bundle.opening import Bundle, newest_bundle, open_bundle

__all__ = [
    "FLOAT_MODEL",
    "GOLDEN",
    "INT8_MODEL",
    "MANIFEST",
    "SCHEMA_VERSION",
    "Bundle",
    "Golden",
    "Manifest",
    "Provenance",
    "Quantisation",
    "newest_bundle",
    "open_bundle",
]
