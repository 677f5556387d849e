"""What benchmarks of the C engine run: any int8 flatbuffer as generated C, with inputs for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen import ModelCost, StreamCost, StreamOptions, generate, write_model
from kd_edge.deploy.emulators.batch import model_component, push_rows, stream_component
from kd_edge.deploy.images.build import Component
from kd_edge.engines import open_engine
from kd_edge.errors import EngineError, MissingExtraError

# How many of a model's own vectors, or of random ones, to use: counts hardly depend on the data.
_INPUTS: Final = 8

# Hops of a model that takes one frame at a time.
_HOPS: Final = 8


@dataclass(frozen=True, eq=False)
class EngineSubject:
    """A generated model and its properties.

    Attributes:
        name: to be printed.
        component: its sources.
        macs: multiplications for one result, by the number of their operator in the flatbuffer.
        weights: names of the constants that hold the weights.
        arena_bytes: RAM for the model's state and intermediate results.
        output_bytes: bytes of one output.
        inputs: int8 ``(n, ...)``.
        outputs: expected outputs, int8 ``(n, output_bytes)``; None if they are not known.
        stream: of a model whose inputs are frames, how many of them make a result.
    """

    name: str
    component: Component
    macs: Mapping[int, int]
    weights: frozenset[str]
    arena_bytes: int
    output_bytes: int
    inputs: NDArray[np.int8]
    outputs: NDArray[np.int8] | None = None
    stream: StreamCost | None = None

    @property
    def total_macs(self) -> int:
        """Multiplications for one result."""
        return sum(self.macs.values())

    @property
    def skipped_inputs(self) -> int:
        """Inputs before the first one that is measured."""
        return 0 if self.stream is None else self.stream.first_frames

    @property
    def inputs_per_result(self) -> int:
        """Inputs that make one more result."""
        return 1 if self.stream is None else self.stream.hop_frames


def make_subject(model: Path, folder: Path, streaming: StreamOptions | None = None) -> EngineSubject:
    """Generate C for the flatbuffer ``model`` into ``folder``; see :func:`find_vectors` for its inputs.

    With ``streaming`` the C takes one frame at a time, from as many windows as it needs.

    Raises:
        CodegenError: the model is malformed, has an operator that the generator lacks, or cannot
            take one frame at a time.
    """
    data = model.read_bytes()
    generated = generate(data, streaming)
    write_model(generated, folder)
    report = generated.cost
    inputs, outputs = find_vectors(model, report)
    component, output_bytes = model_component(folder), int(np.prod(report.output_shape))
    if report.stream is not None:
        frames = report.stream.first_frames + _HOPS * report.stream.hop_frames
        inputs, outputs = push_rows(np.resize(inputs, (1, frames, report.stream.frame_values))), None
        component, output_bytes = stream_component(folder), 1 + output_bytes
    return EngineSubject(
        name=model.stem,
        component=component,
        macs=report.macs_by_operator,
        weights=frozenset(report.weight_names),
        arena_bytes=report.state_bytes,
        output_bytes=output_bytes,
        inputs=inputs,
        outputs=outputs,
        stream=report.stream,
    )


def find_vectors(model: Path, report: ModelCost) -> tuple[NDArray[np.int8], NDArray[np.int8] | None]:
    """Inputs for ``model``, and outputs that it must give.

    They are the arrays ``x`` and ``y`` of an .npz file beside the model, with its name.  Without one
    the inputs are a fixed random sequence, and the outputs are TFLite Micro's; None if it is not installed or
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
