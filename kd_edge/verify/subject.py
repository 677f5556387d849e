"""What the checks look at: a bundle, its goldens run once, and held-out windows if there are any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import FLOAT_MODEL, INT8_MODEL, Bundle, Golden
from kd_edge.codegen import Generated, StreamOptions, generate
from kd_edge.engines import Engine, dequantise, open_engine, quantise
from kd_edge.engines.c_stream import CStream
from kd_edge.engines.isolated import Isolated, isolated_litert_float
from kd_edge.errors import VerificationError
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.selection import select_channels
from kd_edge.recordings.splits import named_split
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windows, window_dataset
from kd_edge.verify.c_array import read_c_array
from kd_edge.wearer.worn import worn

_SEQUENCES: Final = 4


@dataclass(frozen=True, eq=False)
class Subject:
    """A bundle under verification; everything expensive is computed once, when a check first asks.

    Attributes:
        bundle: an opened bundle.
        windows: held-out windows to score as well, or None.
    """

    bundle: Bundle
    windows: Windows | None = None

    @property
    def golden(self) -> Golden:
        """The golden vectors."""
        return self.bundle.golden

    @cached_property
    def frames(self) -> NDArray[np.float32]:
        """Golden windows computed from their recordings by the signal path, float32 ``(m, window_size, features)``."""
        return np.stack([self._frames(index) for index in range(self.golden.recordings)])

    @cached_property
    def inputs(self) -> NDArray[np.int8]:
        """Every golden input; those that have a recording are computed from it."""
        computed = quantise(self.frames, self.bundle.manifest.input_quantisation)
        return np.concatenate([computed, self.golden.inputs[len(computed) :]])

    @cached_property
    def array_model(self) -> bytes:
        """The model as the C array holds it."""
        return read_c_array(self.bundle.read("model_data.cc").decode())

    @cached_property
    def oracle(self) -> Engine:
        """TFLite Micro on the C array; raises MissingExtraError without its wheel."""
        return open_engine(self.array_model, "tflm")

    @cached_property
    def c_engine(self) -> Engine:
        """The generated C on this host; raises MissingCompilerError without a compiler."""
        return open_engine(self.bundle.read(INT8_MODEL), "c")

    @cached_property
    def sequences(self) -> NDArray[np.int8]:
        """Golden windows, each with another behind it, as streams int8 ``(n, frames, features)``."""
        inputs = self.golden.inputs
        return np.concatenate([inputs, inputs[::-1]], axis=1)[:_SEQUENCES]

    @cached_property
    def streaming(self) -> Generated:
        """The int8 model as C that takes one frame at a time; raises CodegenError if it cannot."""
        return generate(self.bundle.read(INT8_MODEL), StreamOptions())

    @cached_property
    def hop_scores(self) -> NDArray[np.int8]:
        """TFLite Micro's scores for every window of ``sequences`` that ends a hop, int8 ``(n, hops, classes)``."""
        assert self.streaming.cost.stream is not None
        window_size = self.bundle.manifest.signal.window_size
        starts = range(0, self.sequences.shape[1] - window_size + 1, self.streaming.cost.stream.hop_frames)
        windows = np.concatenate([self.sequences[:, start : start + window_size] for start in starts])
        scores = self.oracle.infer(windows)
        return scores.reshape(len(starts), len(self.sequences), -1).swapaxes(0, 1)

    @cached_property
    def c_stream(self) -> CStream:
        """The same compiled for this host; raises MissingCompilerError without a compiler."""
        return CStream(self.bundle.read(INT8_MODEL))

    @cached_property
    def engine(self) -> Engine:
        """The best int8 engine of this host on the bundle's int8 model."""
        return open_engine(self.bundle.read(INT8_MODEL))

    @cached_property
    def desktop(self) -> Engine:
        """Desktop TFLite on the int8 model; raises MissingExtraError where it is not installed."""
        return open_engine(self.bundle.read(INT8_MODEL), "litert")

    @cached_property
    def float_engine(self) -> Isolated[np.float32]:
        """Desktop TFLite on the float32 model; raises MissingExtraError where it is not installed."""
        return isolated_litert_float(self.bundle.read(FLOAT_MODEL))

    @cached_property
    def golden_scores(self) -> NDArray[np.float32]:
        """Probabilities of the golden int8 outputs."""
        return dequantise(self.golden.logits, self.bundle.manifest.output_quantisation)

    @cached_property
    def held_out_int8(self) -> NDArray[np.int64]:
        """Labels that the int8 model gives the held-out windows."""
        assert self.windows is not None
        inputs = quantise(self.windows.frames, self.bundle.manifest.input_quantisation)
        labels: NDArray[np.int64] = self.engine.infer(inputs).argmax(axis=1)
        return labels

    @cached_property
    def held_out_float(self) -> NDArray[np.int64]:
        """Labels that the float32 model gives the held-out windows."""
        assert self.windows is not None
        labels: NDArray[np.int64] = self.float_engine.infer(self.windows.frames).argmax(axis=1)
        return labels

    def _frames(self, index: int) -> NDArray[np.float32]:
        """Frames of golden recording ``index``."""
        path = SignalPath(self.bundle.manifest.signal)
        parts = [
            path.push(name, samples, int(self.golden.start_ns[name][index]))
            for name, samples in self.golden.samples(index).items()
        ]
        frames = np.concatenate(parts)[-self.bundle.manifest.signal.window_size :]
        if frames.shape != self.golden.windows.shape[1:]:
            raise VerificationError(
                "The raw samples of a golden recording fill its window",
                found=f"{len(frames)} frames for recording {index}",
                remedy="export the bundle again",
            )
        return frames


def held_out_windows(bundle: Bundle, dataset: Dataset) -> Windows:
    """Windows of the recordings that the bundle's network never saw.

    Raises:
        VerificationError: ``dataset`` is not the one that the bundle was made from.
    """
    signal, provenance = bundle.manifest.signal, bundle.manifest.provenance
    if set(signal.features) < set(dataset.signal.features):
        dataset = select_channels(dataset, signal)
    if dataset.fingerprint() != provenance.dataset_fingerprint:
        raise VerificationError(
            f"Held-out windows come from the data set {provenance.dataset!r} that the bundle was made from",
            found=f"other recordings ({dataset.name})",
            remedy="name the file that the model was trained on",
        )
    test = np.setdiff1d(named_split(dataset, provenance.split).test, provenance.enrolment)
    return window_dataset(worn(dataset, provenance.wearers), signal, test)
