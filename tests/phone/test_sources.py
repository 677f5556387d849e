"""Samples from elsewhere than a file: boards behind a port and behind Bluetooth, and the device's own sensors.

Ports and Bluetooth are the browser's own; ``wired.py`` and ``radio.py`` say how a board of the tests comes behind them.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.link.board_port import PtyPort
from kd_edge.link.ports import open_port
from kd_edge.phone.write import Page
from kd_edge.play.session import Session, build_session
from kd_edge.play.simulated_board import SimulatedBoard
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import SMALL
from tests.phone.conftest import served
from tests.phone.radio import READING, Radio
from tests.phone.truth import HOPS, SIGNS, expected
from tests.phone.wired import CHOOSE


@pytest.fixture(scope="module")
def short() -> Session:
    """Ten seconds."""
    dataset = synthesise(replace(SMALL, signs=6, sensors=2, subjects=1, repetitions=1, rest_repetitions=0, seed=12))
    return build_session(dataset, dataset.recordings[:3], pause_s=0.4)


@contextmanager
def board(session: Session, port: PtyPort) -> Iterator[None]:
    """A board that plays behind ``port``, and is told to stop in the end."""
    simulated = SimulatedBoard(session, port, speed=math.inf)

    def play() -> None:
        simulated.wait_for_host()
        simulated.play()
        simulated.linger()

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    yield
    thread.join(20)
    assert not thread.is_alive(), "the board was told to stop"


@contextmanager
def page_of(chromium: Any, page: Page, script: str | None = None, port: int = 0) -> Iterator[Any]:
    """The page, which keeps what it recognises; ``port`` if it matters which TCP port it comes from."""
    with served(page.folder, port) as server:
        opened = chromium.new_page()
        if script is not None:
            opened.add_init_script(script)
        opened.goto(f"http://127.0.0.1:{server.port}/")
        opened.wait_for_function("() => kdEdge.ready", timeout=20_000)
        opened.evaluate("() => { kdEdge.keep = true; }")
        yield opened
        opened.close()


ENDED = "() => kdEdge.events.some(({ event }) => event === 'ended')"


def check_session(opened: Any, reference: Bundle, session: Session) -> None:
    """The page has Python's scores of the whole session, and lost nothing."""
    hops, signs = expected(reference, session)
    assert len(hops) > 30
    assert opened.evaluate(HOPS) == hops
    assert opened.evaluate(SIGNS) == signs
    counters = opened.evaluate("() => kdEdge.counters")
    assert counters["lost"] == counters["damaged"] == counters["refused"] == 0


def test_a_board_on_a_serial_port(
    chromium: Any, wire: PtyPort, wired_port: int | None, page: Page, reference: Bundle, short: Session
) -> None:
    """Chromium's Web Serial: a session; then a board that is silent, that speaks something else, that is pulled out."""
    if wired_port is None:
        pytest.skip("this system lets no pseudo-terminal take the place of a serial device")
    with page_of(chromium, page, f"({CHOOSE})()", wired_port) as opened, board(short, wire):
        opened.click("#serial")
        opened.wait_for_function(ENDED, timeout=15_000)
        check_session(opened, reference, short)
        opened.click("#serial")  # leaves it
        opened.wait_for_function("() => document.getElementById('link').textContent === 'ready'")
    with page_of(chromium, page, f"({CHOOSE})()", wired_port) as opened:
        opened.click("#recording")
        opened.wait_for_function("() => kdEdge.counters?.frames > 0", timeout=5_000)
        opened.evaluate("() => { kdEdge.listen_ms = 400; }")
        opened.click("#serial")  # silent, whatever the recording before it said
        opened.wait_for_function("() => !document.getElementById('notice').hidden", timeout=5_000)
        assert "The board says nothing" in opened.text_content("#notice")
        opened.click("#serial")
        opened.wait_for_function("() => document.getElementById('link').textContent === 'ready'")
        opened.click("#serial")
        opened.wait_for_function("() => document.getElementById('link').textContent === 'live'")
        wire.write(b"AT+GMR\r\n" * 30 + bytes(3))
        opened.wait_for_function("() => document.getElementById('notice').textContent.includes('nothing of kd-edge')")
        wire.close()
        opened.wait_for_function("() => document.getElementById('notice').textContent.includes('The port was lost')")
        assert opened.text_content("#link") == "device gone"
        opened.click("#serial")  # no device any more
        opened.wait_for_function("() => document.getElementById('notice').textContent.includes('cannot be opened')")


def test_a_board_by_bluetooth(chromium: Any, page: Page, reference: Bundle, short: Session) -> None:
    """Chromium's Web Bluetooth, with its emulation of a board."""
    port = PtyPort()
    with page_of(chromium, page, READING) as opened, board(short, port):
        host = open_port(port.path)
        radio = Radio(chromium, opened, host)
        opened.click("#bluetooth")
        radio.until(lambda: bool(opened.evaluate(ENDED)), 30)
        check_session(opened, reference, short)
        opened.click("#bluetooth")  # leaves it
        radio.until(lambda: bool(opened.evaluate("() => document.getElementById('link').textContent === 'ready'")), 5)
        radio.close()
        host.close()


MOTION = """async ([about, readings]) => {
  const { Motion, misfit } = await import("./motion.js");
  const told = [], tell = (stream, raw, start_ns) => told.push([Array.from(raw), Number(start_ns)]);
  const motion = new Motion(about, tell);
  for (const { time_ms, acc, turn } of readings) {
    motion.take({ timeStamp: time_ms, accelerationIncludingGravity: acc, rotationRate: turn });
  }
  return { misfit: misfit(about), told };
}"""


def test_the_devices_own_motion(chromium: Any, page: Page) -> None:
    """Readings at uneven times become samples on the stream's grid, on straight lines, in its units and its axes."""
    stream = {
        "name": "wrist",
        "channels": ["accX", "accZ", "gyrX"],
        "units": ["g", "g", "dps"],
        "scale": [1 / 2048, 1 / 2048, 1 / 16],
        "sample_type": "int16",
        "period_ns": 16_000_000,
    }
    rng = np.random.default_rng(3)
    times = 1000 + np.cumsum(rng.uniform(8, 25, 40))
    values = rng.normal(size=(40, 3)) * [9.8, 9.8, 90]
    readings = [
        {"time_ms": time, "acc": {"x": x, "y": 0, "z": z}, "turn": {"alpha": 0, "beta": turn, "gamma": 0}}
        for time, (x, z, turn) in zip(times.tolist(), values.tolist(), strict=True)
    ]
    with served(page.folder) as server:
        opened = chromium.new_page()
        opened.goto(f"http://127.0.0.1:{server.port}/")
        opened.wait_for_function("() => kdEdge.ready", timeout=20_000)
        done = opened.evaluate(MOTION, [{"streams": [stream]}, readings])
        title = opened.get_attribute("#motion", "title")
        opened.close()
    assert done["misfit"] is None
    assert title == "The bundle wants 2 streams (emg, imu); this device has one."
    rows = np.concatenate([np.reshape(raw, (-1, 3)) for raw, _ in done["told"]])
    grid = np.arange(len(rows)) * 16.0
    assert done["told"][0][1] == 0
    factors = np.array([2048 / 9.80665, 2048 / 9.80665, 16])
    wanted = np.column_stack([np.interp(grid, times - times[0], column) for column in values.T]) * factors
    assert len(rows) == (times[-1] - times[0]) // 16 + 1
    np.testing.assert_array_equal(rows, np.clip(np.floor(wanted + 0.5), -32768, 32767))
