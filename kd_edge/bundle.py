"""The bundle: one folder with everything a target needs, and the proof that it is right.

``manifest.json`` names every other file with its SHA-256.  Opening a bundle
checks all of them, so what runs is what was exported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.contract import DecisionSpec, ModelSpec, SignalSpec
from kd_edge.errors import BundleError, ContractError
from kd_edge.files import sha256

SCHEMA_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
INT8_MODEL: Final = "model_int8.tflite"
FLOAT_MODEL: Final = "model_float32.tflite"
GOLDEN: Final = "golden.npz"


class Quantisation(Struct, frozen=True, forbid_unknown_fields=True):
    """Affine int8: ``real = scale * (q - zero_point)``."""

    scale: float
    zero_point: int

    def real(self, q: int) -> float:
        """What ``q`` stands for."""
        return self.scale * (q - self.zero_point)


class Provenance(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a bundle came from."""

    dataset: str
    dataset_fingerprint: str
    synthetic: bool
    split: str
    seed: int
    git_revision: str
    packages: dict[str, str]
    teacher: str | None = None


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in ``manifest.json``.

    ``metrics`` holds measured figures by name; ``tflm_arena_bytes`` is what the
    64-bit TFLM runtime needed, an upper bound for its kernels on a 32-bit target
    (not for optimised ones, which may ask for buffers of their own).
    """

    schema_version: int
    name: str
    signal: SignalSpec
    model: ModelSpec
    decision: DecisionSpec
    input_quantisation: Quantisation
    output_quantisation: Quantisation
    operators: tuple[str, ...]
    tflm_arena_bytes: int
    files: dict[str, str]
    metrics: dict[str, float]
    provenance: Provenance


@dataclass(frozen=True, eq=False)
class Golden:
    """Raw samples and everything that must follow from them, for ``n`` windows.

    Attributes:
        raw: per stream, its samples of all windows end to end, shape ``(sum, channels)``.
        counts: per stream, samples per window, shape ``(n,)``.
        start_ns: per stream, time of each window's first sample, shape ``(n,)``.
        windows: normalised frames, float32 ``(n, window_size, features)``.
        inputs: the same quantised, int8.
        logits: int8 outputs of TFLM, ``(n, classes)``.
        keras: float outputs of the Keras model, float32 ``(n, classes)``.
        labels: true labels, ``(n,)``.
    """

    raw: Mapping[str, NDArray[np.generic]]
    counts: Mapping[str, NDArray[np.int64]]
    start_ns: Mapping[str, NDArray[np.int64]]
    windows: NDArray[np.float32]
    inputs: NDArray[np.int8]
    logits: NDArray[np.int8]
    keras: NDArray[np.float32]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def samples(self, index: int) -> dict[str, NDArray[np.generic]]:
        """Raw samples of window ``index`` by stream."""
        chosen = {}
        for name, samples in self.raw.items():
            end = int(self.counts[name][: index + 1].sum())
            chosen[name] = samples[end - int(self.counts[name][index]) : end]
        return chosen

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """A flat name-to-array mapping, as stored in ``golden.npz``."""
        arrays: dict[str, NDArray[Any]] = {
            "windows": self.windows,
            "inputs": self.inputs,
            "logits": self.logits,
            "keras": self.keras,
            "labels": self.labels,
        }
        for name in self.raw:
            arrays[f"raw.{name}"] = self.raw[name]
            arrays[f"counts.{name}"] = self.counts[name]
            arrays[f"start_ns.{name}"] = self.start_ns[name]
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Golden:
        """The inverse of :meth:`to_arrays`; raises KeyError on a missing array."""
        names = [key.removeprefix("raw.") for key in arrays if key.startswith("raw.")]
        return cls(
            raw={name: arrays[f"raw.{name}"] for name in names},
            counts={name: arrays[f"counts.{name}"] for name in names},
            start_ns={name: arrays[f"start_ns.{name}"] for name in names},
            windows=arrays["windows"],
            inputs=arrays["inputs"],
            logits=arrays["logits"],
            keras=arrays["keras"],
            labels=arrays["labels"],
        )


@dataclass(frozen=True, eq=False)
class Bundle:
    """An opened bundle whose files all match their hashes."""

    folder: Path
    manifest: Manifest

    def path(self, name: str) -> Path:
        """Path of the bundle's file ``name``.

        Raises:
            BundleError: if the manifest does not list it.
        """
        if name not in self.manifest.files:
            raise BundleError(
                f"Bundle {self.manifest.name!r} contains {name}",
                found=f"only {', '.join(sorted(self.manifest.files))}",
                remedy="export it again with `kd-edge export`",
            )
        return self.folder / name

    def read(self, name: str) -> bytes:
        """Bytes of the bundle's file ``name``."""
        return self.path(name).read_bytes()

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the manifest, which itself holds the hash of every other file."""
        return bytes.fromhex(sha256((self.folder / MANIFEST).read_bytes()))

    @cached_property
    def golden(self) -> Golden:
        """The golden vectors."""
        try:
            with np.load(self.path(GOLDEN), allow_pickle=False) as archive:
                return Golden.from_arrays({key: archive[key] for key in archive.files})
        except (KeyError, ValueError, OSError, EOFError) as error:
            raise BundleError(
                f"{GOLDEN} holds the documented arrays", found=error, remedy="export the bundle again"
            ) from error


def open_bundle(folder: Path) -> Bundle:
    """Open the bundle in ``folder`` and check every hash.

    Raises:
        BundleError: no manifest, unknown schema version, malformed manifest, missing or
            damaged file; one clear message for each.
    """
    manifest_path = folder / MANIFEST
    try:
        data = manifest_path.read_bytes()
    except OSError as error:
        raise BundleError(
            "A bundle is a folder with a manifest.json",
            found=f"{manifest_path}: {error.strerror}",
            remedy="name a folder that `kd-edge export` wrote",
        ) from error
    manifest = _read_manifest(data, manifest_path)
    for name, expected in manifest.files.items():
        _check_file(folder, name, expected)
    return Bundle(folder, manifest)


def newest_bundle(root: Path) -> Path:
    """The bundle folder under ``root`` that was written last.

    Raises:
        BundleError: if there is none.
    """
    manifests = sorted(root.glob(f"*/{MANIFEST}"), key=lambda path: (path.stat().st_mtime_ns, path))
    if not manifests:
        raise BundleError(
            f"{root}/ holds a bundle", found="none", remedy="run `kd-edge export`, or name a bundle's folder"
        )
    return manifests[-1].parent


def _read_manifest(data: bytes, path: Path) -> Manifest:
    try:
        return contract.decode_versioned(data, Manifest, version=SCHEMA_VERSION, schema="bundle", source=str(path))
    except ContractError as error:
        raise BundleError(
            error.rule,
            found=error.found,
            remedy="export the bundle again, or install the kd-edge that wrote it",
        ) from error


def _check_file(folder: Path, name: str, expected: str) -> None:
    if Path(name).name != name:
        raise BundleError("Files of a bundle lie directly in its folder", found=name, remedy="export the bundle again")
    try:
        actual = sha256((folder / name).read_bytes())
    except OSError as error:
        raise BundleError(
            f"Every file that the manifest names exists in {folder}",
            found=f"{name}: {error.strerror}",
            remedy="copy the whole folder, or export the bundle again",
        ) from error
    if actual != expected:
        raise BundleError(
            f"Every file matches the SHA-256 in {folder / MANIFEST}",
            found=f"{name} has {actual[:12]}..., expected {expected[:12]}...",
            remedy="copy the folder again, or export the bundle again",
        )
