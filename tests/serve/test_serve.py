"""Several sources in one process: each gives the signs that it gives alone, and what is said over HTTP is true."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families
from websockets.sync.client import connect

from kd_edge.cli import main
from kd_edge.contract import NS_PER_S
from kd_edge.errors import StorageError, StreamError
from kd_edge.link.board_port import PtyPort
from kd_edge.live import pacing
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.events import Event, Sign
from kd_edge.live.listen import Listener
from kd_edge.live.offline import replay
from kd_edge.live.on_host import HostRecogniser
from kd_edge.live.pacing import LONGEST_NS
from kd_edge.play.session import Choice, build_session
from kd_edge.play.simulated_board import SimulatedBoard
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.serve.overview import Overview
from kd_edge.serve.pages import web
from kd_edge.serve.streams import Stream, serve
from kd_edge.source import Item
from kd_edge.sources.board import Board
from kd_edge.sources.replay import Replay
from kd_edge.sources.sensing import Sensing

KD_EDGE = [sys.executable, "-c", "from kd_edge.cli import main; main()"]


@pytest.fixture
def archive(tiny_dataset: Dataset, tmp_path: Path) -> str:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    return str(tmp_path / "tiny.npz")


def fetched(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def test_streams_side_by_side_give_what_each_gives_alone(tiny_export: Path, archive: str) -> None:
    """Two boards over ports and a replay, while a browser and Prometheus ask."""
    with ExitStack() as stack:
        ports = []
        for _ in range(2):
            command = [*KD_EDGE, "simulate", archive, "--count", "4", "--json"]
            board = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            stack.callback(board.kill)
            assert board.stdout is not None
            ports.append(json.loads(board.stdout.readline())["port"])
        sources = [f"left=port:{ports[0]}", f"right=port:{ports[1]}", f"played=replay:{archive}"]
        options = [word for source in sources for word in ("--source", source)]
        command = [
            *KD_EDGE,
            "serve",
            str(tiny_export),
            *options,
            "--recordings",
            "4",
            "--http",
            "127.0.0.1:0",
            "--json",
        ]
        serving = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        stack.callback(serving.kill)
        assert serving.stdout is not None
        url = json.loads(serving.stdout.readline())["page"]
        first = serving.stdout.readline()
        assert "<title>kd-edge serve</title>" in fetched(url)
        assert "<title>kd-edge live</title>" in fetched(f"{url}?source=left")
        assert [each["name"] for each in json.loads(fetched(f"{url}streams.json"))] == ["left", "right", "played"]
        families = {each.name: each for each in text_string_to_metric_families(fetched(f"{url}metrics"))}
        frames = {each.labels["stream"]: each.value for each in families["kd_edge_frames"].samples}
        assert frames["left"] > 0
        assert {each.value for each in families["kd_edge_lost"].samples} == {0}
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetched(f"{url}../etc/passwd")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetched(f"{url}?source=nobody")
        lines = [json.loads(line) for line in (first, *serving.stdout)]
    alone = CliRunner().invoke(
        main, ["stream", str(tiny_export), "--replay", archive, "--recordings", "4", "--speed", "max", "--json"]
    )
    wanted = [json.loads(line) for line in alone.stdout.splitlines()]
    signs = [(line["label"], line["time_s"]) for line in wanted if line["event"] == "sign"]
    assert signs
    for name in ("left", "right", "played"):
        heard = [line for line in lines if line.get("stream") == name and line["event"] == "sign"]
        assert [(line["label"], line["time_s"]) for line in heard] == signs
    finished = lines[-1]["streams"]
    assert [each["state"] for each in finished] == ["ended"] * 3
    assert [each["counters"]["lost"] for each in finished] == [0] * 3


class BreaksOff(Replay):
    """A source that becomes useless in mid-stream."""

    def read(self) -> list[Item]:
        if self.counters.samples > 2000:
            raise StreamError("A sensor stays awake", found="one asleep", remedy="wake it")
        return super().read()


def test_one_that_fails_does_not_end_the_others(tiny_bundle, linear_engine, tiny_dataset: Dataset) -> None:
    session = build_session(tiny_dataset, Choice(count=3).recordings(tiny_dataset), pause_s=0.3)
    streams = []
    for kind in (Replay, BreaksOff):
        recogniser = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))
        listener = Listener(recogniser, kind(session, tiny_dataset.signal, speed=math.inf))
        streams.append(Stream(kind.__name__, "", listener, lambda *_: None))
    serve(streams)
    good, bad = (stream.snapshot for stream in streams)
    assert (good.state, bad.state) == ("ended", "failed")
    assert good.counters.samples == sum(map(len, session.samples.values()))
    assert bad.windows < good.windows
    assert bad.error == "A sensor stays awake. Found: one asleep. Remedy: wake it."


class Rested(Board):
    """A board that counts how often its listener rests."""

    rests = 0

    def rest(self, until_ns: int) -> bool:
        self.rests += 1
        return super().rest(until_ns)


@pytest.mark.quiet
def test_a_board_is_read_as_it_sends_only_while_a_page_is_open(
    tiny_bundle, linear_engine, tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page, then the stream's own, then none: the signs are those of the whole session."""
    monkeypatch.setattr(pacing, "ROUND_NS", pacing.ROUND_NS // 10)
    monkeypatch.setattr(pacing, "AWAKE_NS", pacing.AWAKE_NS // 10)
    monkeypatch.setattr(pacing, "STEADY_NS", NS_PER_S)  # this machine may be busy
    session = build_session(tiny_dataset, Choice(count=4).recordings(tiny_dataset), pause_s=0.3)
    expected = [tiny_dataset.labels[sign.label] for sign in replay(LiveClassifier(tiny_bundle, linear_engine), session)]
    signs: list[str] = []
    overview, port = Overview(), PtyPort()
    board = SimulatedBoard(session, port)

    def play() -> None:
        board.wait_for_host()
        board.play()
        board.linger()

    def tell(name: str, event: Event) -> None:
        overview.cards[name].tell(event)
        signs.extend([event.label] if isinstance(event, Sign) else [])

    source = Rested(Sensing(tiny_dataset.signal), port.path)
    recogniser = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine), hops=True)
    stream = Stream("board", "", Listener(recogniser, source), tell)
    overview.add("board", "", tiny_bundle, stream.listener)
    playing = threading.Thread(target=play)
    playing.start()
    with web([stream], overview, "127.0.0.1", 0) as server:
        stream.start()
        until(lambda: source.rests > 3)
        address = f"{server.url}live?source=board".replace("http", "ws", 1)
        with connect(address, close_timeout=0.1) as looking:  # whose messages are not read
            looking.recv()
            time.sleep(2 * LONGEST_NS / NS_PER_S)  # what it rests already
            rests, windows = source.rests, recogniser.windows
            until(lambda: recogniser.windows > windows + 4)
            assert source.rests == rests
        until(lambda: source.rests > rests + 3)
        board._speed = math.inf  # the rest need not take its time
        until(lambda: not stream.is_alive)
        stream.stop()
    playing.join()
    port.close()
    assert signs == expected
    assert stream.snapshot.state == "ended"
    assert stream.snapshot.counters.lost == 0


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Slow(Replay):
    """A source that takes its time, and cannot be closed."""

    def read(self) -> list[Item]:
        time.sleep(0.3)
        return super().read()

    def close(self) -> None:
        super().close()
        raise StreamError("A port can be closed", found="one that cannot", remedy="unplug it")


@pytest.mark.quiet
def test_all_streams_end_together_even_if_one_cannot_be_closed(
    tiny_bundle, linear_engine, tiny_dataset: Dataset
) -> None:
    session = build_session(tiny_dataset, Choice(count=3).recordings(tiny_dataset), pause_s=0.3)
    streams = []
    for number in range(6):
        recogniser = HostRecogniser(LiveClassifier(tiny_bundle, linear_engine))
        streams.append(
            Stream(str(number), "", Listener(recogniser, Slow(session, tiny_dataset.signal)), lambda *_: None)
        )
    began_s = time.monotonic()
    with pytest.raises(StreamError, match="A port can be closed"):
        serve(streams, duration_s=0.1)
    assert time.monotonic() - began_s < 6 * 0.3  # one after the other
    assert not any(stream.is_alive for stream in streams)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--source", "x=abacus:1"], "is not NAME=KIND:ADDRESS"),
        (["--source", "x=port:a", "--source", "x=port:b"], "names two sources"),
        ([], "Name sources with --source"),
        (["--source", "x=port:a", "--http", "80"], "is not HOST:PORT"),
    ],
)
def test_what_cannot_be_served_is_one_clear_line(tiny_export: Path, arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["serve", str(tiny_export), *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_address_that_is_taken_is_named() -> None:
    with web([], Overview(), "127.0.0.1", 0) as server:
        taken = web([], Overview(), "127.0.0.1", int(server.url.rpartition(":")[2].strip("/")))
        with pytest.raises(StorageError, match="choose another with --http"):
            taken.__enter__()
