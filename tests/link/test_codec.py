import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.errors import StreamError
from kd_edge.link.codec import MAX_ENCODED, Frame, FrameDecoder, encode_frame
from kd_edge.link.protocol import MAX_BODY

bodies = st.binary(max_size=MAX_BODY) | st.integers(0, MAX_BODY).map(bytes)
types = st.integers(0, 255)


def test_frames_match_the_shared_vectors(protocol_vectors):
    for vector in protocol_vectors["frames"]:
        wire, body = bytes.fromhex(vector["wire"]), bytes.fromhex(vector["body"])
        assert encode_frame(vector["type"], body) == wire, vector["name"]
        assert FrameDecoder().feed(wire) == [Frame(vector["type"], body)], vector["name"]


def test_bad_frames_are_counted_by_reason_and_the_next_frame_is_read(protocol_vectors):
    for vector in protocol_vectors["bad"]:
        decoder = FrameDecoder()
        assert decoder.feed(bytes.fromhex(vector["wire"])) == [], vector["name"]
        counted = {reason: getattr(decoder.counters, reason) for reason in ("damaged", "oversized", "unknown_version")}
        assert counted == {reason: int(reason == vector["outcome"]) for reason in counted}, vector["name"]
        assert decoder.feed(encode_frame(2, b"next")) == [Frame(2, b"next")]


@given(st.lists(st.tuples(types, bodies), max_size=8), st.lists(st.integers(1, 300), min_size=1))
def test_every_payload_survives_any_chunking(frames, sizes):
    wire = b"".join(encode_frame(kind, body) for kind, body in frames)
    decoder, decoded, at = FrameDecoder(), [], 0
    while at < len(wire):
        size = sizes[at % len(sizes)]
        decoded += decoder.feed(wire[at : at + size])
        at += size
    assert decoded == [Frame(kind, body) for kind, body in frames]
    assert decoder.counters.frames == len(frames)
    assert decoder.counters.damaged == decoder.counters.oversized == 0


@given(types, bodies)
def test_encoded_frames_have_no_inner_zero_and_bounded_length(kind, body):
    wire = encode_frame(kind, body)
    assert wire.index(0) == len(wire) - 1
    assert len(wire) == len(body) + 8 <= MAX_ENCODED + 1


@given(st.binary(max_size=2000), st.integers(1, 97))
def test_noise_never_raises_and_the_frame_after_a_delimiter_is_read(noise, size):
    decoder = FrameDecoder()
    for at in range(0, len(noise), size):
        decoder.feed(noise[at : at + size])
    assert decoder.feed(b"\0" + encode_frame(7, b"after"))[-1] == Frame(7, b"after")


@pytest.mark.parametrize("size", [1, 3, 246, 247, 248, 249, 5000])
def test_an_oversized_run_counts_once_whatever_the_chunks(size):
    decoder = FrameDecoder()
    run = b"\x55" * 5000
    for at in range(0, len(run), size):
        assert decoder.feed(run[at : at + size]) == []
    assert decoder.feed(b"\0" + encode_frame(1, b"x")) == [Frame(1, b"x")]
    assert decoder.counters.oversized == 1
    assert decoder.counters.damaged == 0


def test_a_body_that_is_too_long_is_refused():
    with pytest.raises(StreamError, match="at most 240 bytes"):
        encode_frame(1, bytes(MAX_BODY + 1))


def test_reset_forgets_the_half_frame():
    decoder = FrameDecoder()
    wire = encode_frame(5, b"abc")
    decoder.feed(wire[:4])
    decoder.reset()
    assert decoder.feed(wire) == [Frame(5, b"abc")]


def damaged(wire: np.ndarray, rng: np.random.Generator) -> tuple[bytes, int]:
    """``wire`` with one byte in eight changed, and stretches lost and doubled; how many bytes changed."""
    changed = rng.random(len(wire)) < 1 / 8
    noise = rng.integers(1, 256, len(wire), dtype=np.uint8)
    result = np.where(changed, wire ^ noise, wire)
    cuts = np.sort(rng.integers(0, len(wire), 200))
    pieces = np.split(result, cuts)
    del pieces[7::50]
    pieces[11::50] = [np.concatenate((piece, piece)) for piece in pieces[11::50]]
    return np.concatenate(pieces).tobytes(), int(changed.sum())


def test_ten_million_damaged_bytes_yield_no_wrong_frame():
    rng, draw = np.random.default_rng(7), random.Random(7)
    sent = [Frame(index % 256, draw.randbytes(draw.randrange(12, 60))) for index in range(20_000)]
    wire = np.frombuffer(b"".join(encode_frame(*frame) for frame in sent), np.uint8)
    genuine, total, accepted = set(sent), 0, 0
    decoder = FrameDecoder()
    while total < 10_000_000:
        data, changed = damaged(wire, rng)
        total += changed
        for frame in decoder.feed(data):
            accepted += 1
            assert frame in genuine
    assert decoder.counters.damaged > 100_000
    assert accepted > 0
