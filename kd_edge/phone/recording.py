"""A session as the bytes that a board sends: what a page plays, whatever it would have come over."""

from __future__ import annotations

from collections.abc import Iterator

from kd_edge.link.codec import DELIMITER
from kd_edge.link.description import describe
from kd_edge.link.messages import Data, End, encode_message
from kd_edge.play.session import Session, packets
from kd_edge.source import StreamInfo


def wire_bytes(session: Session) -> bytes:
    """``session`` on the wire: descriptions, then marks and samples in the order of their times, and the end."""
    return b"".join(_frames(session))


def _frames(session: Session) -> Iterator[bytes]:
    infos = [StreamInfo.from_spec(stream) for stream in session.signal.streams]
    sequences = [0] * len(infos)
    marks = list(session.marks)
    yield DELIMITER
    for number, info in enumerate(infos):
        yield from map(encode_message, describe(number, info))
    for _, number, samples, time_ns in packets(session):
        while marks and marks[0].time_ns <= time_ns:
            yield encode_message(marks.pop(0))
        values = samples.astype(infos[number].dtype).tobytes()
        yield encode_message(Data(number, len(samples), sequences[number], 0, time_ns, values))
        sequences[number] += 1
    yield from map(encode_message, (*marks, End()))
