"""Golden vectors: held-out windows and the expected results for them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.arrays import unpack_arrays
from kd_edge.bundle.manifest import GOLDEN, Manifest
from kd_edge.contract import NS_PER_S
from kd_edge.errors import BundleError

EXPANDED_LIMIT: Final = 1 << 28
"""Bytes that the arrays of ``golden.npz`` may take once they are unpacked: 256 MiB."""

_LONGEST_LEAD_IN_NS: Final = 60 * NS_PER_S
_TIME_LIMIT_NS: Final = 1 << 62


@dataclass(frozen=True, eq=False)
class Golden:
    """``n`` windows for the network; the first ``m`` of them begin as recordings, with raw samples and frames.

    A recording takes ten times the space of its window, and a few are enough to check the signal path.

    Attributes:
        raw: per stream, its samples of all recordings end to end, shape ``(sum, channels)``.
        counts: per stream, samples per recording, shape ``(m,)``.
        start_ns: per stream, time of each recording's first sample, shape ``(m,)``.
        windows: the recordings' last ``window_size`` normalised frames, float32 ``(m, window_size, features)``.
        inputs: quantised windows, int8 ``(n, window_size, features)``.
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

    @property
    def recordings(self) -> int:
        """How many of the windows, from the first on, have their raw samples: ``m``."""
        return len(self.windows)

    def samples(self, index: int) -> dict[str, NDArray[np.generic]]:
        """Raw samples of recording ``index`` by stream."""
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


def read_golden(data: bytes, manifest: Manifest) -> Golden:
    """The golden vectors in the archive ``data``, checked against what ``manifest`` says of shapes and types.

    Raises:
        BundleError: it is no whole archive, takes more than ``EXPANDED_LIMIT``, or an array is missing or misshapen.
    """
    arrays = unpack_arrays(io.BytesIO(data), EXPANDED_LIMIT, BundleError, source=GOLDEN)
    try:
        golden = Golden.from_arrays(arrays)
    except KeyError as error:
        raise _not_golden(f"no array {error}") from error
    _check_windows(golden, manifest)
    _check_recordings(golden, manifest)
    return golden


def _check_windows(golden: Golden, manifest: Manifest) -> None:
    window = (manifest.model.window_size, manifest.model.feature_count)
    classes, count = len(manifest.model.labels), golden.labels.size
    _expect("inputs", golden.inputs, np.dtype(np.int8), (count, *window))
    _expect("logits", golden.logits, np.dtype(np.int8), (count, classes))
    _expect("keras", golden.keras, np.dtype(np.float32), (count, classes))
    _expect("labels", golden.labels, np.dtype(np.int64), (count,))
    _expect("windows", golden.windows, np.dtype(np.float32), (*golden.windows.shape[:1], *window))
    if not 1 <= golden.recordings <= count:
        raise _not_golden(f"{golden.recordings} recordings for {count} windows")
    if golden.labels.min() < 0 or golden.labels.max() >= classes:
        raise _not_golden(f"labels from {golden.labels.min()} to {golden.labels.max()} of {classes}")


def _check_recordings(golden: Golden, manifest: Manifest) -> None:
    spec = manifest.signal
    if set(golden.raw) != {stream.name for stream in spec.streams}:
        raise _not_golden(f"raw samples of {', '.join(sorted(golden.raw)) or 'no stream'}")
    window_ns = spec.window_size * spec.frame_period_ns
    for stream in spec.streams:
        raw, counts, starts = (part[stream.name] for part in (golden.raw, golden.counts, golden.start_ns))
        _expect(f"counts.{stream.name}", counts, np.dtype(np.int64), (golden.recordings,))
        _expect(f"start_ns.{stream.name}", starts, np.dtype(np.int64), (golden.recordings,))
        _expect(f"raw.{stream.name}", raw, np.dtype(stream.sample_type), (*raw.shape[:1], len(stream.channels)))
        longest = (window_ns + _LONGEST_LEAD_IN_NS) // stream.sample_period_ns
        if counts.min() < 0 or counts.max() > longest or int(counts.sum()) != len(raw):
            raise _not_golden(f"counts.{stream.name} that do not share out {len(raw)} samples")
        if starts.min() < -_TIME_LIMIT_NS or starts.max() > _TIME_LIMIT_NS:
            raise _not_golden(f"times in start_ns.{stream.name} beyond 2^62 ns")
        if not np.isfinite(raw).all():
            raise _not_golden(f"a sample of raw.{stream.name} that is not finite")


def _expect(name: str, array: NDArray[Any], dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
    if array.dtype != dtype or array.shape != shape:
        raise _not_golden(f"{name} is {array.dtype} of shape {array.shape}, not {dtype} of shape {shape}")


def _not_golden(found: str) -> BundleError:
    return BundleError(
        f"{GOLDEN} holds the documented arrays in the shapes that the manifest gives them",
        found=found,
        remedy="export the bundle again",
    )
