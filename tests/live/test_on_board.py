"""What a board decides by itself, as the host takes it: only from the right board, in order, and counted."""

from __future__ import annotations

import time

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.errors import DeployError, StreamError
from kd_edge.link.messages import Decision, End, Info, Mark, Reply, Scores, encode_message
from kd_edge.link.protocol import BoardMode, CommandCode, ReportFlag, Status
from kd_edge.link.wire import Message
from kd_edge.live.events import Sign, Truth
from kd_edge.live.on_board import BoardRecogniser
from kd_edge.live.recognise import Request

START = Request(CommandCode.START, bytes((BoardMode.CLASSIFY, ReportFlag.SCORES)))


@pytest.fixture
def recogniser(tiny_bundle: Bundle) -> BoardRecogniser:
    return BoardRecogniser(tiny_bundle)


@pytest.fixture
def info(tiny_bundle: Bundle) -> Info:
    return Info(0, 1, 4, 2, 0, 0, 0, 0, 0, tiny_bundle.digest, "board", "build", "tiny")


def feed(recogniser: BoardRecogniser, *messages: Message) -> list[object]:
    data = b"".join(map(encode_message, messages))
    return list(recogniser.feed(data, time.monotonic_ns()))


def scores(window: int, best: int = 0) -> Scores:
    return Scores(window * 100_000_000, window, -1, 3, 0, np.array([-128, best, -128], np.int8).tobytes())


def decision(sequence: int, window: int, label: int = 1) -> Decision:
    return Decision(window * 100_000_000, sequence, window, label, 100, 0.0, 2500, "what the board calls it")


def test_a_board_is_asked_who_it_is_and_then_to_classify(recogniser: BoardRecogniser, info: Info) -> None:
    assert recogniser.greeting == Request(CommandCode.INFO)
    assert feed(recogniser, Reply(0, CommandCode.INFO, Status.OK), info) == [START]


def test_a_decision_has_the_bundles_label_and_the_boards_time(recogniser: BoardRecogniser, info: Info) -> None:
    feed(recogniser, info)
    assert feed(recogniser, scores(7, best=64), decision(0, 7)) == [
        Sign(label="SIGN1", index=1, confidence=round(228 / 256, 4), time_s=0.7, latency_ms=2.5)
    ]
    assert (recogniser.windows, recogniser.confidence) == (1, 0.75)


def test_nothing_counts_before_the_board_has_said_who_it_is(recogniser: BoardRecogniser, info: Info) -> None:
    assert feed(recogniser, scores(3), decision(1, 3)) == []
    assert (recogniser.windows, recogniser.counters.undescribed) == (0, 2)
    feed(recogniser, info)
    assert len(feed(recogniser, scores(4), decision(2, 4))) == 1
    recogniser.reopened()
    assert feed(recogniser, decision(3, 5)) == []


def test_a_board_with_another_bundle_is_refused(recogniser: BoardRecogniser) -> None:
    other = Info(0, 1, 4, 2, 0, 0, 0, 0, 0, bytes(32), "board", "build", "another")
    with pytest.raises(DeployError, match=r"carries the bundle 'tiny'.*Found: 'another'.*kd-edge flash"):
        feed(recogniser, other)


@pytest.mark.parametrize("code", [CommandCode.INFO, CommandCode.START])
def test_a_board_that_only_samples_is_refused(recogniser: BoardRecogniser, code: CommandCode) -> None:
    with pytest.raises(StreamError, match="--on host"):
        feed(recogniser, Reply(1, code, Status.UNSUPPORTED))


def test_what_is_missing_late_or_nonsense_is_counted(recogniser: BoardRecogniser, info: Info) -> None:
    feed(recogniser, info, scores(0), scores(1))
    assert len(feed(recogniser, scores(4), decision(2, 4))) == 1  # windows 2 and 3 are lost
    assert feed(recogniser, scores(3), decision(2, 4)) == []  # too late, and again
    assert len(feed(recogniser, decision(5, 9))) == 1  # decisions 3 and 4 are lost
    assert feed(recogniser, decision(6, 9, label=3), decision(7, 9, label=-1)) == []
    counters = recogniser.counters
    assert (counters.lost, counters.late, counters.malformed, counters.restarts) == (4, 2, 2, 0)


def test_a_board_that_was_reset_counts_from_zero(recogniser: BoardRecogniser, info: Info) -> None:
    feed(recogniser, info, scores(40), decision(3, 40))
    recogniser.restart()
    assert feed(recogniser, info, scores(0), decision(0, 0)) == [START, *feed_expected(0)]
    counters = recogniser.counters
    assert (counters.lost, counters.late, counters.restarts) == (0, 0, 1)


def feed_expected(window: int) -> list[Sign]:
    return [Sign(label="SIGN1", index=1, confidence=round(228 / 256, 4), time_s=window / 10, latency_ms=2.5)]


def test_truth_and_end_are_passed_on(recogniser: BoardRecogniser, info: Info) -> None:
    found = feed(recogniser, info, Mark(5_000_000_000, 0, 2, "SIGN2"), Mark(6_000_000_000, 1, -1, ""), End(1))
    assert found == [START, Truth("SIGN2", 5.0), Truth(None, 6.0), End(1)]


def test_further_parts_of_the_same_window_are_not_windows(recogniser: BoardRecogniser, info: Info) -> None:
    feed(recogniser, info, scores(0), Scores(0, 0, -1, 300, 222, bytes(78)), scores(1))
    assert (recogniser.windows, recogniser.counters.lost, recogniser.counters.late) == (2, 0, 0)
