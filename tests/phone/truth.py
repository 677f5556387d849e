"""What Python recognises in a session, and the same of a page, to be compared."""

from __future__ import annotations

from typing import Any

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.engines import open_engine
from kd_edge.live.classifier import LiveClassifier
from kd_edge.play.session import Session, packets
from kd_edge.recordings.recording import REST

HOPS = """() => kdEdge.events.filter(({ event }) => event === "hop")
  .map(({ raw, vote, time_s }) => [Array.from(raw), vote, time_s])"""
SIGNS = """() => kdEdge.events.filter(({ event }) => event === "sign").map(({ label, time_s }) => [label, time_s])"""


def expected(bundle: Bundle, session: Session) -> tuple[list[list[Any]], list[list[Any]]]:
    """Scores, vote and time of every window, and the signs, from Python's live path over TensorFlow Lite Micro."""
    classifier = LiveClassifier(bundle, open_engine(bundle.read(INT8_MODEL), "tflm"))
    names = [stream.name for stream in bundle.manifest.signal.streams]
    hops: list[list[Any]] = []
    signs = []
    for _, number, samples, start_ns in packets(session):
        signs += [[sign.name, sign.time_ns / 1e9] for sign in classifier.push(names[number], samples, start_ns)]
        decisions = classifier.decisions
        if decisions.windows > len(hops):
            assert decisions.windows == len(hops) + 1
            assert decisions.scores is not None
            assert decisions.time_ns is not None
            vote = None if decisions.vote == REST else decisions.vote
            hops.append([decisions.scores.tolist(), vote, decisions.time_ns / 1e9])
    return hops, signs
