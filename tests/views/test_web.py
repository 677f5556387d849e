"""The live page: what a browser shows is what was sent, and nobody else gets it."""

from __future__ import annotations

import asyncio
import json
import struct
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from kd_edge.bundle import Bundle
from kd_edge.errors import StreamError
from kd_edge.live.events import Hop, Sign
from kd_edge.live.summary import Summary
from kd_edge.play.session import Choice, build_session
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.source import Counters, Lost, Remark, Returned, Samples, StreamInfo, Timing, Truth
from kd_edge.views.web.channel import QUEUE, REMEMBERED, Channel, Client
from kd_edge.views.web.messages import hello, samples_message
from kd_edge.views.web.server import FULL, PAGES, Server
from kd_edge.views.web.view import WebView
from tests.views.browser import STATE, browser, browser_path, live_page

SIGN = Sign("SIGN1", 1, 0.9, 3.5, 0.4)


@pytest.fixture
def view(tiny_bundle: Bundle) -> Iterator[WebView]:
    opened = WebView(tiny_bundle)
    yield opened
    opened.close()


def socket_of(url: str) -> str:
    return url.replace("http://", "ws://").replace("/?", "/live?") + ("" if "?" in url else "live")


def soon(reached, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.skipif(browser_path() is None, reason="no browser on this machine")
def test_a_browser_shows_every_sample_and_every_sign(tiny_export: Path, tiny_dataset: Dataset, tmp_path: Path) -> None:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    session = build_session(tiny_dataset, Choice(count=3).recordings(tiny_dataset))
    with browser() as opened, live_page(tiny_export, tmp_path / "tiny.npz", "--count", "3") as (url, listener):
        errors: list[str] = []
        page = opened.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        page.wait_for_function("() => kdEdge.hops > 0", timeout=20_000)
        page.reload()  # a tab that is closed and opened again goes on
        page.wait_for_function("() => kdEdge.hops > 0", timeout=20_000)
        begun = page.evaluate(STATE)
        page.wait_for_function("() => document.getElementById('link').textContent.includes('stopped')", timeout=20_000)
        state = page.evaluate(STATE)
        assert listener.stdout is not None
        events = [json.loads(line) for line in listener.stdout]
    assert not errors
    assert state["dropped"] == state["lost"] == state["missing"] == 0
    assert state["redraws"] - begun["redraws"] > 20
    assert sum(event["event"] == "sign" for event in events) >= state["signs"]
    for name, samples in session.samples.items():
        assert 0 < state["samples"][name] <= len(samples)
    finished = events[-1]
    assert finished["event"] == "finished"
    assert finished["counters"]["samples"] == sum(map(len, session.samples.values()))


def test_samples_arrive_in_their_units_with_their_times(tiny_bundle: Bundle) -> None:
    stream = tiny_bundle.manifest.signal.streams[1]
    raw = np.arange(12, dtype=np.int16).reshape(2, 6) * 100
    message = samples_message(1, StreamInfo.from_spec(stream), Samples("imu", raw, 5_000_000, 11_700_000), 0)
    version, number, channels, count, time_s, _ = struct.unpack_from("<BBHIdd", message)
    assert (version, number, channels, count, time_s) == (1, 1, 6, 2, 0.005)
    values = np.frombuffer(message, "<f4", offset=24).reshape(2, 6)
    np.testing.assert_array_equal(values, raw * np.array(stream.scale, np.float32))


def test_the_page_knows_what_each_label_must_reach(tiny_bundle: Bundle) -> None:
    said = hello(tiny_bundle)
    assert said["labels"] == tiny_bundle.manifest.model.labels
    assert said["gates"] == [0.5, 0.5, 0.5]
    assert [stream["name"] for stream in said["streams"]] == ["emg", "imu"]


def test_a_page_that_is_opened_later_is_told_the_signs_but_not_the_scores(view: WebView) -> None:
    view.tell(SIGN)
    view.tell(Hop(3.6, (0.1, 0.9, 0.0), 1))
    with connect(socket_of(view.url)) as page:
        assert [json.loads(page.recv(timeout=5))["event"] for _ in range(2)] == ["hello", "sign"]
        soon(lambda: view.channel.pages == 1)
        view.tell(Hop(3.7, (0.1, 0.9, 0.0), None))
        assert json.loads(page.recv(timeout=5)) == {
            "event": "hop", "time_s": 3.7, "scores": [0.1, 0.9, 0.0], "vote": None, "activity": None,
        }  # fmt: skip
    soon(lambda: view.channel.pages == 0)


def test_measured_rates_push_no_sign_off_a_page_that_is_opened_later(view: WebView) -> None:
    """Hours of them; only the newest of each stream, and whether the device is there, matter to a new page."""
    view.tell(SIGN)
    for number in range(REMEMBERED + 10):
        view.tell(Timing("emg", 1111.1, 1111.0 + number / 1000, None, 1.0, "host"))
        view.tell(Lost("unplugged"))
        view.tell(Returned(0.5))
    view.tell(Truth("UP", 4.0))
    view.tell(Remark("an electrode is loose"))
    with connect(socket_of(view.url)) as page:
        told = [json.loads(page.recv(timeout=5)) for _ in range(6)]
        assert [event["event"] for event in told] == ["hello", "sign", "truth", "remark", "timing", "returned"]
        assert told[4]["rate_hz"] == pytest.approx(1111.0 + (REMEMBERED + 9) / 1000)


def test_pages_are_told_that_a_session_has_ended(view: WebView) -> None:
    summary = Summary(1, 2, 3.0, 4.0, Counters(samples=5), None)
    with connect(socket_of(view.url)) as page:
        assert json.loads(page.recv(timeout=5))["event"] == "hello"
        soon(lambda: view.channel.pages == 1)
        view.finish(summary)
        view.close()
        told = json.loads(page.recv(timeout=5))
        assert (told["event"], told["counters"]["samples"]) == ("finished", 5)


def test_a_page_that_is_opened_while_a_sign_is_on_its_way_is_told_it_once() -> None:
    async def opened_in_between() -> list[str | bytes]:
        channel = Channel("index.html")
        channel.loop = asyncio.get_running_loop()
        channel.enter()
        channel.send(["a sign"], remember=True)
        channel.keep("link", "lost")
        late = channel.enter()
        channel.send(["another"])
        await asyncio.sleep(0)
        return list(late.waiting)

    assert asyncio.run(opened_in_between()) == ["a sign", '"lost"', "another"]


def test_a_browser_that_does_not_read_loses_messages_and_holds_nobody_up() -> None:
    client = Client()
    client.put([str(number) for number in range(QUEUE + 3)])
    assert client.dropped == 3
    assert (client.waiting[0], client.waiting[-1]) == ("3", str(QUEUE + 2))


def test_an_address_that_others_reach_needs_the_token(tiny_bundle: Bundle) -> None:
    view = WebView(tiny_bundle, "0.0.0.0")
    try:
        assert "?token=" in view.url
        assert "0.0.0.0" not in view.url  # which no phone can open
        address = view.url
        with urllib.request.urlopen(address) as page:
            assert b"kd-edge live" in page.read()
        bare = address.split("?")[0]
        for wrong in (bare, f"{bare}?token=%C3%A9"):
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(wrong)
        with pytest.raises((InvalidStatus, ConnectionClosed)), connect(f"{socket_of(bare)}") as refused:
            refused.recv(timeout=5)
        with connect(socket_of(address)) as page:
            assert json.loads(page.recv(timeout=5))["event"] == "hello"
    finally:
        view.close()


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}], ids=["name", "origin"]
)
def test_pages_of_other_sites_are_refused(view: WebView, headers: dict[str, str]) -> None:
    if "Host" in headers:
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(urllib.request.Request(view.url, headers=headers))
        return
    with (
        pytest.raises((InvalidStatus, ConnectionClosed)),
        connect(socket_of(view.url), origin=headers["Origin"]) as refused,
    ):
        refused.recv(timeout=5)


def test_a_taken_port_is_said(view: WebView) -> None:
    port = int(view.url.split(":")[-1].strip("/"))
    with pytest.raises(StreamError, match=r"free address.*--view-port"):
        Server({"": Channel("index.html")}, "127.0.0.1", port)


def test_only_so_many_pages_are_open_and_a_further_one_is_told(view: WebView) -> None:
    with ExitStack() as stack:
        pages = [stack.enter_context(connect(socket_of(view.url))) for _ in range(PAGES)]
        soon(lambda: view.channel.pages == PAGES)
        with connect(socket_of(view.url)) as refused, pytest.raises(ConnectionClosed) as closed:
            refused.recv(timeout=5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == FULL
        assert closed.value.rcvd.reason.startswith(f"{PAGES} pages are open already")
        pages[0].close()
        soon(lambda: view.channel.pages == PAGES - 1)
        with connect(socket_of(view.url)) as page:
            assert json.loads(page.recv(timeout=5))["event"] == "hello"
