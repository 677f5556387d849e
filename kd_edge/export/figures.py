"""The figures in a manifest: sizes of the network's files, and accuracies on held-out windows."""

from __future__ import annotations

import gzip

import numpy as np
from numpy.typing import NDArray

from kd_edge.distill.evaluate import accuracy
from kd_edge.engines import Engine, quantise
from kd_edge.export import canonical
from kd_edge.export.convert import Converted
from kd_edge.signal.windows import Windows


def figures(converted: Converted, test: Windows, float_scores: NDArray[np.float32], oracle: Engine) -> dict[str, float]:
    """Sizes of both files, and accuracies on held-out windows.

    Args:
        converted: the two files.
        test: held-out windows.
        float_scores: what the Keras model gives for them, ``(n, classes)``.
        oracle: runs the int8 file.
    """
    float_labels = float_scores.argmax(axis=1)
    inputs = quantise(test.frames, canonical.quantisations(converted.int8)[0])
    int8_scores = oracle.infer(inputs)
    judged = accuracy(int8_scores, test.labels, test.subjects)
    return {
        "float32_bytes": len(converted.float32),
        "float32_gzip_bytes": len(gzip.compress(converted.float32, mtime=0)),
        "int8_bytes": len(converted.int8),
        "int8_gzip_bytes": len(gzip.compress(converted.int8, mtime=0)),
        "test_windows": len(test),
        "float32_accuracy": float(np.mean(float_labels == test.labels)),
        "int8_accuracy": judged.pooled,
        "int8_macro_accuracy": judged.macro,
        "argmax_agreement": float(np.mean(int8_scores.argmax(axis=1) == float_labels)),
    }
