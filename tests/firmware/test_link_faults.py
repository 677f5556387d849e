"""A live session with faults on the link: it recovers within a second, counts right, and gets no wrong sign."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import open_engine
from kd_edge.link.codec import DELIMITER
from kd_edge.link.messages import Command, Data, Decision, MessageReader, Scores, encode_message
from kd_edge.link.protocol import CommandCode
from kd_edge.link.wire import Message
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.events import Sign
from kd_edge.live.listen import Listener
from kd_edge.live.offline import replay
from kd_edge.live.on_board import BoardRecogniser
from kd_edge.live.on_host import HostRecogniser
from kd_edge.source import Lost, Returned
from kd_edge.sources.board import GREET_AFTER_S, Board
from kd_edge.sources.deciding import Deciding
from kd_edge.sources.sensing import Sensing
from tests.deploy.conftest import needs_compiler, needs_qemu
from tests.firmware.cable import Cable, cable
from tests.firmware.played import played

pytestmark = [needs_compiler, needs_qemu, pytest.mark.quiet]

BOARD = "mps2-an386"
SOON_S = 1.0


@pytest.fixture(scope="module")
def elf(reference: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_firmware(load_board(BOARD), reference, tmp_path_factory.mktemp("image"), find_toolchain()).elf


@pytest.fixture
def board(elf: Path) -> Iterator[str]:
    with emulated_board(load_board(BOARD), elf) as url:
        yield url


@pytest.fixture(scope="module")
def expected(reference: Bundle) -> list[tuple[str, float]]:
    """The first signs of a board that has just started, as the host finds them: label and time."""
    classifier = LiveClassifier(reference, open_engine(reference.read(INT8_MODEL)))
    signs = replay(classifier, played(reference, load_board(BOARD), 15.0))
    return [(sign.name, sign.time_ns / 1e9) for sign in signs]


def listening(where: str, bundle: Bundle, url: str) -> Listener:
    manifest = bundle.manifest
    if where == "board":
        return Listener(BoardRecogniser(manifest.signal, manifest.model.labels), Board(Deciding(bundle), url))
    engine = open_engine(bundle.read(INT8_MODEL))
    return Listener(HostRecogniser(LiveClassifier(bundle, engine)), Board(Sensing(manifest.signal), url))


def said_of(data: bytes, kind: type[Message]) -> list[Any]:
    return [message for message in MessageReader().feed(data) if isinstance(message, kind)]


def test_a_damaged_link_loses_decisions_and_makes_none(
    board: str, reference: Bundle, expected: list[tuple[str, float]]
) -> None:
    signs = []
    with cable(board, rate=0.003, seed=3) as laid:
        listener = listening("board", reference, laid.url)
        for event in listener.events(duration_s=60):
            if isinstance(event, Sign):
                signs.append((event.label, event.time_s))
            if listener.recogniser.windows >= 30:
                break
        listener.close()
        scores, decisions = said_of(bytes(laid.said), Scores), said_of(bytes(laid.said), Decision)

    counters = listener.counters
    assert counters.damaged > 5
    assert counters.late == counters.malformed == counters.restarts == counters.undescribed == 0
    assert [(decision.name, decision.time_ns / 1e9) for decision in decisions] == expected[: len(decisions)]
    assert set(signs) <= set(expected)
    missing = len(scores) + len(decisions) - listener.recogniser.windows - len(signs)
    assert missing - 4 <= counters.lost <= missing  # what came last may be missing without being missed yet
    assert counters.lost > 5


@pytest.mark.parametrize("where", ["board", "host"])
def test_a_board_that_is_reset_is_heard_again_within_a_second(
    board: str, reference: Bundle, expected: list[tuple[str, float]], where: str
) -> None:
    signs, arrivals = [], []
    with cable(board) as laid:
        listener = listening(where, reference, laid.url)
        frames = 0
        for event in listener.events(duration_s=60):
            if isinstance(event, Sign):
                signs.append((event.label, event.time_s))
                if len(signs) == 2:
                    break
                laid.send(DELIMITER + encode_message(Command(0, CommandCode.REBOOT, b"\0")))
                arrivals.append(time.monotonic())
            elif arrivals and listener.counters.frames > frames:
                arrivals.append(time.monotonic())
            frames = listener.counters.frames
        listener.close()
    assert signs == [expected[0], expected[0]]
    back_at = next(after for before, after in pairwise(arrivals) if after - before > GREET_AFTER_S / 2)
    assert back_at - arrivals[0] < SOON_S
    counters = listener.counters
    assert (counters.restarts, counters.late, counters.lost, counters.reconnects) == (1, 0, 0, 0)


@pytest.mark.parametrize(("where", "gone_s"), [("board", 2.0), ("host", 10.0)])
def test_a_port_that_was_gone_is_heard_again_within_a_second(
    board: str, reference: Bundle, where: str, gone_s: float
) -> None:
    with cable(board) as laid:
        listener = listening(where, reference, laid.url)
        back = hear_through_a_gap(listener, laid, gone_s)
        listener.close()
        passed = [bytes(part) for part in laid.passed]
    assert 0 < back < SOON_S
    counters = listener.counters
    assert counters.reconnects == 1
    assert counters.damaged <= 1  # the port came back in the middle of a frame
    assert (counters.late, counters.malformed, counters.undescribed) == (0, 0, 0)
    numbers: dict[object, list[int]] = {}
    for part in passed:
        for data in said_of(part, Data):
            numbers.setdefault(data.stream, []).append(data.sequence)
        numbers.setdefault("scores", []).extend(scores.window for scores in said_of(part, Scores))
    gaps = [after - before - 1 for seen in numbers.values() for before, after in pairwise(seen)]
    assert counters.lost == sum(gaps) > 0
    assert sum(gap > 0 for gap in gaps) <= len(numbers)  # one gap in each stream
    assert counters.restarts == (1 if where == "host" else 0)


def hear_through_a_gap(listener: Listener, laid: Cable, gone_s: float) -> float:
    """Unplug after some windows, plug in again, stay for another window; seconds until the first frame."""
    plugged_in, back_s = 0.0, 0.0
    frames = windows = 0
    unplugged = False
    for event in listener.events(duration_s=60):
        if isinstance(event, Lost):
            time.sleep(gone_s)
            laid.plug_in()
            plugged_in = time.monotonic()
        elif isinstance(event, Returned):
            frames, windows = listener.counters.frames, listener.recogniser.windows
        elif not unplugged and listener.recogniser.windows >= 3:
            laid.unplug()
            unplugged = True
        elif windows and not back_s and listener.counters.frames > frames:
            back_s = time.monotonic() - plugged_in
        elif windows and listener.recogniser.windows > windows:
            break
    return back_s
