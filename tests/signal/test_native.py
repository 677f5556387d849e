"""The C signal path against the Python one, bit for bit; and what its builds must satisfy."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from kd_edge.contract import Butterworth, Envelope, SignalSpec, StreamSpec
from kd_edge.files import firmware_root
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.activity import quantised_activity
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windower, fit_normalisation, recording_frames
from tests.signal.native_path import (
    QUANTISATION,
    SANITIZERS,
    SOURCES,
    WARNINGS,
    NativePath,
    Replay,
    includes,
    run_tool,
    write_config,
)
from tests.signal.signal_specs import (
    MS,
    Push,
    armband,
    float_sensor,
    random_recording,
    reference_rig,
    split_in_time,
    worn_armband,
)

LAYOUTS = {"armband": armband(), "reference rig": reference_rig(), "float sensor": float_sensor()}
BUILDS = {"optimised": ("-O2",), "sanitized": SANITIZERS}

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc on this machine")


@pytest.fixture(scope="module", params=[(layout, build) for layout in LAYOUTS for build in BUILDS], ids="-".join)
def native(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NativePath:
    layout, build = request.param
    return NativePath(LAYOUTS[layout], tmp_path_factory.mktemp("native"), flags=BUILDS[build])


def quantise(frames: np.ndarray) -> np.ndarray:
    scaled = np.rint(frames * np.float32(1 / QUANTISATION.scale)) + QUANTISATION.zero_point
    return np.clip(scaled, -128, 127).astype(np.int8)


def python_replay(spec: SignalSpec, pushes: list[Push]) -> Replay:
    path, windower = SignalPath(spec), Windower(spec)
    frames, windows = [], []
    for push in pushes:
        restarts = path.restarts
        frames.append(path.push(push.stream, push.samples, push.start_ns))
        if path.restarts != restarts:
            windower.reset()
        windows.append(windower.push(frames[-1]))
    inputs = quantise(np.concatenate(windows))
    return Replay(
        frames=np.concatenate(frames),
        quantised=quantise(np.concatenate(frames)),
        windows=inputs,
        activities=quantised_activity(inputs, QUANTISATION.scale),
        errors=[],
        counters=(path.filled_samples, path.skipped_samples, path.restarts),
    )


def assert_same_bits(actual: Replay, expected: Replay) -> None:
    assert actual.errors == expected.errors
    assert actual.counters == expected.counters
    for field in ("frames", "quantised", "windows", "activities"):
        left, right = getattr(actual, field), getattr(expected, field)
        assert left.shape == right.shape
        assert left.tobytes() == right.tobytes(), f"{np.argwhere(left != right)[:5].tolist()} of {field} differ"


@pytest.mark.parametrize("seed", range(2))
def test_same_bits_in_random_blocks(native: NativePath, seed: int) -> None:
    pushes = split_in_time(random_recording(native.spec, 4.0, seed), np.random.default_rng(seed))
    expected = python_replay(native.spec, pushes)
    assert len(expected.windows) > 2
    assert_same_bits(native.replay(pushes), expected)


def test_names_of_streams_never_meet_each_other_or_a_header(tmp_path: Path) -> None:
    names = ("h", "together", "x", "x_channels", "x_channels_stream", "x_stream", "int", "float_period_ns")
    streams = tuple(
        StreamSpec(name=name, sample_period_ns=5 * MS, channels=tuple("abcdefgh"[: number + 1]))
        for number, name in enumerate(names)
    )
    spec = SignalSpec(streams=streams, frame_period_ns=10 * MS, window_size=20, window_increment=10)
    pushes = split_in_time(random_recording(spec, 2.0, 0), np.random.default_rng(0))
    assert_same_bits(NativePath(spec, tmp_path).replay(pushes), python_replay(spec, pushes))


def with_faults(spec: SignalSpec, pushes: list[Push], rng: np.random.Generator) -> list[Push]:
    """Lose blocks, jitter the clock, leave out times, and let time jump now and then."""
    faulty, jump_ns = [], 0
    for push in pushes:
        if rng.random() < 0.08:
            continue
        if rng.random() < 0.03:
            jump_ns += int(rng.choice([-100, -2, 60, 250, 900])) * MS
        jitter = rng.uniform(-0.7, 0.7) if rng.random() < 0.5 else 0.0
        start_ns = (push.start_ns or 0) + jump_ns + int(jitter * spec.stream(push.stream).sample_period_ns)
        faulty.append(Push(push.stream, push.samples, start_ns if rng.random() < 0.9 else None))
    return faulty


@pytest.mark.parametrize("seed", range(5))
def test_same_bits_over_gaps_and_restarts(native: NativePath, seed: int) -> None:
    rng = np.random.default_rng([seed, 1])
    blocks = split_in_time(random_recording(native.spec, 6.0, seed), rng, longest_ms=30)
    pushes = with_faults(native.spec, blocks, rng)
    expected = python_replay(native.spec, pushes)
    assert_same_bits(native.replay(pushes), expected)
    assert min(expected.counters) > 0


def test_a_stream_too_far_ahead_is_refused_and_the_path_recovers(tmp_path: Path) -> None:
    spec = armband()
    native = NativePath(spec, tmp_path)
    recording = random_recording(spec, 3.0)
    pushes = split_in_time(recording, np.random.default_rng(0))
    # The IMU falls silent for 1 s, longer than the queue holds: the device refuses sEMG that the host would keep.
    silent = [p for p in pushes if not (p.stream == "imu" and 1000 * MS < (p.start_ns or 0) < 2000 * MS)]
    actual, expected = native.replay(silent), python_replay(spec, silent)
    assert set(actual.errors) == {-5}
    assert actual.counters == expected.counters == (0, 0, 1)
    assert actual.frames.tobytes() == expected.frames.tobytes()


def late_imu(spec: SignalSpec, late_ms: int) -> list[Push]:
    """Three seconds whose IMU starts ``late_ms`` after the sEMG."""
    pushes = split_in_time(random_recording(spec, 3.0), np.random.default_rng(0), longest_ms=20)
    return [push for push in pushes if push.stream != "imu" or (push.start_ns or 0) >= late_ms * MS]


def test_streams_may_start_apart(tmp_path: Path) -> None:
    spec = armband()
    pushes = late_imu(spec, 700)
    actual, expected = NativePath(spec, tmp_path, flags=SANITIZERS).replay(pushes), python_replay(spec, pushes)
    assert len(expected.frames) > 80
    assert_same_bits(actual, expected)


def test_a_start_that_lies_too_far_back_is_refused(tmp_path: Path) -> None:
    spec = armband()
    emg = [push for push in late_imu(spec, 0) if push.stream == "emg"]
    imu = [push for push in late_imu(spec, 0) if push.stream == "imu"]
    actual = NativePath(spec, tmp_path, flags=SANITIZERS).replay([*emg[:40], imu[0], *late_imu(spec, 500)])
    assert actual.errors[0] == -5
    assert actual.counters[2] > 0
    assert len(actual.frames) > 80


def test_bad_pushes_are_refused_and_change_nothing(tmp_path: Path) -> None:
    spec = float_sensor()
    native = NativePath(spec, tmp_path, flags=SANITIZERS)
    pushes = split_in_time(random_recording(spec, 3.0), np.random.default_rng(0))
    broken = [Push("imu", np.array([[0, 0, 0], [0, 0, value]], np.float32)) for value in (np.nan, -np.inf)]
    too_late = Push("imu", pushes[0].samples, 2**62 + 1)
    actual = native.replay([pushes[0], broken[0], *pushes[1:], broken[1], too_late])
    assert actual.errors == [-3, -3, -4]
    assert actual.frames.tobytes() == python_replay(spec, pushes).frames.tobytes()


def test_same_bits_on_real_recordings(psl18: Dataset, tmp_path: Path) -> None:
    spec = psl18.signal
    indices = range(0, len(psl18.recordings), 40)
    spec = spec.normalised(fit_normalisation(psl18, spec, indices))
    native = NativePath(spec, tmp_path)
    for index in indices:
        recording = psl18.recordings[index]
        pushes = split_in_time(recording, np.random.default_rng(index))
        assert_same_bits(native.replay(pushes), python_replay(spec, pushes))
        assert native.replay(pushes).frames.tobytes() == recording_frames(recording, spec).tobytes()


def test_same_bits_on_silence(tmp_path: Path) -> None:
    """Zeros keep their sign: -0.0 would differ from 0.0."""
    smooth = Envelope(Butterworth("lowpass", (5.0,), 2))
    channels = StreamSpec("emg", 5 * MS, ("e0",), envelope=smooth), StreamSpec("imu", 5 * MS, ("i0",))
    spec = SignalSpec(channels, 20 * MS, 2, 1)
    pushes = [Push(name, np.zeros((20, 1), np.int16), 0) for name in ("emg", "imu")]
    assert_same_bits(NativePath(spec, tmp_path).replay(pushes), python_replay(spec, pushes))


def test_square_roots_of_any_size(tmp_path: Path) -> None:
    smooth = Envelope(Butterworth("lowpass", (5.0,), 1), "sqrt")
    spec = SignalSpec((StreamSpec("emg", 5 * MS, ("e0",), sample_type="float32", envelope=smooth),), 5 * MS, 2, 1)
    magnitudes = 10.0 ** np.random.default_rng(0).uniform(-45, 37, (500, 1))
    steps = np.sort(magnitudes, axis=0)[::-1].astype(np.float32)
    apart = [Push("emg", steps[row : row + 1], row * MS * 1000) for row in range(500)]  # each one a restart
    assert_same_bits(NativePath(spec, tmp_path).replay(apart), python_replay(spec, apart))


def test_a_fused_multiply_add_is_noticed(tmp_path: Path) -> None:
    """The comparison fails when it must: where products may be fused, the bits differ."""
    if "fma" not in Path("/proc/cpuinfo").read_text().split():
        pytest.skip("this processor has no fused multiply-add")
    spec = reference_rig()
    native = NativePath(spec, tmp_path, flags=("-O2", "-mfma", "-ffp-contract=fast", "-DKD_ROUNDED(value)="))
    pushes = split_in_time(random_recording(spec, 1.0), np.random.default_rng(0))
    assert native.replay(pushes).frames.tobytes() != python_replay(spec, pushes).frames.tobytes()


def test_quantisation_rounds_halves_to_even_and_saturates(tmp_path: Path) -> None:
    spec = float_sensor()
    steps = np.array([-1e30, -123.5, -123, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 132.5, 133, 1e30], np.float32)
    samples = np.repeat(steps * np.float32(QUANTISATION.scale), 3).reshape(-1, 3)
    actual = NativePath(spec, tmp_path).replay([Push("imu", samples, 0)])
    assert np.array_equal(actual.quantised, quantise(actual.frames))
    assert actual.quantised.min() == -128
    assert actual.quantised.max() == 127


@pytest.mark.parametrize("spec", [*LAYOUTS.values(), worn_armband()], ids=[*LAYOUTS, "worn armband"])
@pytest.mark.parametrize("core", ["cortex-m0", "cortex-m4"])
def test_compiles_for_microcontrollers_without_double(spec: SignalSpec, core: str, tmp_path: Path) -> None:
    if shutil.which("arm-none-eabi-gcc") is None:
        pytest.skip("no arm-none-eabi-gcc on this machine")
    write_config(spec, tmp_path)
    target = [
        f"-mcpu={core}",
        "-mthumb",
        "-Os",
        *(["-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"] if core[-1] == "4" else []),
    ]
    for name in SOURCES:
        source, compiled = firmware_root() / "signal" / name, tmp_path / f"{name}.o"
        run_tool(
            [
                "arm-none-eabi-gcc",
                *target,
                *WARNINGS,
                "-Wdouble-promotion",
                *includes(tmp_path),
                "-c",
                str(source),
                "-o",
                str(compiled),
            ]
        )
        symbols = run_tool(["arm-none-eabi-nm", "-u", str(compiled)]).decode()
        assert not any(word in symbols for word in ("__aeabi_d", "malloc", "__aeabi_ldivmod"))


def test_another_abi_is_refused(tmp_path: Path) -> None:
    spec = armband()
    write_config(spec, tmp_path)
    config = tmp_path / "kd_signal_config.h"
    config.write_text(config.read_text().replace("#if KD_SIGNAL_ABI != 3", "#if KD_SIGNAL_ABI != 4"))
    source = firmware_root() / "signal" / "kd_signal.c"
    with pytest.raises(AssertionError, match="generated for signal ABI"):
        run_tool(["gcc", *WARNINGS, *includes(tmp_path), "-c", str(source), "-o", str(tmp_path / "out.o")])
