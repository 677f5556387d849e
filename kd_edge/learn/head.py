"""The last dense layer of a TFLite file: read, asked for what it reads, and written anew, with every size as it was.

Nothing is converted again: weights, biases and their scales lie in vectors of the flatbuffer, and new values of the
same length take the place of the old ones.  So the rest of the network keeps every bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import Quantisation
from kd_edge.codegen.flatbuffer import Table, root_table
from kd_edge.codegen.graph import Operator, Tensor
from kd_edge.codegen.model import read_model
from kd_edge.codegen.schema import IDENTIFIER
from kd_edge.errors import EngineError

_DENSE, _SOFTMAX = "FULLY_CONNECTED", "SOFTMAX"
_LEVELS = 127


@dataclass(frozen=True, eq=False)
class Head:
    """Logits are ``features @ weights + biases``.

    Attributes:
        weights: float64 ``(features, classes)``.
        biases: float64 ``(classes,)``.
    """

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]

    def logits(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """``(n, classes)`` of ``features`` ``(n, features)``."""
        return np.asarray(features @ self.weights + self.biases, np.float64)


@dataclass(frozen=True, eq=False)
class HeadFile:
    """The last dense layer within one file, int8 or float32.

    Attributes:
        model: the flatbuffer.
        features: the tensor that the layer reads.
        weights: ``(classes, features)``.
        biases: ``(classes,)``.
        logits: what it writes; a softmax follows.
    """

    model: bytes
    features: Tensor
    weights: Tensor
    biases: Tensor
    logits: Tensor

    @classmethod
    def of(cls, model: bytes) -> HeadFile:
        """Find the layer.

        Raises:
            EngineError: the network does not end in a dense layer with biases and a softmax.
            CodegenError: no well-formed model.
        """
        graph = read_model(model)
        ends = {tensor.index: operator for operator in graph.operators for tensor in operator.outputs}
        softmax = ends.get(graph.output.index)
        dense = ends.get(_index(softmax, 0)) if softmax is not None and softmax.kind == _SOFTMAX else None
        parts = dense.inputs if dense is not None and dense.kind == _DENSE else ()
        if dense is None or len(parts) != 3 or any(part is None for part in parts):
            raise EngineError(
                "A network that is personalised ends in a dense layer with biases and a softmax",
                found=" and ".join(operator.kind for operator in graph.operators[-2:]),
                remedy="use a bundle of one of kd-edge's presets",
            )
        features, weights, biases = (part for part in parts if part is not None)
        if weights.data is None or biases.data is None:
            raise EngineError(
                "The weights of the last layer are constants", found=dense.label, remedy="export the bundle again"
            )
        return cls(model, features, weights, biases, dense.outputs[0])

    def read(self) -> Head:
        """Weights and biases as real numbers."""
        assert self.weights.data is not None
        assert self.biases.data is not None
        weights, biases = self.weights.data.astype(np.float64), self.biases.data.astype(np.float64)
        if self.weights.scales:
            scales = np.array(self.weights.scales)
            weights, biases = weights * scales.reshape(-1, 1), biases * self.features.scale * scales
        return Head(weights.T.copy(), biases)

    @property
    def feature_quantisation(self) -> Quantisation:
        """How the int8 features stand for real numbers."""
        return Quantisation(self.features.scale, self.features.zero_point)

    def ending_in_features(self) -> bytes:
        """The same file with the layer's input as its output: any engine then gives features instead of scores."""
        return _patched(self.model, _subgraph(self.model), 2, np.array([self.features.index], "<i4"))

    def written_integers(self, weights: NDArray[np.int8], biases: NDArray[np.int32]) -> bytes:
        """The int8 file with these weights ``(classes, features)`` and biases ``(classes,)``, on the scales it has."""
        written = self._with_data(self.model, self.weights, weights.astype("<i1"))
        return self._with_data(written, self.biases, biases.astype("<i4"))

    def written_float(self, head: Head) -> bytes:
        """The float32 file with ``head``."""
        written = self._with_data(self.model, self.weights, head.weights.T.astype("<f4"))
        return self._with_data(written, self.biases, head.biases.astype("<f4"))

    def written_int8(self, head: Head, logits: NDArray[np.floating]) -> bytes:
        """The int8 file with ``head``, quantised as the converter does it: weights symmetric, biases int32.

        Args:
            head: new weights and biases.
            logits: of representative windows; they give the range of the layer's output.
        """
        per_channel = len(self.weights.scales) > 1
        largest = np.abs(head.weights).max(axis=0 if per_channel else None, keepdims=True).reshape(-1)
        scales = (np.maximum(largest, np.finfo(np.float32).tiny * 1e8) / _LEVELS).astype(np.float32)
        steps = np.rint(head.weights.T / scales.astype(np.float64).reshape(-1, 1))
        bias_scales = (np.float64(self.features.scale) * scales).astype(np.float32)
        limits = np.iinfo(np.int32)
        biases = np.clip(np.rint(head.biases / bias_scales.astype(np.float64)), limits.min, limits.max)
        low, high = min(float(logits.min()), 0.0), max(float(logits.max()), 0.0)
        scale = np.float32(max(high - low, 1e-6) / 255)
        zero_point = int(np.clip(np.rint(-128 - low / scale), -128, 127))
        written = self._with_data(self.model, self.weights, np.clip(steps, -_LEVELS, _LEVELS).astype("i1"))
        written = self._with_data(written, self.biases, biases.astype("<i4"))
        written = _with_scales(written, self.weights, scales)
        written = _with_scales(written, self.biases, bias_scales)
        written = _with_scales(written, self.logits, np.array([scale]))
        quantised = _quantisation(written, self.logits)
        return _patched(written, quantised, 3, np.array([zero_point], "<i8"))

    @staticmethod
    def _with_data(model: bytes, tensor: Tensor, values: NDArray[np.generic]) -> bytes:
        root = root_table(model, IDENTIFIER)
        buffer = root.tables(4, "buffer")[_tensor(model, tensor).integer(2, "<I")]
        return _patched(model, buffer, 0, np.frombuffer(values.tobytes(), "u1"))


def _index(operator: Operator | None, position: int) -> int:
    found = operator.inputs[position] if operator is not None else None
    return -1 if found is None else found.index


def _subgraph(model: bytes) -> Table:
    return root_table(model, IDENTIFIER).tables(2, "subgraph")[0]


def _tensor(model: bytes, tensor: Tensor) -> Table:
    return _subgraph(model).tables(0, "tensor")[tensor.index]


def _quantisation(model: bytes, tensor: Tensor) -> Table:
    found = _tensor(model, tensor).table(4, "quantisation")
    assert found is not None
    return found


def _with_scales(model: bytes, tensor: Tensor, scales: NDArray[np.float32]) -> bytes:
    return _patched(model, _quantisation(model, tensor), 2, scales.astype("<f4"))


def _patched(model: bytes, table: Table, field: int, values: NDArray[np.generic]) -> bytes:
    """``model`` with ``values`` in place of the vector in ``field`` of ``table``, which has as many items."""
    place, count = table.place(field, values.itemsize, "the last layer")
    if count != values.size:
        raise EngineError(
            "The last layer stores every value that is replaced",
            found=f"{count} values, not {values.size}, in {table.what}",
            remedy="export the bundle again",
        )
    return model[:place] + values.tobytes() + model[place + values.nbytes :]
