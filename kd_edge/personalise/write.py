"""A bundle with what a person was given: both networks, signal path, goldens and figures, written together."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.bundle import FLOAT_MODEL, GOLDEN, INT8_MODEL, Bundle, Golden, open_bundle
from kd_edge.engines import open_engine, quantise
from kd_edge.engines.isolated import isolated_litert_float
from kd_edge.errors import BundleError, VerificationError
from kd_edge.export.goldens import draw_goldens, make_golden
from kd_edge.files import check_name
from kd_edge.learn.head import HeadFile
from kd_edge.personalise.takes import Takes
from kd_edge.personalise.teach import Network, Taught, ends_of
from kd_edge.refit.bundle import exact_engine, packed_golden
from kd_edge.render.refresh import rewrite_bundle
from kd_edge.signal.windows import Windows
from kd_edge.verify import verify_bundle

GOLDENS: Final = 256
"""How many of a person's windows become goldens, at most."""

_AGREEMENT: Final = "argmax-agreement"
_OF_EVERYBODY: Final = ("accuracy", "agreement", "test_windows")
"""What the names of figures contain that were measured with the network as it was exported."""


def write_personal(bundle: Bundle, taught: Taught, takes: Takes, out: Path, figures: Mapping[str, float]) -> Bundle:
    """Write ``bundle`` as ``taught`` to the folder ``out``, as a whole, and verify it.

    Its goldens are the person's own takes, so that `kd-edge verify` proves it on those whom it is for.  How often int8
    and float32 agree is left to the reader: of a few dozen windows a single one may be more than the limit.

    Args:
        bundle: of everybody; its folder stays as it is unless it is ``out``.
        taught: the person's profile and last layer.
        takes: the person's.
        out: the new folder; its last part is the bundle's name.
        figures: go into the manifest, in place of those of everybody's network.

    Raises:
        EngineError: its network does not end in a dense layer, or no engine computes its goldens.
        VerificationError: the new bundle does not do what its goldens say; ``out`` is written then, for a look.
    """
    check_name(out.name, "The name of a bundle", BundleError)
    files = dict(bundle.contents) | {INT8_MODEL: _int8_file(bundle, taught)}
    if taught.head is not None:
        files[FLOAT_MODEL] = HeadFile.of(bundle.read(FLOAT_MODEL)).written_float(taught.head)
    if taught.files is not None:
        files[FLOAT_MODEL] = taught.files.float32
    manifest = bundle.manifest
    ends = ends_of(files[INT8_MODEL])
    kept = {name: value for name, value in manifest.metrics.items() if not any(part in name for part in _OF_EVERYBODY)}
    signal = manifest.signal if taught.profile is None else manifest.signal.worn(taught.profile)
    manifest = replace(
        manifest,
        name=out.name,
        signal=signal,
        input_quantisation=ends[0],
        output_quantisation=ends[1],
        metrics=kept | dict(figures),
        provenance=replace(manifest.provenance, personalised=taught.way),
    )
    made = dataclasses.replace(bundle, folder=out, manifest=manifest, contents=files)
    rewrite_bundle(made, manifest, {GOLDEN: packed_golden(_golden(made, takes))})
    verdict = verify_bundle(out)
    failed = [check.name for check in verdict.checks if check.status == "failed" and check.name != _AGREEMENT]
    if failed:
        raise VerificationError(
            "A personalised bundle does what its goldens say",
            found=f"{', '.join(failed)} failed",
            remedy="run `kd-edge verify`, and report it",
        )
    return open_bundle(out)


def _golden(bundle: Bundle, takes: Takes) -> Golden:
    signal = bundle.manifest.signal
    windows = Windows(takes.frames, takes.labels, np.full(len(takes), ""), takes.recordings)
    raws, frames, labels = draw_goldens(takes.dataset, signal, windows, GOLDENS, seed=0)
    scores = isolated_litert_float(bundle.read(FLOAT_MODEL)).infer(frames)
    quantisation = bundle.manifest.input_quantisation
    return make_golden(raws, frames, labels, scores, quantisation, exact_engine(bundle.read(INT8_MODEL)))


def int8_of(network: Network, taught: Taught, frames: NDArray[np.float32]) -> NDArray[np.int8]:
    """Scores, int8 ``(n, classes)``, that a bundle with ``taught`` gives ``frames`` as recorded; nothing is written."""
    int8 = _int8_file(network.bundle, taught)
    return open_engine(int8, network.engine).infer(
        quantise(network.normalised(frames, taught.profile), ends_of(int8)[0])
    )


def _int8_file(bundle: Bundle, taught: Taught) -> bytes:
    int8 = bundle.read(INT8_MODEL)
    if taught.files is not None:
        return taught.files.int8
    if taught.head is None or taught.logits is None:
        return int8
    return HeadFile.of(int8).written_int8(taught.head, taught.logits)
