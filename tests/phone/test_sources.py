"""Samples from elsewhere than a file: boards behind a port and behind Bluetooth, and the device's own sensors.

Headless browsers show no chooser, and no browser takes a pseudo-terminal for a serial port, since the system does not
list it among its devices.  So the page's port is a stand-in with the same streams, whose bytes come from a
pseudo-terminal by way of a WebSocket; all that follows, from asking for a port on, is the page's own code.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from kd_edge.bundle import Bundle
from kd_edge.errors import StreamError
from kd_edge.link.board_port import PtyPort
from kd_edge.link.ports import open_port
from kd_edge.phone.write import Page
from kd_edge.play.session import Session, build_session
from kd_edge.play.simulated_board import SimulatedBoard
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import SMALL
from tests.phone.conftest import served
from tests.phone.truth import HOPS, SIGNS, expected

STAND_INS = (Path(__file__).parent / "stand_ins.js").read_text()


@pytest.fixture(scope="module")
def short() -> Session:
    """Twenty seconds."""
    dataset = synthesise(replace(SMALL, signs=6, sensors=2, subjects=1, repetitions=1, rest_repetitions=0, seed=12))
    return build_session(dataset, dataset.recordings, pause_s=0.4)


@contextmanager
def board_behind_socket(session: Session) -> Iterator[str]:
    """A board behind a pseudo-terminal, which a WebSocket passes on; its address."""
    port = PtyPort()
    board = SimulatedBoard(session, port, speed=math.inf)

    def play() -> None:
        board.wait_for_host()
        board.play()
        board.linger()

    def relay(socket: ServerConnection) -> None:
        host = open_port(port.path)

        def upwards() -> None:
            try:
                while True:
                    if data := host.read():
                        socket.send(data)
            except (StreamError, ConnectionClosed, OSError, TypeError):  # either side has gone
                pass

        reading = threading.Thread(target=upwards, daemon=True)
        reading.start()
        for data in socket:
            assert isinstance(data, bytes)
            host.write(data)
        host.close()

    with serve(relay, "127.0.0.1", 0) as server:
        threads = [threading.Thread(target=each, daemon=True) for each in (play, server.serve_forever)]
        for thread in threads:
            thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        threads[0].join(20)
        assert not threads[0].is_alive(), "the board was told to stop"
        server.shutdown()


@pytest.mark.parametrize("source", ["serial", "bluetooth"])
def test_a_board(source: str, chromium: Any, page: Page, reference: Bundle, short: Session) -> None:
    hops, signs = expected(reference, short)
    assert len(hops) > 50
    with served(page.folder) as server, board_behind_socket(short) as address:
        opened = chromium.new_page()
        opened.add_init_script(f"(() => {{ {STAND_INS.replace('@URL@', address)} }})()")
        opened.goto(f"http://127.0.0.1:{server.port}/")
        opened.wait_for_function("() => kdEdge.ready", timeout=20_000)
        opened.evaluate("() => { kdEdge.keep = true; }")
        opened.click(f"#{source}")
        opened.wait_for_function("() => kdEdge.events.some(({ event }) => event === 'ended')", timeout=15_000)
        assert opened.evaluate(HOPS) == hops
        assert opened.evaluate(SIGNS) == signs
        counters = opened.evaluate("() => kdEdge.counters")
        assert counters["lost"] == counters["damaged"] == counters["refused"] == 0
        opened.click(f"#{source}")  # leaves it
        opened.wait_for_function("() => window.kdClosed")
        opened.close()


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
