import dataclasses

import msgspec
import numpy as np
import pytest

from kd_edge.contract import StreamSpec
from kd_edge.errors import RecordingError, StreamError
from kd_edge.play.session import BLOCK_NS, Choice, build_session, packets
from kd_edge.recordings.recording import REST


@pytest.fixture
def recordings(tiny_dataset):
    return Choice(count=4, seed=3).recordings(tiny_dataset)


def test_equal_seeds_choose_equal_recordings(tiny_dataset):
    first = Choice(count=5, seed=1).recordings(tiny_dataset)
    assert first == Choice(count=5, seed=1).recordings(tiny_dataset)
    assert first != Choice(count=5, seed=2).recordings(tiny_dataset)


def test_only_held_out_recordings_play_unless_all_are_wanted(tiny_dataset):
    assert all(recording.repetition >= 4 for recording in Choice().recordings(tiny_dataset))
    assert len(Choice(split=None).recordings(tiny_dataset)) == len(tiny_dataset.recordings)
    assert {recording.subject for recording in Choice(subject="s1").recordings(tiny_dataset)} == {"s1"}


def test_an_unknown_split_is_refused(tiny_dataset):
    with pytest.raises(RecordingError):
        Choice(split="random").recordings(tiny_dataset)


def test_no_recordings_make_no_session(tiny_dataset):
    with pytest.raises(StreamError, match="at least one recording"):
        build_session(tiny_dataset, Choice(subject="nobody").recordings(tiny_dataset))


@pytest.mark.parametrize("pause_s", [0.0, 0.25, 1.0])
def test_every_recording_lies_whole_at_its_time(tiny_dataset, recordings, pause_s):
    session = build_session(tiny_dataset, recordings, pause_s=pause_s)
    signs = [mark for mark in session.marks if mark.label != REST]
    assert [mark.name for mark in signs] == [tiny_dataset.labels[recording.label] for recording in recordings]
    for mark, recording in zip(signs, recordings, strict=True):
        for name, stream in recording.streams.items():
            period_ns = stream.sample_period_ns
            slot = (mark.time_ns + stream.start_ns + period_ns // 2) // period_ns
            played = session.samples[name][slot : slot + len(stream.samples)]
            np.testing.assert_array_equal(played, stream.samples)


def test_muscles_are_silent_and_other_sensors_still_in_a_pause(tiny_dataset, recordings):
    session = build_session(tiny_dataset, recordings, pause_s=0.5)
    assert not session.samples["emg"][:500].any()
    first = recordings[0].streams["imu"].samples[0]
    assert (session.samples["imu"][:70] == first).all()
    assert (session.samples["imu"][-70:] == recordings[-1].streams["imu"].samples[-1]).all()


@pytest.mark.parametrize("pause_s", [0.0, 1.0])
def test_streams_cover_the_same_time(tiny_dataset, pause_s):
    session = build_session(tiny_dataset, tiny_dataset.recordings, pause_s=pause_s)
    for stream in session.signal.streams:
        end_ns = len(session.samples[stream.name]) * stream.sample_period_ns
        assert abs(end_ns - session.marks[-1].time_ns - pause_s * 1e9) <= stream.sample_period_ns


def test_packets_hold_every_sample_once_in_order_of_time(tiny_dataset, recordings):
    session = build_session(tiny_dataset, recordings)
    played = list(packets(session))
    due = [packet[0] for packet in played]
    assert due == sorted(due)
    for number, stream in enumerate(session.signal.streams):
        mine = [packet for packet in played if packet[1] == number]
        np.testing.assert_array_equal(np.concatenate([p[2] for p in mine]), session.samples[stream.name])
        following = 0
        for due_ns, _, samples, time_ns in mine:
            assert time_ns == following
            assert due_ns == time_ns + (len(samples) - 1) * stream.sample_period_ns
            assert len(samples) == 1 or len(samples) * stream.sample_period_ns <= BLOCK_NS
            following += len(samples) * stream.sample_period_ns


def test_a_stream_too_wide_for_a_frame_is_refused(tiny_dataset, recordings):
    wide = StreamSpec(name="emg", sample_period_ns=900_000, channels=tuple(f"c{i}" for i in range(120)))
    signal = msgspec.structs.replace(tiny_dataset.signal, streams=(wide,))
    with pytest.raises(StreamError, match="fits into a frame"):
        build_session(dataclasses.replace(tiny_dataset, signal=signal), recordings)
