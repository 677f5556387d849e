"""A sensing source of one's own: the documented example on an emulated board, and what is said of faulty ones."""

from __future__ import annotations

import re
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from kd_edge.bundle import Bundle
from kd_edge.cli import main
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.elf import read_symbols
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.source import Samples
from kd_edge.sources.board import Board
from kd_edge.sources.sensing import Sensing
from tests.deploy.conftest import needs_compiler, needs_qemu

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "own_sensing" / "my_sensors.c"
SAMPLES = 1200
"""Of the EMG: more than the thousand after which the example's values repeat."""

pytestmark = needs_compiler


def test_the_example_has_at_most_twenty_lines_and_is_the_documented_one() -> None:
    text = EXAMPLE.read_text()
    code = [line for line in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).splitlines() if line.strip()]
    assert len(code) <= 20
    assert text[text.index("#include") :].strip() in (ROOT / "docs" / "sensors.md").read_text()


@needs_qemu
def test_its_samples_arrive_bit_for_bit(reference: Bundle, tmp_path: Path) -> None:
    board, signal = load_board("netduinoplus2"), reference.manifest.signal
    image = build_firmware(board, reference, tmp_path, find_toolchain(), sensing=EXAMPLE)
    heard: dict[str, list[Samples]] = {stream.name: [] for stream in signal.streams}
    with emulated_board(board, image.elf) as url:
        source = Board(Sensing(signal), url)
        until = time.monotonic() + 60
        while sum(len(block.values) for block in heard["emg"]) < SAMPLES:
            assert time.monotonic() < until, source.counters
            for item in source.read():
                if isinstance(item, Samples):
                    heard[item.stream].append(item)
        counters = source.counters
        source.close()
    assert (counters.lost, counters.late, counters.damaged, counters.malformed, counters.device_dropped) == (0,) * 5
    for stream in signal.streams:
        values = np.concatenate([block.values for block in heard[stream.name]])
        assert values.dtype == np.int16
        assert np.array_equal(values, expected(len(values), len(stream.channels)))
        starts = [block.start_ns for block in heard[stream.name]]
        lengths = [len(block.values) for block in heard[stream.name]]
        assert starts == [sum(lengths[:at]) * stream.sample_period_ns for at in range(len(starts))]


def expected(samples: int, channels: int) -> NDArray[np.int16]:
    """What the example says that it senses, int16 ``(samples, channels)``."""
    return (np.arange(samples)[:, None] % 1000 + 1000 * np.arange(channels)).astype(np.int16)


@pytest.mark.slow
def test_it_takes_the_place_of_a_boards_sensors(reference: Bundle, tmp_path: Path) -> None:
    image = build_firmware(load_board("pico"), reference, tmp_path, find_toolchain(), sensing=EXAMPLE)
    assert image.unsensed == ()
    assert not {symbol.name for symbol in read_symbols(image.elf)} & {"kd_imu_start", "muscles"}


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        pytest.param("mine.c", "int kd_mine(int spare) { return 0; }\n", r"mine\.c:1:", marks=pytest.mark.slow),
        pytest.param("mine.c", "int kd_mine;\n", "kd_sense_fetch", marks=pytest.mark.slow),
        ("mine.cpp", "", r"A sensing source is a C file. Found: .*mine\.cpp"),
    ],
)
def test_a_fault_in_it_is_shown(name: str, text: str, found: str, reference: Bundle, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    arguments = ["build", str(reference.folder), "--board", "netduinoplus2", "--sensing", str(path)]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 11
    assert re.search(found, result.stderr), result.stderr
    assert "docs/sensors.md" in result.stderr
