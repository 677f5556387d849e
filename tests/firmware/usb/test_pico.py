"""The Pico's own USB in rp2040js: the transcript of every controller, another project's host, and full speed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kd_edge.bundle import open_bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.emulators import rp2040
from kd_edge.deploy.images.elf import flash_content
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.link.codec import DELIMITER
from kd_edge.link.messages import Command, Info, Measurement, encode_message
from kd_edge.link.protocol import CommandCode, Subject
from tests.deploy.conftest import needs_compiler, needs_rp2040js
from tests.firmware.usb.bus import Bus, Host, bus_of
from tests.firmware.usb.transcript import enumerates, messages, open_port, play

pytestmark = [needs_compiler, needs_rp2040js]

HERE = Path(__file__).parent
REFERENCE = Path(__file__).parents[3] / "export" / "reference"
EMULATOR = Path(rp2040.__file__).with_name("rp2040js")
FULL_SPEED_BYTES = 64 * 19 * 1000
"""Most that bulk packets carry in a second: 19 in every frame of 1 ms, says USB 2.0, table 5-9."""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pico")
    elf = build_firmware(load_board("pico"), open_bundle(REFERENCE), folder, find_toolchain()).elf
    path = folder / "firmware.bin"
    path.write_bytes(flash_content(elf)[1])
    return path


def node(script: str, image: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command that runs a script of this folder on an image, and its environment."""
    program, modules = rp2040.find_rp2040js()
    command = [program, str(HERE / script), str(EMULATOR), str(image), *arguments]
    return command, {**os.environ, "NODE_PATH": str(modules)}


@contextmanager
def plugged_in(image: Path) -> Iterator[Bus]:
    command, environment = node("pico.cjs", image)
    with bus_of(command, env=environment) as bus:
        yield bus


def test_the_pico_passes_the_transcript(image: Path) -> None:
    with plugged_in(image) as bus:
        play(Host(bus), "kd-edge pico", None, can_be_busy=False)


def test_a_host_that_was_written_elsewhere_enumerates_the_pico_and_talks_to_it(image: Path) -> None:
    request = DELIMITER + encode_message(Command(9, CommandCode.INFO, b""))
    command, environment = node("their_host.cjs", image, request.hex(), "80")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    _, info = messages(bytes.fromhex(done.stdout))
    assert isinstance(info, Info)
    assert info.board == "pico"


def test_the_pico_fills_a_full_speed_bus(image: Path) -> None:
    with plugged_in(image) as bus:
        host = Host(bus)
        enumerates(host, "kd-edge pico")
        open_port(host)
        frames = bytes((Subject.LINK,)) + (2000).to_bytes(2, "little")
        assert host.give(DELIMITER + encode_message(Command(9, CommandCode.BENCH, frames)))
        data = bytes.fromhex(bus.ask("pull 100"))
    whole = data[: data.rindex(b"\0") + 1]
    came = [message for message in messages(whole) if isinstance(message, Measurement)]
    assert [message.index for message in came] == list(range(len(came)))
    assert len(data) / 0.1 > 0.9 * FULL_SPEED_BYTES
