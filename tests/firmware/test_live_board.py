"""Boards that recognise signs live: their results equal the host's for the same samples."""

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

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device, Observed
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.link.messages import Fault, Mark
from kd_edge.link.protocol import BoardMode, CommandCode, ReportFlag
from tests.deploy.conftest import needs_compiler, needs_qemu
from tests.firmware.conftest import host_says, signs_of
from tests.firmware.played import played

pytestmark = [needs_compiler, needs_qemu, pytest.mark.quiet]

KD_EDGE = [sys.executable, "-c", "from kd_edge.cli import main; main()"]


@pytest.fixture
def flashed(reference: Bundle, tmp_path: Path) -> Iterator[str]:
    """The port of an emulated board that ``kd-edge flash`` has left running."""
    command = ["flash", str(reference.folder), "--board", "netduinoplus2", "--runner", "emulator"]
    done = subprocess.run([*KD_EDGE, *command], cwd=tmp_path, capture_output=True, text=True, check=True)
    found = re.search(r"listen with: kd-edge stream \S+ --port (\S+) --on board", done.stdout)
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
    asks_for_the_boot_loader_that_qemu_lacks(flashed)


def asks_for_the_boot_loader_that_qemu_lacks(port: str) -> None:
    """The firmware restarts, finds its wish in RAM and looks for ST's ROM: a bus fault.  Then the wish is gone."""
    with Device(port) as device:
        device.stop()
        device.request(CommandCode.REBOOT, b"\1")
        fault = next(message for message in device.messages(10.0) if isinstance(message, Fault))
        assert fault.address == 0x1FFF0000
        assert device.info().board == "netduinoplus2"


def test_the_microbit_recognises_live_within_its_16_kb(psl18_live_bundle: Bundle, tmp_path: Path) -> None:
    board = load_board("microbit")
    image = build_firmware(board, psl18_live_bundle, tmp_path, find_toolchain(), optimisation="-Os")
    assert image.total.ram <= 16 * 1024
    observed, truths = Observed(), []
    with emulated_board(board, image.elf) as url, Device(url) as device:
        device.request(CommandCode.START, bytes((BoardMode.CLASSIFY, ReportFlag.SCORES | ReportFlag.FEATURES)))
        for message in device.messages(60.0):
            observed.add(message)
            if isinstance(message, Mark):
                truths.append(message.label)
            if len(observed.scores) == 40:
                break

    manifest = psl18_live_bundle.manifest
    expected = host_says(psl18_live_bundle, played(psl18_live_bundle, board, 7.0))
    frames = observed.frames(manifest.signal.feature_count)
    scores = observed.windows(len(manifest.model.labels))
    assert np.array_equal(frames.view(np.uint32), expected.frames[: len(frames)].view(np.uint32))
    assert np.array_equal(scores, expected.scores[: len(scores)])
    assert signs_of(observed) == expected.signs[: len(observed.decisions)]
    assert len(observed.decisions) > 0
    assert truths[:2] == [-1, psl18_live_bundle.golden.labels[0]]
    assert (device.reader.frames.counters.damaged, device.reader.malformed) == (0, 0)


def test_the_committed_bundle_fits_the_smallest_board_with_room_to_spare(reference: Bundle, tmp_path: Path) -> None:
    ram = build_firmware(load_board("microbit"), reference, tmp_path, find_toolchain()).total.ram
    assert ram <= 16 * 1024 - 512
