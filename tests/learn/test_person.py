"""The block that a board keeps in flash."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.errors import DeployError
from kd_edge.learn.layer import Layer
from kd_edge.learn.person import Person, person_bytes


def person(classes: int = 3, features: int = 5, wearer: bytes = b"worn") -> Person:
    rng = np.random.default_rng(classes * 100 + features)
    weights = rng.integers(-127, 127, (classes, features)).astype(np.int8)
    return Person(7, 2, 6, wearer, Layer(weights, rng.integers(-(2**31), 2**31, classes).astype(np.int32)))


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([b"", b"worn", b"worndown"]))
def test_a_block_is_read_as_it_was_packed(classes: int, features: int, wearer: bytes) -> None:
    packed = person(classes, features, wearer).pack()
    assert len(packed) == person_bytes(classes, features, len(wearer))
    assert len(packed) % 4 == 0
    again = Person.unpack(packed, classes, features, len(wearer))
    assert again.pack() == packed
    assert (again.network, again.sequence, again.windows, again.wearer) == (7, 2, 6, wearer)


def test_the_layout_is_that_of_the_header() -> None:
    packed = person().pack()
    assert packed[:8] == b"KDPERSON"
    assert packed[8:28] == b"\1\0\0\0\7\0\0\0\2\0\0\0\6\0\0\0worn"
    assert packed[28:40] == person().layer.biases.tobytes()
    assert packed[40:55] == person().layer.weights.tobytes()
    assert packed[55:56] == b"\0"
    assert packed[56:] == zlib.crc32(packed[:56]).to_bytes(4, "little")


@given(st.integers(0, 59), st.integers(1, 255))
def test_a_damaged_block_is_refused(place: int, change: int) -> None:
    packed = bytearray(person().pack())
    packed[place] ^= change
    with pytest.raises(DeployError, match="a damaged block"):
        Person.unpack(bytes(packed), 3, 5, 4)
    with pytest.raises(DeployError, match="59 bytes"):
        Person.unpack(bytes(packed[:-1]), 3, 5, 4)
