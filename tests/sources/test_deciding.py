"""What a board decides by itself, as the host takes it: only from the right board, in order, and counted."""

from __future__ import annotations

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.errors import DeployError, StreamError
from kd_edge.link.messages import Decision, End, Info, Mark, Reply, Scores, encode_message
from kd_edge.link.protocol import BoardMode, CommandCode, ReportFlag, Status
from kd_edge.link.wire import Message
from kd_edge.live.events import Hop
from kd_edge.live.on_board import BoardRecogniser
from kd_edge.source import Decided, Ended, Scored, Truth
from kd_edge.sources.conversation import Request
from kd_edge.sources.deciding import Deciding

START = Request(CommandCode.START, bytes((BoardMode.CLASSIFY, ReportFlag.SCORES)))


@pytest.fixture
def board(tiny_bundle: Bundle) -> Deciding:
    return Deciding(tiny_bundle)


@pytest.fixture
def info(tiny_bundle: Bundle) -> Info:
    return Info(0, 1, 4, 2, 0, 0, 0, 0, 0, tiny_bundle.digest, "board", "build", "tiny")


def feed(board: Deciding, *messages: Message) -> list[object]:
    data = b"".join(map(encode_message, messages))
    return list(board.feed(data))


def scores(window: int, best: int = 0) -> Scores:
    return Scores(window * 100_000_000, window, -1, 3, 0, np.array([-128, best, -128], np.int8).tobytes())


def scored(window: int, best: float) -> Scored:
    return Scored(best, window * 100_000_000, (0.0, best, 0.0), -1)


def decision(sequence: int, window: int, label: int = 1) -> Decision:
    return Decision(window * 100_000_000, sequence, window, label, 100, 0.0, 2500, "what the board calls it")


def test_a_board_is_asked_who_it_is_and_then_to_classify(board: Deciding, info: Info) -> None:
    assert board.greeting == Request(CommandCode.INFO)
    assert feed(board, Reply(0, CommandCode.INFO, Status.OK), info) == [START]


def test_a_decision_has_the_bundles_label_and_the_boards_time(board: Deciding, info: Info) -> None:
    feed(board, info)
    assert feed(board, scores(7, best=64), decision(0, 7)) == [scored(7, 0.75), decided(7)]


def test_nothing_counts_before_the_board_has_said_who_it_is(board: Deciding, info: Info) -> None:
    assert feed(board, scores(3), decision(1, 3)) == []
    assert board.counters.undescribed == 2
    feed(board, info)
    assert feed(board, scores(4), decision(2, 4)) == [scored(4, 0.5), decided(4)]
    board.reopened()
    assert feed(board, decision(3, 5)) == []


def test_a_board_with_another_bundle_is_refused(board: Deciding) -> None:
    other = Info(0, 1, 4, 2, 0, 0, 0, 0, 0, bytes(32), "board", "build", "another")
    with pytest.raises(DeployError, match=r"carries the bundle 'tiny'.*Found: 'another'.*kd-edge flash"):
        feed(board, other)


@pytest.mark.parametrize("code", [CommandCode.INFO, CommandCode.START])
def test_a_board_that_only_samples_is_refused(board: Deciding, code: CommandCode) -> None:
    with pytest.raises(StreamError, match="--on host"):
        feed(board, Reply(1, code, Status.UNSUPPORTED))


def test_what_is_missing_late_or_nonsense_is_counted(board: Deciding, info: Info) -> None:
    feed(board, info, scores(0), scores(1))
    assert feed(board, scores(4), decision(2, 4)) == [scored(4, 0.5), decided(4)]  # windows 2 and 3 are lost
    assert feed(board, scores(3), decision(2, 4)) == []  # too late, and again
    assert feed(board, decision(5, 9)) == [decided(9)]  # decisions 3 and 4 are lost
    assert feed(board, decision(6, 9, label=3), decision(7, 9, label=-1)) == []
    counters = board.counters
    assert (counters.lost, counters.late, counters.malformed, counters.restarts) == (4, 2, 2, 0)


def test_a_board_that_was_reset_counts_from_zero(board: Deciding, info: Info) -> None:
    feed(board, info, scores(40), decision(3, 40))
    board.restart()
    assert feed(board, info, scores(0), decision(0, 0)) == [START, scored(0, 0.5), decided(0)]
    counters = board.counters
    assert (counters.lost, counters.late, counters.restarts) == (0, 0, 1)


def decided(window: int) -> Decided:
    return Decided(1, 228 / 256, window * 100_000_000, 2_500_000)


def test_truth_and_end_are_passed_on(board: Deciding, info: Info) -> None:
    found = feed(board, info, Mark(5_000_000_000, 0, 2, "SIGN2"), Mark(6_000_000_000, 1, -1, ""), End(1))
    assert found == [START, Truth("SIGN2", 5.0), Truth(None, 6.0), Ended()]


def test_further_parts_of_the_same_window_are_not_windows(board: Deciding, info: Info) -> None:
    found = feed(board, info, scores(0), Scores(0, 0, -1, 300, 222, bytes(78)), scores(1))
    assert found == [START, scored(0, 0.5), scored(1, 0.5)]
    assert (board.counters.lost, board.counters.late) == (0, 0)


def test_scores_of_a_board_are_hops_only_where_they_are_whole(board: Deciding, info: Info, tiny_bundle: Bundle) -> None:
    """A frame of fewer classes than the bundle has, or with a vote for none of them, still counts as a window."""
    manifest = tiny_bundle.manifest
    part = Scores(200_000_000, 2, 0, 3, 0, bytes(2))
    nonsense = Scores(300_000_000, 3, 7, 3, 0, bytes(3))
    voted = Scores(400_000_000, 4, 1, 3, 0, np.array([-128, 64, -64], np.int8).tobytes())
    items = [item for item in feed(board, info, scores(1), part, nonsense, voted) if isinstance(item, Scored)]
    recogniser = BoardRecogniser(manifest.signal, manifest.model.labels, hops=True)
    assert list(recogniser.take(items, 0)) == [Hop(0.1, (0.0, 0.5, 0.0), None), Hop(0.4, (0.0, 0.75, 0.25), 1)]
    assert recogniser.windows == 4
    assert list(BoardRecogniser(manifest.signal, manifest.model.labels).take(items, 0)) == []
