"""Boards with an IMU of their own, with models of chips and bus: what is sent is what the chip sampled, bit for bit."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from kd_edge.bundle import Bundle
from kd_edge.deploy.device import Observed
from kd_edge.engines.quantise import quantise
from kd_edge.link.messages import Command, Data, Log, MessageReader, encode_message
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.link.wire import Message
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windower
from tests.firmware.fuzz import LABELS
from tests.firmware.imu.models import BOARDS, SIGNAL, build_models

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")

STREAM = SIGNAL.streams[0]
PERIOD_NS = STREAM.sample_period_ns
ROWS = np.random.default_rng(5).integers(-32768, 32768, (4000, 6)).astype("<i2")
RATES_HZ = {"nano33ble": 952, "xiao-nrf52840-sense": 416}
REMEDY = ": if it stays so, switch the board off and on"
LATENCY_NS = 600_000
"""Most time from the moment at which a sample is due to that at which the chip's last number is read."""

Built = tuple[Bundle, dict[str, Path]]


@dataclass(frozen=True)
class Run:
    """What a board sent, and which of its samples the chip was asked for: (time in ns, number), a row each."""

    messages: list[Message]
    rate: np.ndarray
    acceleration: np.ndarray

    @property
    def blocks(self) -> list[Data]:
        return [message for message in self.messages if isinstance(message, Data)]

    @property
    def problems(self) -> list[str]:
        return [message.text.decode() for message in self.messages if isinstance(message, Log)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_models(tmp_path_factory.mktemp("imu"))


def run(program: Path, mode: BoardMode, ms: int, **faults: int) -> Run:
    options = " ".join(f"{name}={value}" for name, value in {"rows": len(ROWS), "ms": ms, **faults}.items())
    start = encode_message(Command(1, CommandCode.START, bytes((mode, 3))))
    result = subprocess.run([program], input=f"{options}\n".encode() + ROWS.tobytes() + start, capture_output=True)
    said = result.stderr.decode().splitlines()
    assert result.returncode == 0, said[-1:]
    reader = MessageReader()
    messages = reader.feed(result.stdout)
    assert (reader.malformed, reader.frames.counters.damaged) == (0, 0)
    reads = {"rate": [], "acc": []}
    for sensor, *numbers in (line.split(",") for line in said):
        reads[sensor].append([int(number) for number in numbers])
    return Run(messages, np.array(reads["rate"]).reshape(-1, 2), np.array(reads["acc"]).reshape(-1, 2))


def sampled(of: Run) -> np.ndarray:
    """Everything that the chip has handed out, (samples, 6)."""
    rows = ROWS.astype(np.int16)
    numbers = (reads[:, 1] % len(ROWS) for reads in (of.acceleration, of.rate))
    return np.hstack([rows[at, columns] for at, columns in zip(numbers, (slice(0, 3), slice(3, 6)), strict=True)])


def samples(blocks: list[Data]) -> np.ndarray:
    return np.concatenate([np.frombuffer(block.samples, "<i2") for block in blocks]).reshape(-1, 6)


@pytest.mark.parametrize("board", BOARDS)
def test_every_sample_is_the_chips_newest_at_its_time(board: str, built: Built) -> None:
    """For longer than it takes the timer to wrap."""
    of = run(built[1][board], BoardMode.SENSOR, 3000)
    sent = samples(of.blocks)
    firsts = np.cumsum([0, *(block.count for block in of.blocks[:-1])])
    assert not of.problems
    assert len(sent) > 2950e6 / PERIOD_NS
    assert [block.sequence for block in of.blocks] == list(range(len(of.blocks)))
    assert not any(block.dropped for block in of.blocks)
    assert [block.time_ns for block in of.blocks] == (firsts * PERIOD_NS).tolist()
    assert np.array_equal(sent, sampled(of)[: len(sent)])
    for times_ns, numbers in (of.rate.T, of.acceleration.T):
        late_ns = times_ns - of.rate[0, 0] - np.arange(len(times_ns)) * PERIOD_NS
        assert -30_000 < late_ns.min() <= late_ns.max() < LATENCY_NS
        assert np.ptp(late_ns) < 30_000, "it does not drift"
        assert np.abs(np.diff(numbers) - PERIOD_NS * RATES_HZ[board] / 1e9).max() <= 1, "nothing is old"


@pytest.mark.parametrize("board", BOARDS)
def test_frames_and_scores_are_the_hosts(board: str, built: Built) -> None:
    bundle, programs = built
    of = run(programs[board], BoardMode.CLASSIFY, 2000)
    observed = Observed()
    for message in of.messages:
        observed.add(message)
    expected = SignalPath(SIGNAL).push(STREAM.name, sampled(of), 0)
    frames = observed.frames(SIGNAL.feature_count)
    assert len(frames) > 90
    assert np.array_equal(frames.view(np.uint32), expected[: len(frames)].view(np.uint32))
    windows = quantise(Windower(SIGNAL).push(expected), bundle.manifest.input_quantisation)
    scores = observed.windows(len(LABELS))
    assert len(scores) > 40
    assert len(np.unique(scores, axis=0)) > 8
    assert np.array_equal(scores, windows.reshape(len(windows), -1)[: len(scores), : len(LABELS)]), "the stub's network"


@pytest.mark.parametrize(
    ("faults", "problem"),
    [
        ({"silent": 0, "until": 5000}, "IMU does not answer"),
        ({"held": 100_000}, "IMU does not answer"),
        ({"who": 0x33}, "the board needs another driver, or --sensing"),
        ({"refused": 0x10}, "the IMU refuses its settings" + REMEDY),
    ],
)
@pytest.mark.parametrize("board", BOARDS)
def test_a_chip_that_cannot_be_used_is_reported(board: str, faults: dict[str, int], problem: str, built: Built) -> None:
    of = run(built[1][board], BoardMode.SENSOR, 1500, **faults)
    assert len(of.problems) == 2, "at once and after a second"
    assert all(problem in text for text in of.problems)
    assert not of.blocks


@pytest.mark.parametrize(
    ("faults", "problem", "lost"),
    [
        ({"silent": 400, "until": 1100}, "the IMU has stopped answering" + REMEDY, (0.7, 1.3)),
        ({"reset": 700}, "the IMU answers but takes no samples" + REMEDY, (0.05, 0.1)),
        ({"busy": 300, "ready": 1700}, None, (0.5, 0.6)),
    ],
)
@pytest.mark.parametrize("board", BOARDS)
def test_missed_samples_are_counted_and_the_others_keep_their_times(
    board: str, faults: dict[str, int], problem: str | None, lost: tuple[float, float], built: Built
) -> None:
    of = run(built[1][board], BoardMode.SENSOR, 2500, **faults)
    assert of.problems[:1] == ([problem] if problem else [])
    first, last = of.blocks[0], of.blocks[-1]
    taken = sum(block.count for block in of.blocks)
    assert last.dropped == last.time_ns // PERIOD_NS + last.count - taken
    assert lost[0] < last.dropped * PERIOD_NS / 1e9 < lost[1]
    read = dict(zip(sample_numbers(of), sampled(of), strict=True))
    for block in of.blocks:
        number = block.time_ns // PERIOD_NS
        assert np.array_equal(samples([block]), [read[number + at] for at in range(block.count)])
    assert first.time_ns == 0
    assert last.time_ns + last.count * PERIOD_NS > 2.4e9


def sample_numbers(of: Run) -> list[int]:
    """The samples, counted from 0, that the chip's reads are, by their times."""
    return np.rint((of.acceleration[:, 0] - of.acceleration[0, 0]) / PERIOD_NS).astype(int).tolist()


@pytest.mark.parametrize("board", BOARDS)
def test_a_bus_that_a_cut_off_answer_holds_is_clocked_free(board: str, built: Built) -> None:
    of = run(built[1][board], BoardMode.SENSOR, 300, held=7)
    assert not of.problems
    assert len(samples(of.blocks)) > 30


def test_a_stream_that_is_faster_than_the_chip_is_said_to_have_no_sensor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = replace(SIGNAL, streams=(replace(STREAM, sample_period_ns=2_000_000),))
    monkeypatch.setattr("tests.firmware.imu.models.SIGNAL", fast)
    of = run(build_models(tmp_path, ["xiao-nrf52840-sense"])[1]["xiao-nrf52840-sense"], BoardMode.SENSOR, 500)
    assert of.problems == ["the board has no sensor for this stream: inject it, or build with --sensing"]
    assert not of.blocks
