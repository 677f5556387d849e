"""What benchmarks of the C engine run: an int8 flatbuffer of anyone's, as generated C, with inputs for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.engines import open_engine
from kd_edge.errors import EngineError, MissingExtraError
from kd_edge.export.codegen import Report, generate, write_model

# Vectors to take of a model's own, or to make up: counts hardly depend on the data.
_INPUTS: Final = 8


@dataclass(frozen=True, eq=False)
class EngineSubject:
    """A generated model and what is known of it.

    Attributes:
        name: for people.
        folder: holds ``kd_model.c`` and ``kd_model.h``.
        macs: multiplications by the number of their operator in the flatbuffer.
        weights: names of the constants that hold the weights.
        arena_bytes: RAM that the model works in.
        output_bytes: bytes of one output.
        inputs: int8 ``(n, ...)``.
        outputs: int8 ``(n, output_bytes)`` that must come out, if that is known.
    """

    name: str
    folder: Path
    macs: Mapping[int, int]
    weights: frozenset[str]
    arena_bytes: int
    output_bytes: int
    inputs: NDArray[np.int8]
    outputs: NDArray[np.int8] | None = None

    @property
    def total_macs(self) -> int:
        """Multiplications of one inference."""
        return sum(self.macs.values())


def make_subject(model: Path, folder: Path) -> EngineSubject:
    """Generate C for the flatbuffer ``model`` into ``folder``; see :func:`find_vectors` for its inputs.

    Raises:
        CodegenError: the model is malformed, or has an operator that the generator lacks.
    """
    data = model.read_bytes()
    generated = generate(data)
    write_model(generated, folder)
    report = generated.report
    inputs, outputs = find_vectors(model, report)
    return EngineSubject(
        name=model.stem,
        folder=folder,
        macs={operator.index: operator.macs for operator in report.operators},
        weights=frozenset(report.weight_names),
        arena_bytes=report.arena_bytes,
        output_bytes=int(np.prod(report.output_shape)),
        inputs=inputs,
        outputs=outputs,
    )


def find_vectors(model: Path, report: Report) -> tuple[NDArray[np.int8], NDArray[np.int8] | None]:
    """Inputs for ``model``, and outputs that it must give.

    They are the arrays ``x`` and ``y`` of an .npz file beside the model, with its name.  Without one
    they are a fixed random sequence, and what TFLite Micro makes of it; None if it is not installed or
    refuses the model.
    """
    vectors = model.with_suffix(".npz")
    if vectors.is_file():
        with np.load(vectors) as arrays:
            return arrays["x"][:_INPUTS], arrays["y"][:_INPUTS]
    inputs = np.random.default_rng(0).integers(-128, 128, (_INPUTS, *report.input_shape[1:])).astype(np.int8)
    try:
        return inputs, open_engine(model.read_bytes(), "tflm").infer(inputs)
    except (MissingExtraError, EngineError):
        return inputs, None
