"""``manifest.json``: the description of a bundle, every number and name within limits."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from kd_edge.contract import DecisionSpec, ModelSpec, Name, PositiveFloat, SignalSpec, WearerProfile

SCHEMA_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
INT8_MODEL: Final = "model_int8.tflite"
FLOAT_MODEL: Final = "model_float32.tflite"
GOLDEN: Final = "golden.npz"

FILE_LIMIT: Final = 1 << 26
"""Bytes of the largest file that a bundle may hold: 64 MiB, far above any that is exported."""

BUNDLE_LIMIT: Final = 1 << 28
"""Bytes of all its files together."""

_ARENA_LIMIT: Final = 1 << 26
_FILES: Final = 64

Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Quantisation(Struct, frozen=True, forbid_unknown_fields=True):
    """Affine int8: ``real = scale * (q - zero_point)``."""

    scale: PositiveFloat
    zero_point: Annotated[int, Meta(ge=-128, le=127)]

    def real(self, q: int) -> float:
        """What ``q`` stands for."""
        return self.scale * (q - self.zero_point)


class Provenance(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a bundle came from.

    ``wearers`` are the profiles that recordings were given, by wearing, and ``enrolment`` the indices of recordings
    that new persons were enrolled with; both are empty where sensors were taken as recorded.  ``personalised`` says
    how the network was taught one person's signs afterwards.
    """

    dataset: str
    dataset_fingerprint: str
    synthetic: bool
    split: str
    seed: int
    git_revision: str
    packages: dict[str, str]
    teacher: str | None = None
    calibration: str = "min-max"
    wearers: dict[str, WearerProfile] = {}
    enrolment: tuple[int, ...] = ()
    personalised: str | None = None


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in ``manifest.json``.

    ``metrics`` holds measured figures by name; ``tflm_arena_bytes`` is what the
    64-bit TFLM runtime needed, an upper bound for its kernels on a 32-bit target
    (not for optimised ones, which may ask for buffers of their own).
    """

    schema_version: int
    name: Name
    signal: SignalSpec
    model: ModelSpec
    decision: DecisionSpec
    input_quantisation: Quantisation
    output_quantisation: Quantisation
    operators: tuple[str, ...]
    tflm_arena_bytes: Annotated[int, Meta(gt=0, le=_ARENA_LIMIT)]
    files: Annotated[dict[str, Hash], Meta(max_length=_FILES)]
    metrics: dict[str, int | float]
    provenance: Provenance
