"""The bundle: one folder with everything a target needs, and the proof that it is right.

``manifest`` says what a bundle is, ``golden`` what it proves itself with, ``agreement`` that manifest and
network mean the same, and ``opening`` reads all of it from a folder of anybody's, within bounds.
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
