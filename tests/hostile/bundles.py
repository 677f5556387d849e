"""Bundles with hostile parts and correct hashes, and the commands that read them."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
import numpy as np

from kd_edge import contract
from kd_edge.bench.goldens import endless_session
from kd_edge.bench.on_host.hops import bench_host
from kd_edge.bundle import GOLDEN, INT8_MODEL, MANIFEST, Manifest, Quantisation, open_bundle
from kd_edge.codegen.model import read_model
from kd_edge.engines import open_engine
from kd_edge.errors import KdEdgeError
from kd_edge.files import sha256
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.render import generated_files
from kd_edge.verify import verify_bundle

REFERENCE: Final = Path(__file__).parents[2] / "export" / "reference"


@dataclass(frozen=True)
class Parts:
    """A sound bundle's files by name, few goldens among them."""

    files: Mapping[str, bytes]
    manifest: Manifest

    @classmethod
    def of(cls, folder: Path, goldens: int) -> Parts:
        """The sound bundle in ``folder`` with its first ``goldens``; two are soon verified, six make a benchmark."""
        bundle = open_bundle(folder)
        arrays = {name: array[:goldens] for name, array in bundle.golden.to_arrays().items()}
        for name, counts in bundle.golden.counts.items():
            arrays[f"raw.{name}"] = bundle.golden.raw[name][: counts[:goldens].sum()]
        written = io.BytesIO()
        np.savez(written, **arrays)  # type: ignore[arg-type]
        files = {name: bundle.read(name) for name in bundle.manifest.files} | {GOLDEN: written.getvalue()}
        return cls(files, bundle.manifest)


def write(folder: Path, files: Mapping[str, bytes], manifest: Manifest | bytes) -> None:
    """A bundle of ``files``; a Manifest gets their hashes, bytes are taken as they are."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    if isinstance(manifest, Manifest):
        hashes = {name: sha256(data) for name, data in files.items()}
        manifest = contract.encode(msgspec.structs.replace(manifest, files=hashes))
    (folder / MANIFEST).write_bytes(manifest)


def forged(parts: Parts, model: bytes) -> tuple[Mapping[str, bytes], Manifest]:
    """A bundle around ``model`` in which everything fits it that can be made to fit: quantisation, operators, C."""
    files, manifest = {**parts.files, INT8_MODEL: model}, parts.manifest
    try:
        graph = read_model(model)
        ends = [Quantisation(tensor.scales[0], tensor.zero_points[0]) for tensor in (graph.input, graph.output)]
        manifest = msgspec.structs.replace(
            manifest,
            operators=tuple(sorted({operator.kind for operator in graph.operators})),
            input_quantisation=ends[0],
            output_quantisation=ends[1],
        )
        manifest = contract.decode(contract.encode(manifest), Manifest, source="forged")  # within its bounds
        files |= {name: text.encode() for name, text in generated_files(manifest, model).items()}
    except (KdEdgeError, LookupError):
        pass  # as far as it goes
    return files, manifest


def read_flatbuffer(parts: Parts, model: bytes, engine: str, *, whole: bool = False) -> str:
    """:func:`read_bundle` of a bundle forged around ``model``: C is generated from it for windows and for streams."""
    return read_bundle(*forged(parts, model), engine, whole=whole)


def read_bundle(files: Mapping[str, bytes], manifest: Manifest | bytes, engine: str, *, whole: bool = False) -> str:
    """What ``verify``, ``stream`` and ``bench --engine`` do with a bundle; returns how far it got.

    Args:
        files: of the bundle.
        manifest: with or without their hashes.
        engine: what runs the network for the latter two.
        whole: compile the C engine, too, and measure a whole benchmark; else the signs of one recording do.
    """
    os.environ["CC"] = "cc" if whole else "no-compiler"
    with TemporaryDirectory(prefix="kd-edge-hostile-") as name:
        folder = Path(name)
        os.environ["KD_EDGE_CACHE"] = str(folder / ".cache")
        write(folder, files, manifest)
        try:
            verdict = verify_bundle(folder)
        except KdEdgeError:
            return "not opened"
        proven = "verified" if all(check.name == "listed-files" for check in verdict.failures) else "not verified"
        try:
            bundle = open_bundle(folder)
            runner = open_engine(bundle.read(INT8_MODEL), engine)
            if whole:
                bench_host(bundle, runner, endless_session(bundle))
            else:
                replay(LiveClassifier(bundle, runner), endless_session(bundle, 1))
        except KdEdgeError:
            return f"{proven}, not run"
        return f"{proven}, run"


def manifest_text(parts: Parts) -> bytes:
    """The manifest of the sound bundle, as JSON with the right hashes."""
    hashes = {name: sha256(data) for name, data in parts.files.items()}
    return json.dumps(json.loads(contract.encode(msgspec.structs.replace(parts.manifest, files=hashes)))).encode()
