"""Offline: the same classifier over a whole session at once, for comparison with the live one."""

from __future__ import annotations

from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.decisions import Recognition
from kd_edge.play.session import Session


def replay(classifier: LiveClassifier, session: Session) -> list[Recognition]:
    """Signs that ``classifier``, reset first, recognises in ``session``, each stream fed whole."""
    classifier.reset()
    return [
        recognition
        for stream in session.signal.streams
        for recognition in classifier.push(stream.name, session.samples[stream.name], session.start_ns[stream.name])
    ]
