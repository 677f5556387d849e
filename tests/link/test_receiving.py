"""From bytes to samples, in Python and in C: both do the same."""

import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import StreamError
from kd_edge.files import firmware_root
from kd_edge.link import native
from kd_edge.link.codec import encode_frame
from kd_edge.link.description import describe
from kd_edge.link.messages import Data, End, encode_message
from kd_edge.link.native import NativeReceiver, open_receiver
from kd_edge.link.receiving import Receiver
from kd_edge.source import Samples, StreamInfo

PERIOD_NS = 1_000_000
EMG = StreamSpec(name="emg", sample_period_ns=PERIOD_NS, channels=("a", "b"))
IMU = StreamSpec(name="imu", sample_period_ns=4 * PERIOD_NS, channels=("x",))
EXTRA = StreamSpec(name="battery", sample_period_ns=10**9, channels=("level",))
FLOATS = StreamSpec(name="imu", sample_period_ns=4 * PERIOD_NS, channels=("x", "y"), sample_type="float32")
SPEC = SignalSpec(streams=(EMG, IMU), frame_period_ns=20 * PERIOD_NS, window_size=10, window_increment=5)

MIXED = SignalSpec(streams=(EMG, FLOATS), frame_period_ns=20 * PERIOD_NS, window_size=10, window_increment=5)


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


NEEDS_COMPILER = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler on this machine")


@pytest.fixture(params=[Receiver, pytest.param(NativeReceiver, marks=NEEDS_COMPILER)])
def kind(request):
    return request.param


@pytest.fixture
def receiver(kind):
    receiver = kind(SPEC)
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


def test_samples_before_their_description_are_counted(kind):
    receiver = kind(SPEC)
    assert receiver.feed(data(0)) == []
    assert receiver.counters.undescribed == 1


def test_contradictory_data_are_malformed_and_other_messages_pass(receiver):
    broken = encode_message(Data(0, 9, 0, 0, 0, bytes(3)))
    assert receiver.feed(broken + encode_message(End(0))) == [End(0)]
    assert receiver.counters.malformed == 1


def test_streams_that_the_bundle_does_not_know_are_ignored(kind):
    receiver = kind(SPEC)
    receiver.feed(described(EMG, IMU, EXTRA))
    assert receiver.feed(data(0, stream=2)) == []
    assert receiver.counters.samples == receiver.counters.undescribed == 0


def test_a_missing_stream_is_an_error_once_the_others_have_repeated(kind):
    receiver = kind(SPEC)
    receiver.feed(described(EMG))
    receiver.feed(described(EMG))
    with pytest.raises(StreamError, match="every stream that the bundle was trained on"):
        receiver.feed(described(EMG))


def test_a_stream_whose_description_is_damaged_is_waited_for(kind):
    receiver = kind(SPEC)
    receiver.feed(data(0, stream=1))
    for _ in range(5):
        receiver.feed(described(EMG))
    assert receiver.counters.undescribed == 1
    assert len(receiver.feed(described(EMG, IMU) + data(1, stream=1))) == 1


def test_a_stream_of_another_kind_is_an_error(kind):
    other = StreamSpec(name="imu", sample_period_ns=5 * PERIOD_NS, channels=("x",))
    with pytest.raises(StreamError, match="'imu' has 200 samples a second where the bundle has 250"):
        kind(SPEC).feed(described(EMG, other))


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


MATERIAL = st.one_of(
    st.builds(data, st.integers(0, 40), stream=st.integers(0, 3), count=st.integers(1, 5), dropped=st.integers(0, 9)),
    st.builds(
        lambda stream, count, number, time_ns, size: encode_message(
            Data(stream, count, number, 0, time_ns, bytes(size))
        ),
        st.integers(0, 3),
        st.integers(0, 5),
        st.sampled_from([0, 1, 2**31 - 1, 2**31, 2**32 - 1]),
        st.sampled_from([0, PERIOD_NS, 2**62 - 1, 2**62, 2**64 - 1]),
        st.integers(0, 24),
    ),
    st.sampled_from(
        [
            described(EMG, FLOATS),
            described(EMG, IMU)[:40],
            described(EMG, FLOATS, EXTRA),
            described(EXTRA, FLOATS),
            b"\0\0",
        ]
    ),
    st.sampled_from(
        [encode_message(End(0)), encode_frame(0x77, b"new"), encode_frame(2, b"short"), encode_frame(1, b"")]
    ),
    st.builds(
        lambda number, values: encode_message(Data(1, 1, number, 0, 0, np.array(values, "<f4").tobytes())),
        st.integers(0, 9),
        st.lists(st.sampled_from([1.0, np.nan, np.inf, -0.0]), min_size=2, max_size=2),
    ),
    st.binary(max_size=300),
    st.sampled_from(["restart", "reopened"]),
)


@NEEDS_COMPILER
@given(
    st.lists(MATERIAL, max_size=40),
    st.lists(st.integers(1, 700), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 7)), max_size=4),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_c_passes_on_and_counts_what_python_does(material, sizes, flips, starts_described):
    plain, fast = Receiver(MIXED), NativeReceiver(MIXED)
    wire = described(EMG, FLOATS) if starts_described else b""
    for one in [*material, "restart"]:
        if isinstance(one, bytes):
            wire += one
            continue
        damaged = bytearray(wire)
        for at, bit in flips:
            if at < len(damaged):
                damaged[at] ^= 1 << bit
        if not feed_alike(plain, fast, bytes(damaged), sizes):
            return  # an error ends a session
        wire = b""
        for receiver in (plain, fast):
            getattr(receiver, one)()


def feed_alike(plain, fast, wire, sizes):
    """Check that both make the same of ``wire`` in pieces of ``sizes``; whether they go on."""
    at = turn = 0
    while at < len(wire):
        size = sizes[turn % len(sizes)]
        results = []
        for receiver in (plain, fast):
            try:
                results.append([comparable(item) for item in receiver.feed(wire[at : at + size])])
            except StreamError as error:
                results.append(str(error))
        assert results[0] == results[1]
        if isinstance(results[0], str):
            return False
        assert plain.counters == fast.counters
        assert plain.streams == fast.streams
        at, turn = at + size, turn + 1
    return True


def comparable(item):
    if not isinstance(item, Samples):
        return item
    return item.stream, item.start_ns, item.newest_ns, item.values.dtype, item.values.shape, item.values.tobytes()


def test_a_run_that_is_longer_than_any_frame_is_counted_before_it_ends(receiver):
    """A line that speaks something else may never send a delimiter."""
    for _ in range(3):
        receiver.feed(b"\x05" * 300)
        assert receiver.counters.oversized == 1
    receiver.reopened()
    assert receiver.counters.oversized == 1
    receiver.feed(b"\x05" * 300 + b"\0")
    assert times(receiver.feed(data(0))) == [("emg", 0, [0, 1, 2])]
    assert (receiver.counters.oversized, receiver.counters.damaged) == (2, 0)


@NEEDS_COMPILER
def test_a_read_longer_than_any_before_comes_as_one_block():
    receiver = NativeReceiver(SPEC)
    receiver.feed(described(EMG, IMU))
    (samples,) = receiver.feed(b"".join(data(number) for number in range(5000)))
    assert samples.values[:, 0].astype(np.uint16).tolist() == list(range(15_000))


def test_without_a_compiler_python_receives(monkeypatch, tmp_path):
    monkeypatch.setenv("KD_EDGE_CACHE", str(tmp_path))
    monkeypatch.setenv("CC", "no-such-compiler")
    native._load.cache_clear()
    assert type(open_receiver(SPEC)) is Receiver


STRICT = "-std=c99 -O1 -g -Wall -Wextra -Wconversion -Werror -fsanitize=address,undefined -fno-sanitize-recover=all"


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc on this machine")
def test_no_bytes_lead_the_receiver_in_c_out_of_its_memory(tmp_path):
    """Under sanitizers, with room for not one byte more than it may use; what it counts is what Python counts."""
    root = firmware_root()
    (tmp_path / "kd_crc_table.h").write_text(native._crc_table())
    sources = [
        root / "tests" / "receive_filter.c",
        *(root / "receive").glob("*.c"),
        *(root / "protocol" / name for name in ("kd_body.c", "kd_cobs.c", "kd_frame.c")),
    ]
    includes = [f"-I{place}" for place in (tmp_path, root / "receive", root / "protocol")]
    command = ["gcc", *STRICT.split(), *includes, *map(str, sources), "-o", str(tmp_path / "filter")]
    subprocess.run(command, check=True)
    draw = np.random.default_rng(3)
    for damage in (0.0, 0.0005, 0.01):
        frames, numbers = [], [0, 0]
        for _ in range(1500):
            stream = int(draw.integers(2))
            size = int(draw.integers(1, 28)) * (4 if stream == 0 else 8)
            head = (stream, size // (4 if stream == 0 else 8), numbers[stream] % 2**32, len(frames) // 400)
            body = draw.integers(0, 120, size, np.uint8).tobytes()  # no float32 of such bytes is infinite
            frames.append(encode_message(Data(*head, numbers[stream] * PERIOD_NS, body)))
            numbers[stream] += int(draw.integers(1, 3)) if draw.random() < 0.1 else 1
            if draw.random() < 0.05:
                extra = [frames[-1], encode_message(End(0)), draw.bytes(40), data(0, stream=7)]
                frames.append(extra[draw.integers(4)])
        wire = np.frombuffer(b"".join(frames), np.uint8).copy()
        hit = draw.random(len(wire)) < damage
        wire[hit] ^= draw.integers(1, 255, int(hit.sum()), np.uint8)
        done = subprocess.run([tmp_path / "filter"], input=wire.tobytes(), capture_output=True, check=True)
        receiver = Receiver(MIXED)
        receiver.feed(described(EMG, FLOATS))
        described_frames = receiver.counters.frames
        items = receiver.feed(wire.tobytes())
        counts = receiver.counters
        samples = [item for item in items if isinstance(item, Samples)]
        found = [int(word) for word in done.stdout.split()]
        assert found[:4] == [counts.samples, counts.lost, counts.late, counts.undescribed]
        assert found[4] <= counts.malformed <= found[4] + found[9]  # those of other messages are Python's to find
        assert found[5] == counts.device_dropped
        assert found[6:9] == [counts.frames - described_frames, counts.damaged, counts.oversized]
        assert found[10] == sum(int(np.frombuffer(item.values.tobytes(), np.uint8).sum()) for item in samples)
        assert counts.late > 0
        assert counts.damaged > (20 if damage == 0.01 else 0)
        assert len(samples) > 100
