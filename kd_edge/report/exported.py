"""The bundle that a run was exported as."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge.bundle import MANIFEST, Manifest, open_bundle
from kd_edge.distill.runs import Run

_FIGURES: Final = {"float32_accuracy", "int8_accuracy", "int8_macro_accuracy", "int8_bytes"}
_ROUNDING: Final = 1e-6


def exported(run: Run, bundles: Path | None) -> Manifest | None:
    """The manifest of the bundle of ``run`` under ``bundles``; None if there is none, or that of another run.

    A bundle has its run's name unless told otherwise.  It is another run's, of the same name, if it was made from other
    recordings or constants, or if its float32 network was right in another share of the held-out windows.

    Raises:
        BundleError: it is damaged.
    """
    if bundles is None or not (bundles / run.config.name / MANIFEST).is_file():
        return None
    manifest, config = open_bundle(bundles / run.config.name).manifest, run.config
    origin = manifest.provenance
    same = (
        (origin.dataset_fingerprint, origin.split, origin.seed)
        == (config.dataset_fingerprint, config.split, config.seed)
        and manifest.signal == config.signal
        and manifest.metrics.keys() >= _FIGURES
        and abs(manifest.metrics["float32_accuracy"] - run.metrics.accuracy) < _ROUNDING
    )
    return manifest if same else None
