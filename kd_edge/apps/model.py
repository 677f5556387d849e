"""A TFLite file with a signature, metadata and associated files, of one that has none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.apps.metadata import NAME
from kd_edge.errors import MissingExtraError
from kd_edge.render.carray import ALIGNMENT

SIGNATURE: Final = "serving_default"
"""The name by which apps call the model; its input is ``window`` and its output ``scores``."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def with_signature(model: bytes, metadata: bytes, files: Mapping[str, bytes]) -> bytes:
    """``model`` with a signature and ``metadata``, and behind it ``files`` as a zip archive.

    Interpreters read a flatbuffer from its beginning, unzip reads an archive from its end: one file is both, as the
    convention for metadata wants it.

    Args:
        model: a TFLite file with one subgraph of one input and one output.
        metadata: about it.
        files: names and contents of the associated files.

    Raises:
        MissingExtraError: LiteRT, whose schema this needs, is not installed.
    """
    try:
        from ai_edge_litert import schema_py_generated as schema
    except ImportError as error:
        raise MissingExtraError("ai_edge_litert", "edge") from error
    tree = schema.ModelT.InitFromPackedBuf(model, 0)
    (graph,) = tree.subgraphs
    signature = schema.SignatureDefT()
    signature.signatureKey = SIGNATURE
    signature.subgraphIndex = 0
    signature.inputs = [_place(schema, "window", graph.inputs)]
    signature.outputs = [_place(schema, "scores", graph.outputs)]
    tree.signatureDefs = [signature]
    entry, buffer = schema.MetadataT(), schema.BufferT()
    entry.name, entry.buffer = NAME, len(tree.buffers)
    buffer.data = np.frombuffer(metadata, np.uint8)
    tree.metadata = [*(tree.metadata or []), entry]
    tree.buffers.append(buffer)
    builder = _aligned_builder(len(model) + len(metadata) + 4096)
    builder.Finish(tree.Pack(builder), file_identifier=b"TFL3")
    return _packed(bytes(builder.Output()), files)


def _aligned_builder(size: int) -> Any:
    """A builder that aligns byte vectors, as the schema asks for; the classes that Python has for it do not."""
    import flatbuffers

    class Aligned(flatbuffers.Builder):
        def CreateNumpyVector(self, x: NDArray[Any]) -> int:  # noqa: N802 - the name that is overridden
            if x.dtype == np.uint8:
                self.Prep(ALIGNMENT, x.nbytes)
            return int(super().CreateNumpyVector(x))

    return Aligned(size)


def _place(schema: Any, name: str, indices: Any) -> Any:
    (index,) = indices
    place = schema.TensorMapT()
    place.name, place.tensorIndex = name, int(index)
    return place


def _packed(model: bytes, files: Mapping[str, bytes]) -> bytes:
    """``model`` and behind it an archive without compression and without today's date."""
    whole = io.BytesIO(model)
    with zipfile.ZipFile(whole, "a") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return whole.getvalue()
