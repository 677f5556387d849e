"""The whole way over real pseudo-terminals: board, port, receiver, classifier."""

import dataclasses
import math
import os
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from kd_edge.errors import StreamError
from kd_edge.link.board_port import PtyPort
from kd_edge.link.description import describe
from kd_edge.link.messages import Command, Data, End, MessageReader, Reply, encode_message
from kd_edge.link.ports import CHUNK, open_port
from kd_edge.link.protocol import CommandCode, Status
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.events import Sign
from kd_edge.live.listen import Listener
from kd_edge.live.offline import replay
from kd_edge.live.on_host import HostRecogniser
from kd_edge.live.summary import Tally
from kd_edge.play.session import Choice, build_session, packets
from kd_edge.play.simulated_board import Faults, SimulatedBoard
from kd_edge.source import Lost, Returned, StreamInfo, Truth
from kd_edge.sources.board import Board
from kd_edge.sources.sensing import Sensing

pytestmark = pytest.mark.quiet


@pytest.fixture
def session(tiny_dataset):
    return build_session(tiny_dataset, Choice(seed=4, count=8).recordings(tiny_dataset), pause_s=0.3)


@pytest.fixture
def classifier(tiny_bundle, linear_engine):
    return LiveClassifier(tiny_bundle, linear_engine)


def listening(classifier, url):
    return Listener(HostRecogniser(classifier), Board(Sensing(classifier.spec), url))


@contextmanager
def playing(session, port=None, **options):
    """A board that plays in a thread of its own."""
    port = port or PtyPort()
    board = SimulatedBoard(session, port, **options)

    def run():
        board.wait_for_host()
        board.play()
        board.linger()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield board, port
    finally:
        thread.join(20)
        assert not thread.is_alive()


def hear(classifier, session, **options):
    """Listen to a whole session; events and the listener."""
    with playing(session, **options) as (board, port):
        listener = listening(classifier, port.path)
        events = [event for event in listener.events(duration_s=15) if event is not None]
        listener.close()
    port.close()
    return events, listener, board


def signs(events):
    return [(event.index, event.confidence, event.time_s) for event in events if isinstance(event, Sign)]


def offline(classifier, session):
    return [(sign.label, round(sign.confidence, 4), sign.time_ns / 1e9) for sign in replay(classifier, session)]


@pytest.mark.parametrize("speed", [1.0, math.inf])
def test_streamed_signs_equal_offline_signs(tiny_dataset, classifier, speed):
    count = 3 if speed == 1.0 else None
    session = build_session(tiny_dataset, Choice(seed=4, count=count).recordings(tiny_dataset), pause_s=0.3)
    expected = offline(classifier, session)
    classifier.reset()
    events, listener, board = hear(classifier, session, speed=speed)
    assert signs(events) == expected
    assert len(expected) > 3
    counters = listener.counters
    assert counters.samples == sum(map(len, session.samples.values()))
    assert (counters.damaged, counters.lost, counters.late, counters.filled, counters.restarts) == (0,) * 5
    assert board.summary.undelivered == 0
    if speed == 1.0:
        assert board.summary.elapsed_s == pytest.approx(session.duration_s, abs=0.5)


def test_the_truth_comes_along_and_is_scored(classifier, session):
    with playing(session, speed=math.inf) as (_, port):
        listener = listening(classifier, port.path)
        tally = Tally(listener)
        truths = []
        for event in listener.events():
            if event is not None:
                tally.add(event)
            if isinstance(event, Truth):
                truths.append((event.label, event.time_s))
        listener.close()
    assert truths == [(mark.name or None, mark.time_ns / 1e9) for mark in session.marks]
    summary = tally.summary()
    assert summary.score.signs == 6
    assert summary.signs > 0
    assert summary.signal_s == pytest.approx(session.duration_s, abs=0.2)


def test_every_fault_on_the_link_is_counted(classifier, session):
    faults = Faults(drop=0.05, corrupt=0.05, noise=0.05, seed=1)
    _, listener, board = hear(classifier, session, speed=math.inf, faults=faults)
    report, counters = board.summary, listener.counters
    assert min(report.vanished, report.corrupted, report.noisy) > 10
    # what vanished or was damaged at the very end of a stream has no successor to tell
    assert report.vanished + report.corrupted - 2 <= counters.lost <= report.vanished + report.corrupted
    assert counters.damaged >= report.corrupted
    assert counters.filled > 0
    assert counters.late == counters.malformed == counters.unknown == 0


def test_an_unplugged_board_is_reported_and_heard_again(tmp_path, tiny_dataset, classifier):
    session = build_session(tiny_dataset, Choice(seed=4, count=2).recordings(tiny_dataset), pause_s=0.1)
    link = tmp_path / "port"
    first, second = PtyPort(), PtyPort()
    link.symlink_to(first.path)
    listener = listening(classifier, str(link))
    board = SimulatedBoard(session, first)
    waiting = threading.Thread(target=board.wait_for_host)
    waiting.start()
    events = listener.events(duration_s=20)
    next(event for event in events if event is None)
    waiting.join(5)
    first.close()
    assert isinstance(next(event for event in events if event is not None), Lost)
    link.unlink()
    link.symlink_to(second.path)
    with playing(session, second, speed=math.inf):
        heard = [event for event in events if event is not None]
        listener.close()
    assert isinstance(heard[0], Returned)
    assert any(isinstance(event, Sign) for event in heard)
    assert listener.counters.reconnects == 1


def test_a_board_that_was_reset_is_asked_to_start_again(tiny_dataset, classifier):
    session = build_session(tiny_dataset, Choice(seed=4, count=2).recordings(tiny_dataset), pause_s=0.1)
    port = PtyPort()
    half = dataclasses.replace(session, samples={name: s[: len(s) // 2] for name, s in session.samples.items()})

    def reset_half_way():
        crashing = SimulatedBoard(half, MutePort(port), speed=math.inf)
        crashing.wait_for_host()
        crashing.play()
        rebooted = SimulatedBoard(session, port, speed=math.inf)
        rebooted.wait_for_host()
        silent.append(time.monotonic())
        rebooted.play()
        rebooted.linger()

    silent = []
    thread = threading.Thread(target=reset_half_way)
    thread.start()
    listener = listening(classifier, port.path)
    began = time.monotonic()
    for _ in listener.events(duration_s=10):
        pass
    listener.close()
    thread.join(10)
    assert silent[0] - began < 1
    counters = listener.counters
    assert counters.samples == sum(map(len, half.samples.values())) + sum(map(len, session.samples.values()))
    assert (counters.late, counters.lost, counters.damaged, counters.restarts) == (0, 0, 0, 1)


class MutePort:
    """A port that loses END: a board that is reset sends none."""

    def __init__(self, port):
        self._port = port
        self.path, self.read, self.read_waiting = port.path, port.read, port.read_waiting

    def write(self, data):
        return self._port.write(data.replace(encode_message(End()), b""))


def test_a_host_that_leaves_and_comes_back_is_served_again(classifier, session):
    with playing(session, speed=4.0) as (board, port):
        for _ in range(2):
            listener = listening(classifier, port.path)
            for _ in listener.events(duration_s=0.7):
                pass
            listener.close()
            assert listener.counters.frames > 20
            time.sleep(0.2)
    assert board.summary.undelivered > 0


def test_a_port_that_does_not_exist_is_one_clear_error(classifier):
    with pytest.raises(StreamError, match="/dev/no-such-port"):
        listening(classifier, "/dev/no-such-port")


@pytest.mark.parametrize("url", ["socket://localhost:1", "socket://nowhere", "strange://x"])
def test_other_bad_ports_are_one_clear_error_too(url):
    with pytest.raises(StreamError, match="The port exists and can be opened"):
        open_port(url)


def test_a_board_refuses_what_it_cannot_do(session):
    port = PtyPort()
    board = SimulatedBoard(session, port)
    host = os.open(port.path, os.O_RDWR | os.O_NOCTTY)
    os.write(host, b"\0" + encode_message(Command(7, CommandCode.BENCH)))
    os.write(host, encode_message(Command(8, CommandCode.START, b"\1\0")))
    board.wait_for_host()
    replies = [message for message in MessageReader().feed(os.read(host, 4096)) if isinstance(message, Reply)]
    assert replies == [Reply(7, CommandCode.BENCH, Status.UNSUPPORTED), Reply(8, CommandCode.START, Status.OK)]
    os.close(host)
    port.close()


@pytest.mark.parametrize("together", [True, False])
def test_twenty_seconds_sent_at_once_lose_nothing(tiny_dataset, classifier, together):
    """All of one stream before the other, as far more bytes than one read takes: over TCP, which keeps them."""
    session = build_session(tiny_dataset, Choice(split=None, count=10).recordings(tiny_dataset), pause_s=1.0)
    assert session.duration_s > 20
    expected = offline(classifier, session)
    windows = classifier.decisions.windows
    classifier.reset()
    infos = [StreamInfo.from_spec(stream) for stream in session.signal.streams]
    wire = b"".join(encode_message(part) for number, info in enumerate(infos) for part in describe(number, info))
    numbers = [0, 0]
    played = packets(session) if together else sorted(packets(session), key=lambda packet: packet[1])
    for _, stream, samples, time_ns in played:
        data = Data(stream, len(samples), numbers[stream], 0, time_ns, samples.astype(infos[stream].dtype).tobytes())
        wire += encode_message(data)
        numbers[stream] += 1
    assert len(wire) > 2 * CHUNK
    with socket.create_server(("localhost", 0)) as server:
        listener = listening(classifier, f"socket://localhost:{server.getsockname()[1]}")
        board, _ = server.accept()
        sending = threading.Thread(target=board.sendall, args=(b"\0" + wire + encode_message(End()),))
        sending.start()
        heard = signs([event for event in listener.events(duration_s=20) if event is not None])
        sending.join()
        listener.close()
        board.close()
    assert heard == expected
    assert classifier.decisions.windows == windows
    assert listener.counters.restarts == listener.counters.skipped == 0
