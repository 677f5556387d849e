"""The Pico rig in rp2040js: it samples what its sensors measured, and its results equal the host's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device, Observed
from kd_edge.deploy.emulators.rp2040 import SimulatedRig, simulated_pico
from kd_edge.deploy.images.elf import find_section
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import open_engine
from kd_edge.engines.quantise import quantise
from kd_edge.errors import DeployError
from kd_edge.link.messages import Data, Decision, Features, Log, Scores
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.link.wire import Message
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.play.session import Session
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windower
from tests.deploy.conftest import needs_compiler, needs_rp2040js
from tests.firmware.pico_rig import SIGNAL, played

pytestmark = [needs_compiler, needs_rp2040js]

EMG, IMU = 0, 1
AS_FAST_AS_IT_CAN = 1000.0


@pytest.fixture(scope="module")
def elf(rig_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_firmware(load_board("pico"), rig_bundle, tmp_path_factory.mktemp("pico"), find_toolchain()).elf


@pytest.fixture(scope="module")
def rig(rig_dataset: Dataset) -> SimulatedRig:
    """Takes of two signs."""
    return played(rig_dataset, 0, 5)


@pytest.fixture(scope="module")
def classified(elf: Path, rig: SimulatedRig, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Message], Path]:
    """The Pico's results for the takes in classify mode, and the log of its sensors."""
    log = tmp_path_factory.mktemp("log") / "log.csv"
    return listen(elf, rig, log, BoardMode.CLASSIFY, 4_500_000_000), log


def listen(
    elf: Path, rig: SimulatedRig, log: Path, mode: BoardMode, until_ns: int, *, usb: bool = False
) -> list[Message]:
    """What the board sends in ``mode`` until its clock shows ``until_ns``."""
    found = []
    with simulated_pico(elf, rig, log, speed=AS_FAST_AS_IT_CAN, usb=usb) as url, Device(url) as device:
        device.request(CommandCode.START, bytes((mode, 3)))
        for message in device.messages(120.0):
            found.append(message)
            if not isinstance(message, Log) and getattr(message, "time_ns", 0) >= until_ns:
                break
    return found


def blocks(messages: list[Message], stream: int) -> list[Data]:
    return [message for message in messages if isinstance(message, Data) and message.stream == stream]


def samples(parts: list[Data]) -> np.ndarray:
    channels = len(SIGNAL.streams[parts[0].stream].channels)
    return np.concatenate([np.frombuffer(part.samples, "<i2") for part in parts]).reshape(-1, channels)


def readings(log: Path, kind: str) -> np.ndarray:
    """Lines of one kind in the log of the sensors, without the kind: time in ns, then the rest."""
    lines = [line.split(",")[1:] for line in log.read_text().splitlines() if line.startswith(kind)]
    return np.array(lines, float).astype(np.int64)


def sampled(log: Path) -> Session:
    """Everything that the sensors have handed out, on the grid of the sample clocks."""
    conversions = readings(log, "adc").reshape(-1, 3, 3)
    assert (conversions[:, :, 1] == [0, 1, 2]).all()
    values = {"emg": conversions[:, :, 2].astype(np.int16), "imu": readings(log, "imu")[:, 1:].astype(np.int16)}
    return Session(SIGNAL, values, dict.fromkeys(values, 0), [])


def test_the_rig_samples_every_sensor_in_time(elf: Path, rig: SimulatedRig, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    messages = listen(elf, rig, log, BoardMode.SENSOR, 2_000_000_000)
    assert not [message for message in messages if isinstance(message, Log)]
    for number, (stream, seen) in enumerate(zip(SIGNAL.streams, (rig.muscles, rig.motion), strict=True)):
        parts = blocks(messages, number)
        sent = samples(parts)
        assert len(sent) * stream.sample_period_ns > 1_900_000_000
        assert [part.sequence for part in parts] == list(range(len(parts)))
        assert not any(part.dropped for part in parts)
        firsts = np.cumsum([0, *(part.count for part in parts[:-1])])
        assert [part.time_ns for part in parts] == (firsts * stream.sample_period_ns).tolist()
        assert seen is not None
        assert np.array_equal(sent, seen.samples[: len(sent)])


@pytest.mark.parametrize(("kind", "stream", "step"), [("adc", EMG, 3), ("imu", IMU, 1)])
def test_the_sample_clocks_do_not_drift(
    kind: str, stream: int, step: int, classified: tuple[list[Message], Path]
) -> None:
    times_ns = readings(classified[1], kind)[::step, 0]
    period_ns = SIGNAL.streams[stream].sample_period_ns
    late_ns = times_ns - times_ns[0] - np.arange(len(times_ns)) * period_ns
    assert len(times_ns) * period_ns > 4_400_000_000
    assert np.abs(late_ns).max() < 30_000


def test_the_pico_says_what_the_host_says(rig_bundle: Bundle, classified: tuple[list[Message], Path]) -> None:
    messages, log = classified
    observed = Observed()
    for message in messages:
        observed.add(message)
    session, manifest = sampled(log), rig_bundle.manifest

    frames = observed.frames(manifest.signal.feature_count)
    path = SignalPath(manifest.signal)
    expected = np.concatenate([path.push(stream.name, session.samples[stream.name], 0) for stream in SIGNAL.streams])
    assert len(frames) > 220
    assert np.array_equal(frames.view(np.uint32), expected[: len(frames)].view(np.uint32))

    engine = open_engine(rig_bundle.read(INT8_MODEL), "tflm")
    windows = quantise(Windower(manifest.signal).push(expected), manifest.input_quantisation)
    scores = observed.windows(len(manifest.model.labels))
    assert len(scores) > 16
    assert len(np.unique(scores, axis=0)) > 8
    assert np.array_equal(scores, engine.infer(windows)[: len(scores)])

    recognised = [sign for sign in replay(LiveClassifier(rig_bundle, engine), session) if sign.window < len(scores)]
    assert len(recognised) > 1
    assert [(sign.label, sign.window, sign.time_ns) for sign in recognised] == [
        (decision.label, decision.window, decision.time_ns) for decision in observed.decisions
    ]


def test_the_pico_says_over_its_usb_what_it_says_over_its_uart(
    elf: Path, rig: SimulatedRig, classified: tuple[list[Message], Path], tmp_path: Path
) -> None:
    messages = listen(elf, rig, tmp_path / "log.csv", BoardMode.CLASSIFY, 2_500_000_000, usb=True)
    for kind in (Features, Scores, Decision):
        over_usb, over_uart = (
            [replace(item, latency_us=0) if isinstance(item, Decision) else item for item in said if type(item) is kind]
            for said in (messages, classified[0])
        )
        assert len(over_usb) >= (1 if kind is Decision else 7)
        assert over_usb == over_uart[: len(over_usb)]


@pytest.mark.parametrize(
    ("faults", "text"),
    [
        ({"motion": None}, b"the IMU does not answer: check power, GP4 (SDA) and GP5 (SCL)"),
        ({"stuck": True}, b"the IMU does not answer: check power, GP4 (SDA) and GP5 (SCL)"),
        ({"who_am_i": 0x12}, b"what answers at I2C address 0x68 is no MPU-6050: connect one, or build with --sensing"),
    ],
)
def test_a_missing_imu_is_reported_and_the_muscles_go_on(
    faults: dict[str, object], text: bytes, elf: Path, rig: SimulatedRig, tmp_path: Path
) -> None:
    messages = listen(elf, replace(rig, **faults), tmp_path / "log.csv", BoardMode.SENSOR, 1_500_000_000)
    assert {(message.level, message.text) for message in messages if isinstance(message, Log)} == {(1, text)}
    assert not blocks(messages, IMU)
    muscles = blocks(messages, EMG)
    assert rig.muscles is not None
    assert np.array_equal(samples(muscles), rig.muscles.samples[: sum(part.count for part in muscles)])
    assert muscles[-1].dropped == 0


def test_an_imu_that_comes_back_is_sampled_again(elf: Path, rig: SimulatedRig, tmp_path: Path) -> None:
    silent_s = (0.4, 1.1)
    messages = listen(elf, replace(rig, silent_s=silent_s), tmp_path / "log.csv", BoardMode.SENSOR, 2_000_000_000)
    said = next(message.text for message in messages if isinstance(message, Log))
    assert said == b"the IMU has stopped answering: if it stays so, switch the board off and on"
    parts = blocks(messages, IMU)
    assert rig.motion is not None
    for part in parts:
        first = part.time_ns // rig.motion.period_ns
        assert np.array_equal(samples([part]), rig.motion.samples[first : first + part.count])
    taken = sum(part.count for part in parts)
    last = parts[-1].time_ns // rig.motion.period_ns + parts[-1].count
    assert parts[-1].dropped == last - taken
    assert 0.7 <= parts[-1].dropped * rig.motion.period_ns / 1e9 < 1.3
    assert not any(part.dropped for part in blocks(messages, EMG))


@pytest.mark.slow
def test_an_imu_without_power_for_a_moment_plays_no_zeros(elf: Path, rig: SimulatedRig, tmp_path: Path) -> None:
    messages = listen(elf, replace(rig, reset_s=0.5), tmp_path / "log.csv", BoardMode.SENSOR, 1_000_000_000)
    said = [message.text for message in messages if isinstance(message, Log)]
    assert said == [b"the IMU answers but takes no samples: if it stays so, switch the board off and on"]
    parts = blocks(messages, IMU)
    assert rig.motion is not None
    for part in parts:
        first = part.time_ns // rig.motion.period_ns
        assert np.array_equal(samples([part]), rig.motion.samples[first : first + part.count])
    assert parts[-1].time_ns > 900_000_000
    assert 8 <= parts[-1].dropped < 16
    assert not any(part.dropped for part in blocks(messages, EMG))


def test_a_rebooted_pico_boots_again(elf: Path, rig: SimulatedRig, tmp_path: Path) -> None:
    with simulated_pico(elf, rig, tmp_path / "log.csv", speed=AS_FAST_AS_IT_CAN) as url, Device(url) as device:
        device.request(CommandCode.START, bytes((BoardMode.SENSOR, 0)))
        device.request(CommandCode.REBOOT, b"\0")
        assert device.info().mode == BoardMode.IDLE


def test_the_boot_rom_refuses_a_damaged_boot_stage(elf: Path, rig: SimulatedRig, tmp_path: Path) -> None:
    damaged = tmp_path / "firmware.elf"
    content = bytearray(elf.read_bytes())
    section = find_section(elf, ".boot2")
    assert section is not None
    content[section[0]] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(DeployError, match="refuses the image"), simulated_pico(damaged, rig, tmp_path / "log.csv"):
        pass
