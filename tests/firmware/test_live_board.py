"""Boards that recognise signs live: what they say is what the host makes of the same samples."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.emulated import emulated_board
from kd_edge.deploy.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import open_engine
from kd_edge.stream.events import Event, Sign, Truth
from kd_edge.stream.listen import Listener
from kd_edge.stream.live import LiveClassifier
from kd_edge.stream.on_board import BoardRecogniser
from kd_edge.stream.receive import LinkCounters
from tests.deploy.conftest import needs_compiler, needs_qemu
from tests.firmware.played import played, recognised

pytestmark = [needs_compiler, needs_qemu]

KD_EDGE = [sys.executable, "-c", "from kd_edge.cli import main; main()"]


@pytest.fixture
def flashed(reference: Bundle, tmp_path: Path) -> Iterator[str]:
    """The port of an emulated board that ``kd-edge flash`` has left running."""
    command = ["flash", str(reference.folder), "--board", "netduinoplus2", "--runner", "emulator"]
    done = subprocess.run([*KD_EDGE, *command], cwd=tmp_path, capture_output=True, text=True, check=True)
    found = re.search(r"on (socket://\S+) carries 'reference'", done.stdout)
    assert found is not None, done.stdout
    try:
        yield found[1]
    finally:
        state = tmp_path / "build/firmware/netduinoplus2/emulator.json"
        os.kill(json.loads(state.read_text())["pid"], signal.SIGKILL)


def stream(bundle: Bundle, port: str, where: str) -> list[dict[str, Any]]:
    """What ``kd-edge stream`` prints until it has seen two signs."""
    command = ["stream", str(bundle.folder), "--port", port, "--on", where, "--count", "2", "--json"]
    done = subprocess.run([*KD_EDGE, *command], capture_output=True, timeout=60, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_flash_and_stream_show_signs_on_the_board_and_on_the_host(reference: Bundle, flashed: str) -> None:
    said = {where: stream(reference, flashed, where) for where in ("board", "host")}
    signs = {
        where: [(line["label"], line["confidence"], line["time_s"]) for line in lines if line["event"] == "sign"]
        for where, lines in said.items()
    }
    truths = [line["label"] for line in said["board"] if line["event"] == "truth" and line["label"] is not None]
    assert signs["board"] == signs["host"]
    assert [label for label, _, _ in signs["board"]] == truths[:2]
    counters = {where: lines[-1]["counters"] for where, lines in said.items()}
    assert {name for name, count in counters["board"].items() if count} == {"frames"}
    assert {name for name, count in counters["host"].items() if count} == {"frames", "samples"}


def test_the_microbit_recognises_live_within_its_16_kb(reference: Bundle, tmp_path: Path) -> None:
    board = load_board("microbit")
    image = build_firmware(board, reference, tmp_path, find_toolchain(), optimisation="-Os")
    assert image.total.ram <= 16 * 1024
    with emulated_board(board, image.elf) as url:
        listener = Listener(BoardRecogniser(reference), url)
        events: list[Event | None] = []
        for event in listener.events(duration_s=60):
            events.append(event)
            if len(signs_of(events)) == 2:
                break
        listener.close()

    assert listener.counters == LinkCounters(frames=listener.counters.frames)
    classifier = LiveClassifier(reference, open_engine(reference.read(INT8_MODEL), "tflm"))
    expected = recognised(classifier, played(reference, board, 8.0))
    heard = signs_of(events)
    assert heard == [(sign.label, round(sign.confidence, 4), sign.time_ns / 1e9) for sign in expected][:2]
    truths = [event.label for event in events if isinstance(event, Truth) and event.label is not None]
    assert [reference.manifest.model.labels[label] for label, _, _ in heard] == truths[:2]


def signs_of(events: list[Event | None]) -> list[tuple[int, float, float]]:
    return [(event.index, event.confidence, event.time_s) for event in events if isinstance(event, Sign)]
