"""Which text files a bundle has, what writes each, and whether a bundle's are the ones that would be written."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from kd_edge.bundle import INT8_MODEL, Bundle, Manifest
from kd_edge.codegen import generate
from kd_edge.decision.gates import Gates
from kd_edge.errors import BundleError
from kd_edge.files import write_texts
from kd_edge.render import carray
from kd_edge.render.signal_config import signal_config


@dataclass(frozen=True, eq=False)
class Origin:
    """What the text files are made from; the manifest's own list of files does not matter."""

    manifest: Manifest
    int8_model: bytes

    @cached_property
    def network(self) -> dict[str, str]:
        """The network as plain C99; raises CodegenError if the engine does not take it."""
        return generate(self.int8_model).files


def _signal_config(origin: Origin) -> str:
    manifest = origin.manifest
    quantisations = (manifest.input_quantisation, manifest.output_quantisation)
    gates = Gates.of(manifest.decision, manifest.output_quantisation, manifest.model.labels)
    return signal_config(manifest.signal, quantisations, gates, manifest.model.labels)


RENDERERS: Final[Mapping[str, Callable[[Origin], str]]] = {
    "model_data.h": lambda origin: carray.render_header(
        origin.manifest.name, origin.int8_model, origin.manifest.tflm_arena_bytes
    ),
    "model_data.cc": lambda origin: carray.render_source(origin.manifest.name, origin.int8_model),
    "model_ops.h": lambda origin: carray.render_ops(origin.manifest.operators),
    "kd_model.h": lambda origin: origin.network["kd_model.h"],
    "kd_model.c": lambda origin: origin.network["kd_model.c"],
    "kd_signal_config.h": _signal_config,
}
"""Every text file of a bundle and what writes it; a new one is one more line."""


def generated_files(manifest: Manifest, int8_model: bytes) -> dict[str, str]:
    """Every text file by name; equal arguments give equal texts.

    Raises:
        CodegenError: the C engine does not take the network.
    """
    origin = Origin(manifest, int8_model)
    return {name: render(origin) for name, render in RENDERERS.items()}


def generated_file(origin: Origin, bundle: Bundle, name: str) -> str:
    """The text of file ``name``, which the bundle's own must equal byte for byte.

    Raises:
        BundleError: the bundle lacks the file, or holds another text.
        CodegenError: the C engine does not take the network.
    """
    text = RENDERERS[name](origin)
    if bundle.read(name) != text.encode():
        raise BundleError(
            f"{name} is what this kd-edge generates from {INT8_MODEL} and the manifest",
            found="another text: edited, or written by another version",
            remedy=f"write it again with `python -m kd_edge.render {shlex.quote(str(bundle.folder))}`, which keeps the "
            "network, then `kd-edge verify` it; or export the bundle again",
        )
    return text


def write_sources(bundle: Bundle, folder: Path, names: Iterable[str] = tuple(RENDERERS)) -> Path:
    """Write generated files into ``folder`` for a compiler, once they are shown to be the bundle's own.

    Args:
        bundle: whose files.
        folder: where they go; nothing else of the bundle does.
        names: which of them.

    Returns:
        ``folder``.

    Raises:
        BundleError, CodegenError: as for :func:`generated_file`.
    """
    origin = Origin(bundle.manifest, bundle.read(INT8_MODEL))
    write_texts(folder, {name: generated_file(origin, bundle, name) for name in names})
    return folder
