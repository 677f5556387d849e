"""Manifest and network must agree: every figure that both contain is compared when a bundle is opened.

Both may be well-formed and still differ.  Labels that the network does not score, or a wrong scale, would otherwise
cause wrong signs or an index out of range later.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kd_edge.bundle.manifest import INT8_MODEL, Manifest, Quantisation
from kd_edge.codegen.graph import Graph, Tensor
from kd_edge.codegen.model import read_model
from kd_edge.errors import BundleError, CodegenError


def check_agreement(manifest: Manifest, model: bytes) -> None:
    """Check the specs of ``manifest`` against each other and against the int8 flatbuffer ``model``.

    Raises:
        BundleError: ``model`` cannot be read, or the first figure in which they differ.
    """
    try:
        graph = read_model(model)
    except CodegenError as error:
        raise BundleError(f"{INT8_MODEL}: {error.rule}", found=error.found, remedy="export the bundle again") from error
    for what, said, found in _pairs(manifest, graph):
        if said != found:
            raise BundleError(
                f"The manifest and {INT8_MODEL} agree on {what}",
                found=f"{said} in the manifest, {found} in the network",
                remedy="export the bundle again",
            )


def _pairs(manifest: Manifest, graph: Graph) -> Iterator[tuple[str, object, object]]:
    """Every figure by name: what the manifest says, what the network says."""
    spec, model = manifest.signal, manifest.model
    window = (1, spec.window_size, spec.feature_count)
    yield "the type of input and output", ("int8", "int8"), (_type(graph.input), _type(graph.output))
    yield "the window", window, graph.input.shape
    yield "the window of the ModelSpec", (1, model.window_size, model.feature_count), graph.input.shape
    yield "the number of labels", (1, len(model.labels)), graph.output.shape
    yield "the input's quantisation", manifest.input_quantisation, _quantisation(graph.input)
    yield "the output's quantisation", manifest.output_quantisation, _quantisation(graph.output)
    yield "the operators", sorted(manifest.operators), sorted({operator.kind for operator in graph.operators})


def _type(tensor: Tensor) -> str:
    return np.dtype(tensor.dtype).name


def _quantisation(tensor: Tensor) -> Quantisation | None:
    """How the int8 values of ``tensor`` stand for real ones; None unless there is one scale for all of them."""
    if len(tensor.scales) != 1 or len(tensor.zero_points) != 1:
        return None
    return Quantisation(scale=tensor.scales[0], zero_point=tensor.zero_points[0])
