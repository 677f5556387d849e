import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.link.description import describe
from kd_edge.link.messages import Data, End, encode_message
from kd_edge.link.receiving import Receiver
from kd_edge.source import Samples, StreamInfo

PERIOD_NS = 1_000_000
EMG = StreamSpec(name="emg", sample_period_ns=PERIOD_NS, channels=("a", "b"))
IMU = StreamSpec(name="imu", sample_period_ns=4 * PERIOD_NS, channels=("x",))
SPEC = SignalSpec(streams=(EMG, IMU), frame_period_ns=20 * PERIOD_NS, window_size=10, window_increment=5)


def described(*streams):
    return b"".join(
        encode_message(part)
        for number, spec in enumerate(streams)
        for part in describe(number, StreamInfo.from_spec(spec))
    )


def data(sequence, *, time=None, dropped=0, stream=0, count=3):
    """Three samples of stream 0 whose values are their times in ms."""
    start = sequence * 3 if time is None else time
    channels = 2 if stream == 0 else 1
    values = np.repeat(np.arange(start, start + count, dtype="<i2")[:, None], channels, axis=1)
    return encode_message(Data(stream, count, sequence % 2**32, dropped, start * PERIOD_NS, values.tobytes()))


@pytest.fixture
def receiver():
    receiver = Receiver(SPEC)
    receiver.feed(described(EMG, IMU))
    return receiver


def times(messages):
    return [(m.stream, m.start_ns // PERIOD_NS, m.values[:, 0].tolist()) for m in messages if isinstance(m, Samples)]


def test_blocks_that_follow_each_other_come_as_one(receiver):
    assert times(receiver.feed(data(0) + data(0, stream=1, count=1) + data(1))) == [
        ("emg", 0, [0, 1, 2, 3, 4, 5]),
        ("imu", 0, [0]),
    ]
    assert receiver.counters.samples == 7


def test_a_lost_frame_is_counted_and_splits_the_block(receiver):
    assert times(receiver.feed(data(0) + data(2) + data(3))) == [
        ("emg", 0, [0, 1, 2]),
        ("emg", 6, [6, 7, 8, 9, 10, 11]),
    ]
    assert receiver.counters.lost == 1


def test_repeated_and_late_frames_are_dropped_and_counted(receiver):
    receiver.feed(data(5))
    assert times(receiver.feed(data(5) + data(4) + data(6))) == [("emg", 18, [18, 19, 20])]
    assert (receiver.counters.late, receiver.counters.lost) == (2, 0)


def test_sequence_numbers_wrap_around(receiver):
    for sequence, start in ((2**32 - 2, 0), (2**32 - 1, 3), (0, 6), (2, 12)):
        receiver.feed(data(sequence, time=start))
    assert (receiver.counters.lost, receiver.counters.late) == (1, 0)


def test_a_board_that_starts_again_is_not_late(receiver):
    receiver.feed(data(100, dropped=4))
    receiver.restart()
    assert times(receiver.feed(data(0, dropped=1))) == [("emg", 0, [0, 1, 2])]
    receiver.restart()
    receiver.feed(data(3, dropped=1))
    assert (receiver.counters.late, receiver.counters.lost) == (0, 2)
    assert receiver.counters.device_dropped == 5


def test_samples_before_their_description_are_counted():
    receiver = Receiver(SPEC)
    assert receiver.feed(data(0)) == []
    assert receiver.counters.undescribed == 1


def test_contradictory_data_are_malformed_and_other_messages_pass(receiver):
    broken = encode_message(Data(0, 9, 0, 0, 0, bytes(3)))
    assert receiver.feed(broken + encode_message(End(0))) == [End(0)]
    assert receiver.counters.malformed == 1


def test_streams_that_the_bundle_does_not_know_are_ignored():
    receiver = Receiver(SPEC)
    extra = StreamSpec(name="battery", sample_period_ns=10**9, channels=("level",))
    receiver.feed(described(EMG, IMU, extra))
    assert receiver.feed(data(0, stream=2)) == []
    assert receiver.counters.samples == receiver.counters.undescribed == 0


def test_a_missing_stream_is_an_error_once_the_others_have_repeated():
    receiver = Receiver(SPEC)
    receiver.feed(described(EMG))
    receiver.feed(described(EMG))
    with pytest.raises(StreamError, match="every stream that the bundle was trained on"):
        receiver.feed(described(EMG))


def test_a_stream_whose_description_is_damaged_is_waited_for():
    receiver = Receiver(SPEC)
    receiver.feed(data(0, stream=1))
    for _ in range(5):
        receiver.feed(described(EMG))
    assert receiver.counters.undescribed == 1
    assert len(receiver.feed(described(EMG, IMU) + data(1, stream=1))) == 1


def test_a_stream_of_another_kind_is_an_error():
    other = StreamSpec(name="imu", sample_period_ns=5 * PERIOD_NS, channels=("x",))
    with pytest.raises(StreamError, match="'imu' has 200 samples a second where the bundle has 250"):
        Receiver(SPEC).feed(described(EMG, other))


def test_noise_between_frames_costs_only_what_it_hits(receiver):
    noise = bytes(range(1, 200))
    assert times(receiver.feed(data(0) + noise + data(1) + data(2))) == [
        ("emg", 0, [0, 1, 2]),
        ("emg", 6, [6, 7, 8]),
    ]
    counters = receiver.counters
    assert (counters.damaged, counters.lost) == (1, 1)


@given(
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["", "lost", "noise", "damaged", "twice"])), max_size=60),
    st.lists(st.integers(1, 400), min_size=1, max_size=20),
)
def test_any_chunking_of_a_bad_link_gives_the_same_samples_and_counts(frames, sizes):
    wire = described(EMG, IMU)
    numbers = [0, 0]
    for stream, fault in frames:
        frame = data(numbers[stream], stream=stream)
        numbers[stream] += 1
        wire += {
            "": frame,
            "lost": b"",
            "noise": b"\x05noise\0" + frame,
            "damaged": frame[:9] + bytes([frame[9] ^ 4]) + frame[10:],
            "twice": frame * 2,
        }[fault]
    whole, chunked = Receiver(SPEC), Receiver(SPEC)
    at, parts = 0, []
    while at < len(wire):
        size = sizes[len(parts) % len(sizes)]
        parts.append(chunked.feed(wire[at : at + size]))
        at += size
    assert every_sample(item for part in parts for item in part) == every_sample(whole.feed(wire))
    assert chunked.counters == whole.counters


def every_sample(items):
    """By stream, each sample's time and value."""
    found = {}
    for item in items:
        period_ns = PERIOD_NS * (1 if item.stream == "emg" else 4)
        for index, value in enumerate(item.values[:, 0].tolist()):
            found.setdefault(item.stream, []).append((item.start_ns + index * period_ns, value))
    return found
