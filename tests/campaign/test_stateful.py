"""Takes played as a stream to an engine that records its inputs."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.campaign.stateful import play

SUBJECTS = np.array(["ann", "bob", "ann", "bob", "ann"])
# Take t holds 10 * t + 0, 1, 2, 3.
TAKES = (10 * np.arange(5)[:, None] + np.arange(4)).astype(np.int8)[..., None]


class Diary:
    """Its score is the newest value; it keeps everything since each reset."""

    def __init__(self) -> None:
        self.streams: list[list[int]] = []

    def reset(self) -> None:
        self.streams.append([])

    def push(self, frames: np.ndarray) -> np.ndarray:
        self.streams[-1] += frames[:, 0].tolist()
        return frames


def test_each_take_is_judged_at_its_end() -> None:
    scores = play(Diary(), TAKES, SUBJECTS, longest_pause=0, seed=0)
    np.testing.assert_array_equal(scores, TAKES[:, -1])


def test_each_person_is_one_stream_of_all_their_takes() -> None:
    orders = set()
    for seed in range(20):
        diary = Diary()
        play(diary, TAKES, SUBJECTS, longest_pause=0, seed=seed)
        ann, bob = (np.array(stream).reshape(-1, 4) for stream in diary.streams)
        assert sorted(ann[:, 0] // 10) == [0, 2, 4]
        assert sorted(bob[:, 0] // 10) == [1, 3]
        assert (ann % 10 == np.arange(4)).all()
        orders.add(tuple(ann[:, 0]))
    assert len(orders) == 6


def test_pauses_hold_the_last_frame() -> None:
    lengths = set()
    for seed in range(20):
        diary = Diary()
        play(diary, TAKES, SUBJECTS, longest_pause=3, seed=seed)
        stream = diary.streams[0]
        starts = [position for position, value in enumerate(stream) if value % 10 == 0]
        for start, end in zip(starts, [*starts[1:], len(stream)], strict=True):
            first = stream[start]
            assert stream[start:end] == [first, first + 1, first + 2] + [first + 3] * (end - start - 3)
            lengths.add(end - start - 4)
    assert lengths == {0, 1, 2, 3}


@pytest.mark.parametrize("pause", [0, 5])
def test_equal_seeds_play_equal_streams(pause: int) -> None:
    first, second = Diary(), Diary()
    for diary in (first, second):
        play(diary, TAKES, SUBJECTS, longest_pause=pause, seed=7)
    assert first.streams == second.streams
