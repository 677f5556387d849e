"""What a page must know of its bundle: ``bundle.json``."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kd_edge.bench.reports.describe import measure_artefacts
from kd_edge.bench.reports.schema import SCHEMA_VERSION
from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.codegen import LiveNetwork
from kd_edge.contract import NS_PER_S
from kd_edge.engines import Engine, open_engine
from kd_edge.errors import MissingCompilerError, MissingExtraError
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.play.golden_session import PlayedGoldens
from kd_edge.provenance import git_revision
from kd_edge.source import StreamInfo
from kd_edge.views.web.messages import hello


def about(bundle: Bundle, network: LiveNetwork, played: PlayedGoldens) -> dict[str, Any]:
    """What the views of a session are told, and with it how samples lie on the wire, goldens, and a report's head.

    Args:
        bundle: what recognises.
        network: what the module computes at every hop.
        played: the golden recordings that travel with the page.
    """
    manifest = bundle.manifest
    said = hello(bundle)
    for stream, spec in zip(said["streams"], manifest.signal.streams, strict=True):
        info = StreamInfo.from_spec(spec)
        stream["sample_type"] = info.sample_type
        stream["period_ns"] = info.period_ns
        stream["scale"] = [channel.scale for channel in info.channels]
    output = manifest.output_quantisation
    return {
        **said,
        "synthetic": manifest.provenance.synthetic,
        "output": {"scale": output.scale, "zero_point": output.zero_point},
        "golden": [_piece(bundle, played, place) for place in range(len(played.indices))],
        "stream": _stream(bundle, played),
        "report": {
            "schema_version": SCHEMA_VERSION,
            "kind": "device",
            "target": "browser",
            "runtime": f"c-wasm-{network.inference}",
            "bundle": manifest.name,
            "bundle_sha256": bundle.digest.hex(),
            "hop_s": manifest.signal.window_increment * manifest.signal.frame_period_ns / NS_PER_S,
            "artefacts": measure_artefacts(bundle),
            "parameters": manifest.model.parameters,
            "macs": manifest.model.macs,
            "environment": {
                "machine": "unknown",
                "cpu": "unknown",
                "cores": 1,
                "system": "unknown",
                "python": "none",
                "packages": {},
                "git_revision": git_revision(),
            },
        },
    }


class _Kept:
    """An engine that keeps what it computed."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self.scores: list[list[int]] = []
        self._engine = engine

    def infer(self, inputs: NDArray[np.int8]) -> NDArray[np.int8]:
        scores = self._engine.infer(inputs)
        self.scores += scores.tolist()
        return scores


def _stream(bundle: Bundle, played: PlayedGoldens) -> dict[str, Any] | None:
    """The recordings as one stream, by this host's live path: scores of every hop, and signs with their times.

    None where nothing is installed that computes exactly.
    """
    engine = _exact_engine(bundle)
    if engine is None:
        return None
    kept = _Kept(engine)
    signs = replay(LiveClassifier(bundle, kept), played.session)
    return {"scores": kept.scores, "signs": [[sign.label, sign.time_ns] for sign in signs]}


def _exact_engine(bundle: Bundle) -> Engine | None:
    """TFLite Micro, of which the page has no line; else the generated C; None where neither is installed."""
    for kind in ("tflm", "c"):
        with suppress(MissingCompilerError, MissingExtraError):
            return open_engine(bundle.read(INT8_MODEL), kind)
    return None


def _piece(bundle: Bundle, played: PlayedGoldens, place: int) -> dict[str, Any]:
    """One golden recording: where its samples are, by stream, its own clock, and the scores of its last window."""
    golden, index = bundle.golden, played.indices[place]
    names = [stream.name for stream in bundle.manifest.signal.streams]
    starts_ns = [int(golden.start_ns[name][index]) for name in names]
    earliest_ns = min(0, *starts_ns)  # a clock begins at 0, and only differences matter
    return {
        "first": [played.first[name][place] for name in names],
        "count": [int(golden.counts[name][index]) for name in names],
        "start_ns": [start_ns - earliest_ns for start_ns in starts_ns],
        "label": int(golden.labels[index]),
        "scores": golden.logits[index].tolist(),
    }
