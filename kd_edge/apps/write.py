"""A bundle as a folder for apps: its models with signature and metadata, examples that use them, golden windows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge import __version__
from kd_edge.apps.metadata import Associated, ModelAbout, TensorAbout, metadata
from kd_edge.apps.model import with_signature
from kd_edge.bundle import FLOAT_MODEL, INT8_MODEL, MANIFEST, Bundle, Quantisation
from kd_edge.contract import NS_PER_S
from kd_edge.errors import BundleError
from kd_edge.files import atomic_folder

TARGET: Final = "tflite"
"""What ``kd-edge export --target`` calls it."""

LABELS: Final = "labels.txt"
FEATURES: Final = "features.txt"
GOLDEN: Final = "golden.json"

_STATIC: Final = Path(__file__).parent / "static"
_TEXTS: Final = ("README.md", "Recogniser.kt", "classify.py")
_MODELS: Final = {INT8_MODEL: "int8", FLOAT_MODEL: "float32"}
_GOLDENS: Final = 16
_FIELD: Final = re.compile(r"@([A-Z]+)@")


@dataclass(frozen=True)
class AppFiles:
    """A folder for apps on the disk.

    Attributes:
        folder: where.
        files: bytes by name, in alphabetical order.
        added_bytes: by which signature, metadata and associated files make each model larger, by its name.
    """

    folder: Path
    files: Mapping[str, int]
    added_bytes: Mapping[str, int]


def write_app_files(bundle: Bundle, folder: Path) -> AppFiles:
    """Replace ``folder`` by what an app needs to run the bundle's models with an interpreter of its own.

    The bundle stays as it is: its C array and its int8 file have no metadata, which would cost a board flash.

    Args:
        bundle: what recognises.
        folder: is replaced.

    Raises:
        BundleError: the bundle has no golden windows.
        MissingExtraError: LiteRT is not installed.
        OSError, StorageError: the folder cannot be written, or holds something else.
    """
    if not bundle.golden.recordings:
        raise BundleError(
            "Files for apps carry golden windows to try them with", found="none", remedy="export the bundle again"
        )
    manifest = bundle.manifest
    attached = {
        LABELS: "".join(f"{label}\n" for label in manifest.model.labels).encode(),
        FEATURES: "".join(f"{name}\n" for name in manifest.signal.features).encode(),
        MANIFEST: bundle.read(MANIFEST),
    }
    added = {}
    with atomic_folder(folder) as temporary:
        for name, kind in _MODELS.items():
            plain = bundle.read(name)
            model = with_signature(plain, metadata(about(bundle, kind)), attached)
            (temporary / name).write_bytes(model)
            added[name] = len(model) - len(plain)
        (temporary / GOLDEN).write_text(_golden(bundle))
        for path in (_STATIC / name for name in _TEXTS):
            fields = {"NAME": manifest.name, **_sizes(bundle)}
            (temporary / path.name).write_text(_FIELD.sub(lambda match: fields[match[1]], path.read_text()))  # noqa: B023
        files = {path.name: path.stat().st_size for path in sorted(temporary.iterdir())}
    return AppFiles(folder, files, added)


def about(bundle: Bundle, kind: str) -> ModelAbout:
    """What the metadata of the bundle's ``kind`` of model says, ``int8`` or ``float32``."""
    manifest = bundle.manifest
    signal = manifest.signal
    rate_hz = NS_PER_S / signal.frame_period_ns
    normalisation = signal.normalisation
    least_in, most_in = _range(manifest.input_quantisation)
    frames = TensorAbout(
        "window",
        f"{signal.window_size} frames of {signal.feature_count} features, {rate_hz:g} frames a second, filtered and"
        f" picked as {MANIFEST} says and then normalised. A new window begins every {signal.window_increment} frames.",
        ("window", "frame", "feature"),
        least_in,
        most_in,
        (Associated(FEATURES, "The features, in the order of the last axis."),),
        None if normalisation is None else (normalisation.mean, [1 / inverse for inverse in normalisation.inverse_std]),
    )
    scores = TensorAbout(
        "scores",
        "A probability for each sign.",
        ("window", "sign"),
        0.0,
        1.0,
        (Associated(LABELS, "The signs, in the order of the last axis."),),
    )
    return ModelAbout(
        manifest.name,
        f"Recognises {len(manifest.model.labels)} signs from windows of sensor samples, as {kind}."
        " The state of its LSTM, if it has one, must be reset before every window.",
        "1.0.0",
        f"kd-edge {__version__}",
        frames,
        scores,
        (Associated(MANIFEST, "Sensors, rates, filters, quantisation and when a score becomes a sign.", labels=False),),
    )


def _range(quantisation: Quantisation) -> tuple[float, float]:
    """The least and greatest number that int8 stands for."""
    least, most = (quantisation.scale * (level - quantisation.zero_point) for level in (-128, 127))
    return least, most


def _golden(bundle: Bundle) -> str:
    """A few golden windows as normalised frames, with their true labels."""
    golden = bundle.golden
    count = min(_GOLDENS, golden.recordings)
    rows = [
        {"label": bundle.manifest.model.labels[int(label)], "window": window.tolist()}
        for window, label in zip(golden.windows[:count], golden.labels[:count], strict=True)
    ]
    return json.dumps(rows)


def _sizes(bundle: Bundle) -> dict[str, str]:
    signal = bundle.manifest.signal
    return {
        "FRAMES": str(signal.window_size),
        "COLUMNS": str(signal.feature_count),
        "SIGNS": str(len(bundle.manifest.model.labels)),
    }
