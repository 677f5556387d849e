import contextlib
from typing import get_type_hints

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.contract import StreamSpec
from kd_edge.errors import StreamError
from kd_edge.link import messages
from kd_edge.link.codec import encode_frame
from kd_edge.link.description import DescriptionAssembler, describe, samples_per_frame, unpack_samples
from kd_edge.link.messages import MESSAGES, Data, Log, Mark, MessageReader, encode_message
from kd_edge.link.wire import MalformedBodyError
from kd_edge.source import Channel, StreamInfo

IMU = StreamSpec(
    name="imu",
    sample_period_ns=6_700_000,
    channels=tuple(f"sensor{i // 6}_axis{i % 6}" for i in range(36)),
    scale=(0.1,) * 36,
    units=("deg/s",) * 36,
)


def message_of(vector):
    kind = getattr(messages, vector["message"])
    types = get_type_hints(kind)
    return kind(
        **{name: bytes.fromhex(value) if types[name] is bytes else value for name, value in vector["fields"].items()}
    )


def test_messages_match_the_shared_vectors(protocol_vectors):
    seen = set()
    for vector in protocol_vectors["frames"]:
        if "message" not in vector:
            continue
        message = message_of(vector)
        seen.add(type(message))
        assert encode_message(message).hex() == vector["wire"], vector["name"]
        assert MessageReader().feed(bytes.fromhex(vector["wire"])) == [message], vector["name"]
    assert seen == set(MESSAGES.values())


@given(st.sampled_from(sorted(MESSAGES)), st.binary(max_size=240))
def test_any_body_is_read_or_counted(kind, body):
    reader = MessageReader()
    found = reader.feed(encode_frame(kind, body))
    assert len(found) + reader.malformed == 1
    assert all(message.pack() == body for message in found)


@given(st.integers(0, 255), st.binary(max_size=240))
def test_any_description_is_assembled_or_malformed(stream, body):
    reader = MessageReader()
    for message in reader.feed(encode_frame(messages.Description.TYPE, bytes([stream]) + body[:239])):
        with contextlib.suppress(MalformedBodyError):
            DescriptionAssembler().push(message)


def test_unknown_types_are_counted():
    reader = MessageReader()
    assert reader.feed(encode_frame(0x7F, b"") + encode_message(Log(0, 3, b"hi"))) == [Log(0, 3, b"hi")]
    assert reader.unknown_type == 1


def test_a_name_too_long_for_the_wire_is_refused():
    with pytest.raises(StreamError, match="at most 63 bytes"):
        Mark(0, 0, 0, "ż" * 32).pack()


@pytest.mark.parametrize("order", [1, -1])
def test_a_description_longer_than_a_frame_comes_back_whole(order):
    info = StreamInfo.from_spec(IMU)
    parts = describe(4, info)
    assert len(parts) > 1
    assembler = DescriptionAssembler()
    results = [assembler.push(part) for part in parts[::order]]
    assert results[:-1] == [None] * (len(parts) - 1)
    assert results[-1] == info


def test_a_changed_description_starts_anew():
    assembler = DescriptionAssembler()
    parts = describe(0, StreamInfo.from_spec(IMU))
    assembler.push(parts[0])
    other = StreamInfo("imu", "int16", 5_000_000, (Channel("x", "", 1.0),))
    assert assembler.push(describe(0, other)[0]) == other
    assert assembler.push(parts[1]) is None


def test_samples_are_read_as_they_were_written():
    info = StreamInfo.from_spec(IMU)
    samples = np.arange(72, dtype=np.int16).reshape(2, 36) - 30
    data = Data(0, 2, 0, 0, 0, samples.astype("<i2").tobytes())
    np.testing.assert_array_equal(unpack_samples(info, data), samples)
    assert samples_per_frame(info) == 3


@pytest.mark.parametrize(
    "data",
    [
        Data(0, 0, 0, 0, 0, b""),
        Data(0, 1, 0, 0, 0, bytes(71)),
        Data(0, 2, 0, 0, 0, bytes(72)),
        Data(0, 1, 0, 0, 1 << 62, bytes(72)),
    ],
)
def test_data_that_contradicts_its_count_is_malformed(data):
    with pytest.raises(MalformedBodyError):
        unpack_samples(StreamInfo.from_spec(IMU), data)
