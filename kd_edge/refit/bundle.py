"""A bundle for another wearer: the same network behind another map, with goldens that prove the new one."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from kd_edge.bundle import GOLDEN, INT8_MODEL, Bundle, Golden, open_bundle
from kd_edge.contract import WearerProfile
from kd_edge.engines import Engine, open_engine
from kd_edge.errors import EngineError, MissingExtraError
from kd_edge.live.worn import worn_signal
from kd_edge.render.refresh import rewrite_bundle
from kd_edge.verify.subject import Subject

_EXACT: Final = ("tflm", "c")
"""Engines with the bits of the goldens."""


def refit_bundle(folder: Path, profile: WearerProfile) -> Path:
    """Replace the bundle in ``folder`` by one for somebody who wears the sensors like ``profile``.

    The network, its figures and its provenance stay.  Goldens that begin as raw samples are computed again, for
    they prove the signal path, which has changed; the others stay as the export made them.

    Returns:
        ``folder``, replaced as a whole.

    Raises:
        BundleError: it is no valid bundle.
        SignalError: its network was trained with the sensors as recorded.
        ContractError: the profile is of other sensors.
        EngineError, MissingExtraError: no engine is installed that computes the goldens.
    """
    bundle = open_bundle(folder)
    manifest = msgspec.structs.replace(bundle.manifest, signal=worn_signal(bundle, profile))
    worn = dataclasses.replace(bundle, manifest=manifest)
    return rewrite_bundle(bundle, manifest, {GOLDEN: packed_golden(_computed_again(worn))})


def _computed_again(bundle: Bundle) -> Golden:
    """The goldens of ``bundle`` for what its manifest says now."""
    old, subject = bundle.golden, Subject(bundle)
    count = old.recordings
    scores = subject.float_engine.infer(subject.frames)
    logits = exact_engine(bundle.read(INT8_MODEL)).infer(subject.inputs[:count])
    return dataclasses.replace(
        old,
        windows=subject.frames,
        inputs=subject.inputs,
        logits=np.concatenate([logits, old.logits[count:]]),
        keras=np.concatenate([scores, old.keras[count:]]),
    )


def exact_engine(model: bytes) -> Engine:
    """An engine for ``model`` that has TFLite Micro's bits; EngineError where none is installed."""
    refusals = []
    for kind in _EXACT:
        try:
            return open_engine(model, kind)
        except (EngineError, MissingExtraError) as error:
            refusals.append(f"{kind}: {error.found}")
    raise EngineError(
        "Goldens are computed by TFLite Micro, or by the generated C, which has its bits",
        found="; ".join(refusals),
        remedy="pip install 'kd-edge[oracle]', or install a C compiler",
    )


def packed_golden(golden: Golden) -> bytes:
    """``golden`` as the bytes of ``golden.npz``."""
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **golden.to_arrays())
    return written.getvalue()
