"""The Arduino sketch and hosts that come late, come again, stay for long, or record."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from kd_edge.cli import main
from kd_edge.record.rig import read_rig
from kd_edge.recordings.archive import load_dataset
from kd_edge.source import Samples
from kd_edge.sources.board import Board
from kd_edge.sources.sensing import Sensing
from tests.examples.test_arduino_sensor import HERE, SKETCH, plugged_in, received

PERIOD_NS = 10_000_000
DOCUMENTED_RIG = re.compile(r"^```toml\n# rig.toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
WRAP_AFTER = 100


@pytest.fixture(scope="module")
def sketch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sketch as a program of the host, whose numbers wrap soon after every START."""
    folder = tmp_path_factory.mktemp("sketch")
    text = SKETCH.read_text()
    assert text.count("sequence = 0;") == 1
    (folder / "sketch.cpp").write_text(text.replace("sequence = 0;", f"sequence = 0u - {WRAP_AFTER}u;"))
    core = HERE / "arduino"
    sources = (folder / "sketch.cpp", core / "host.cpp")
    command = ["c++", "-std=c++11", "-Wall", "-Werror", "-I", core, "-include", "Arduino.h", *sources]
    subprocess.run([*command, "-o", folder / "sketch"], check=True)
    return folder / "sketch"


@pytest.fixture
def rig(tmp_path: Path) -> Path:
    """The file that docs/sensors.md shows."""
    path = tmp_path / "rig.toml"
    found = DOCUMENTED_RIG.search((SKETCH.parents[2] / "docs" / "sensors.md").read_text())
    assert found is not None
    path.write_text(found[1])
    return path


@pytest.fixture
def played() -> NDArray[np.int16]:
    return np.random.default_rng(5).integers(-32768, 32768, (20_000, 6)).astype(np.int16)


def assert_played(items: list[Samples], played: NDArray[np.int16]) -> None:
    """Every sample has the values that the sketch sensed at its time."""
    for item in items:
        first = item.start_ns // PERIOD_NS
        assert first * PERIOD_NS == item.start_ns
        assert np.array_equal(item.values, played[first : first + len(item.values)])


def test_numbers_wrap_and_a_host_that_comes_again_goes_on(
    sketch: Path, rig: Path, played: NDArray[np.int16], tmp_path: Path
) -> None:
    spec = read_rig(rig).signal
    with plugged_in(sketch, played, tmp_path) as port:
        reached = 0
        for _ in range(2):
            source = Board(Sensing(spec), port)
            items = received(source, 4 * WRAP_AFTER)
            counters = source.counters
            source.close()
            assert_played(items, played)
            assert items[0].start_ns >= reached, "sampling went on"
            reached = items[-1].newest_ns
            assert (counters.lost, counters.late, counters.malformed, counters.device_dropped) == (0, 0, 0, 0)
            assert counters.damaged <= 1, "the frame that was under way when the port was opened"


def test_its_samples_are_recorded(sketch: Path, rig: Path, played: NDArray[np.int16], tmp_path: Path) -> None:
    archive = tmp_path / "mine.npz"
    with plugged_in(sketch, played, tmp_path) as port:
        arguments = ["record", archive, "--rig", rig, "--person", "ann", "--repetitions", "1", "--take", "1"]
        arguments += ["--break", "0.2", "--keep-all", "--port", port, "--baud", "115200"]
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    takes = load_dataset(archive).recordings
    assert sorted(take.label for take in takes) == [0, 1]
    for take in takes:
        samples = take.streams["imu"].samples
        assert samples.shape == (100, 6)
        (first,) = np.flatnonzero((played == samples[0]).all(axis=1))
        assert np.array_equal(samples, played[first : first + len(samples)])
