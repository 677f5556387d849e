"""The signal path against SciPy in float64, a scalar loop, and hand-computed alignments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal as scipy_signal

from kd_edge.contract import Butterworth, Envelope, Normalisation, Notch, SignalSpec, StreamSpec
from kd_edge.errors import SignalError
from kd_edge.signal.filters import design, group_delay_s
from kd_edge.signal.path import GAP_LIMIT_NS, SignalPath
from tests.signal.signal_specs import (
    MS,
    Push,
    armband,
    float_sensor,
    names,
    random_recording,
    reference_rig,
    without_normalisation,
)

LAYOUTS = {"armband": armband(), "reference rig": reference_rig(), "float sensor": float_sensor()}


def run(spec: SignalSpec, pushes: list[Push]) -> np.ndarray:
    path = SignalPath(spec)
    return np.concatenate([path.push(push.stream, push.samples, push.start_ns) for push in pushes])


def same_bits(left: np.ndarray, right: np.ndarray) -> bool:
    return left.dtype == right.dtype == np.float32 and left.shape == right.shape and left.tobytes() == right.tobytes()


TURNS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 70), st.booleans()), max_size=60)
"""Whose turn it is, how many samples it pushes, and whether it says when they were taken."""


@pytest.mark.parametrize("spec", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=40, deadline=None)
@given(turns=TURNS, seed=st.integers(0, 99))
def test_frames_depend_neither_on_blocks_nor_on_turns(
    spec: SignalSpec, turns: list[tuple[int, int, bool]], seed: int
) -> None:
    recording = random_recording(spec, 0.6, seed)
    whole = [Push(name, stream.samples, stream.start_ns) for name, stream in recording.streams.items()]
    expected = run(spec, whole)

    path, frames = SignalPath(spec), []
    streams = list(recording.streams.items())
    rows = [0] * len(streams)
    finish = [(index, 10_000, True) for index in range(len(streams))]
    for turn, count, explicit in turns + finish:
        index = turn % len(streams)
        name, stream = streams[index]
        start_ns = stream.start_ns + rows[index] * stream.sample_period_ns
        samples = stream.samples[rows[index] : rows[index] + count]
        frames.append(path.push(name, samples, start_ns if explicit or rows[index] == 0 else None))
        rows[index] += len(samples)
    assert len(expected) > 10
    assert same_bits(np.concatenate(frames), expected)
    assert (path.filled_samples, path.skipped_samples, path.restarts) == (0, 0, 0)


def test_sample_by_sample_equals_whole() -> None:
    spec = armband()
    recording = random_recording(spec, 0.5)
    whole = [Push(name, stream.samples, stream.start_ns) for name, stream in recording.streams.items()]
    single = [
        Push(name, stream.samples[row : row + 1], stream.start_ns + row * stream.sample_period_ns)
        for name, stream in recording.streams.items()
        for row in range(len(stream.samples))
    ]
    assert same_bits(run(spec, single), run(spec, whole))


def one_stream(**fields: object) -> SignalSpec:
    """A stream of one channel at 1 kHz whose every sample becomes a frame."""
    return SignalSpec((StreamSpec("emg", MS, ("e0",), **fields),), MS, 1, 1)  # type: ignore[arg-type]


def test_filters_agree_with_scipy_in_float64() -> None:
    stages = (Butterworth("bandpass", (20.0, 450.0), 4), Notch(50.0, 30.0))
    spec = one_stream(filters=stages, envelope=Envelope(Butterworth("lowpass", (5.0,), 2), "sqrt"), scale=(0.01,))
    raw = np.random.default_rng(0).integers(-3000, 3000, (4000, 1), dtype=np.int16)

    x = raw[:, 0] * 0.01
    for sos in (
        scipy_signal.butter(4, (20, 450), "bandpass", fs=1000, output="sos"),
        scipy_signal.tf2sos(*scipy_signal.iirnotch(50, 30, fs=1000)),
    ):
        x, _ = scipy_signal.sosfilt(sos, x, zi=scipy_signal.sosfilt_zi(sos) * x[0])
    sos = scipy_signal.butter(2, 5, "lowpass", fs=1000, output="sos")
    x = np.abs(x)
    x, _ = scipy_signal.sosfilt(sos, x, zi=scipy_signal.sosfilt_zi(sos) * x[0])

    frames = run(spec, [Push("emg", raw)])
    np.testing.assert_allclose(frames[:, 0], np.sqrt(np.maximum(x, 0)), rtol=1e-3, atol=1e-4)


def test_filters_agree_with_a_scalar_loop_to_the_last_bit() -> None:
    stages = (Butterworth("highpass", (20.0,), 3), Notch(50.0))
    smooth = Butterworth("lowpass", (8.0,), 3)
    spec = one_stream(filters=stages, envelope=Envelope(smooth), scale=(0.3,))
    spec = spec.normalised(Normalisation((0.1,), (7.0,)))
    raw = np.random.default_rng(1).integers(-3000, 3000, (300, 1), dtype=np.int16)

    f = np.float32
    values = [f(value) * f(0.3) for value in raw[:, 0]]
    for stage, rectify in ((stages[0], False), (stages[1], False), (smooth, True)):
        sections = design(stage, 1000.0)
        values = [abs(value) for value in values] if rectify else values
        states = [zi * values[0] for zi in sections.zi]
        filtered = []
        for x in values:
            for (b0, b1, b2, _, a1, a2), z in zip(sections.sos, states, strict=True):
                y = b0 * x + z[0]
                z[0] = (b1 * x - a1 * y) + z[1]
                z[1] = b2 * x - a2 * y
                x = y
            filtered.append(x)
        values = filtered
    expected = np.array([(value - f(0.1)) * f(7.0) for value in values], dtype=np.float32)
    assert same_bits(run(spec, [Push("emg", raw)])[:, 0], expected)


def test_a_constant_offset_makes_no_transient() -> None:
    spec = one_stream(filters=(Butterworth("highpass", (5.0,), 2),), envelope=Envelope(Butterworth("lowpass", (5.0,))))
    frames = run(spec, [Push("emg", np.full((500, 1), 12_000, dtype=np.int16))])
    assert np.abs(frames).max() < 12_000 * 1e-5


def counting(name: str, period_ns: int) -> StreamSpec:
    return StreamSpec(name, period_ns, names(name, 1))


def count_samples(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int16)[:, np.newaxis]


RIG = SignalSpec((counting("emg", 900_000), counting("imu", 6_700_000)), 20 * MS, 1, 1)


@pytest.mark.parametrize(
    ("emg_start_ns", "imu_start_ns", "expected"),
    [
        # Frames at 0, 20, 40, 60 ms: floor(t / 0.9 ms) and floor(t / 6.7 ms).
        (0, 0, [(0, 0), (22, 2), (44, 5), (66, 8)]),
        # Frames from 3 ms: at 3 ms sample 3 (2.7 ms), at 23 ms 25 (22.5 ms) and 2 (16.4 ms), ...
        (0, 3 * MS, [(3, 0), (25, 2), (47, 5), (70, 8)]),
        # The sEMG starts last, at 10 ms: imu samples at 6.7, 26.8, 46.9 and 67 ms; 70 ms holds 10 (67.0).
        (10 * MS, 0, [(0, 1), (22, 4), (44, 7), (66, 10)]),
        # Exactly on time counts: the imu starts 1.8 ms after sEMG sample 0, so sample 2 lies on the frame.
        (1_000, 1_801_000, [(2, 0), (24, 2), (46, 5), (68, 8)]),
        # One nanosecond earlier it does not.
        (1_001, 1_801_000, [(1, 0), (24, 2), (46, 5), (68, 8)]),
    ],
)
def test_alignment(emg_start_ns: int, imu_start_ns: int, expected: list[tuple[int, int]]) -> None:
    pushes = [Push("emg", count_samples(90), emg_start_ns), Push("imu", count_samples(12), imu_start_ns)]
    assert run(RIG, pushes)[:4].tolist() == [list(pair) for pair in expected]


def test_a_frame_is_returned_as_soon_as_nothing_can_change_it() -> None:
    path = SignalPath(RIG)
    path.push("imu", count_samples(4), 0)  # 0 to 20.1 ms, so the frame at 20 ms has sample 2 for good
    assert path.next_frame_ns is None
    assert len(path.push("emg", count_samples(22), 0)) == 1
    assert path.next_frame_ns == 20 * MS
    assert path.push("emg", count_samples(23)[22:]).tolist() == [[22, 2]]
    assert path.next_frame_ns == 40 * MS


ONE = SignalSpec((counting("imu", 10 * MS),), 10 * MS, 1, 1)


@pytest.mark.parametrize(
    ("late_ns", "filled", "skipped", "restarts", "values"),
    [
        (0, 0, 0, 0, [0, 1, 5, 6]),
        (4 * MS, 0, 0, 0, [0, 1, 5, 6]),
        (5 * MS, 1, 0, 0, [0, 1, 1, 5, 6]),
        (10 * MS, 1, 0, 0, [0, 1, 1, 5, 6]),
        (30 * MS, 3, 0, 0, [0, 1, 1, 1, 1, 5, 6]),
        (GAP_LIMIT_NS, 50, 0, 0, [0, *[1] * 51, 5, 6]),
        (GAP_LIMIT_NS + 1, 0, 0, 1, [0, 1, 5, 6]),
        (-5 * MS, 0, 0, 0, [0, 1, 5, 6]),
        (-5 * MS - 1, 0, 1, 0, [0, 1, 6]),
        (-10 * MS, 0, 1, 0, [0, 1, 6]),
        (-10 * MS - 1, 0, 0, 1, [0, 1, 5, 6]),
    ],
)
def test_jumps_of_the_clock(late_ns: int, filled: int, skipped: int, restarts: int, values: list[int]) -> None:
    path = SignalPath(ONE)
    frames = [path.push("imu", count_samples(2), 0), path.push("imu", count_samples(7)[5:], 20 * MS + late_ns)]
    assert np.concatenate(frames)[:, 0].tolist() == values
    assert (path.filled_samples, path.skipped_samples, path.restarts) == (filled, skipped, restarts)


def test_filling_holds_the_raw_sample_not_the_filtered_one() -> None:
    spec = armband()
    emg = np.random.default_rng(0).integers(-100, 100, (60, 8), dtype=np.int8)
    imu = np.zeros((20, 6), dtype=np.int16)
    held = np.concatenate([emg[:30], np.repeat(emg[29:30], 4, axis=0), emg[34:]])
    lost = [Push("imu", imu), Push("emg", emg[:30], 0), Push("emg", emg[34:], 34 * 5 * MS)]
    assert same_bits(run(spec, lost), run(spec, [Push("imu", imu), Push("emg", held, 0)]))


def test_after_a_restart_the_path_is_as_new() -> None:
    spec = without_normalisation(reference_rig())
    before, after = random_recording(spec, 0.3, seed=1), random_recording(spec, 0.4, seed=2)
    second_ns = 1000 * MS
    path = SignalPath(spec)
    for name, stream in before.streams.items():
        path.push(name, stream.samples, stream.start_ns)
    frames = [path.push(name, stream.samples, second_ns + stream.start_ns) for name, stream in after.streams.items()]
    pushes = [Push(name, stream.samples, stream.start_ns) for name, stream in after.streams.items()]
    assert same_bits(np.concatenate(frames), run(spec, pushes))
    assert path.restarts == 1
    path.reset()
    assert path.restarts == 0
    again = [path.push(push.stream, push.samples, push.start_ns) for push in pushes]
    assert same_bits(np.concatenate(again), run(spec, pushes))


def nan_at(row: int, column: int, value: float) -> np.ndarray:
    samples = np.zeros((4, 3), dtype=np.float32)
    samples[row, column] = value
    return samples


@pytest.mark.parametrize(
    ("spec", "stream", "samples", "message"),
    [
        (float_sensor(), "imu", nan_at(2, 1, np.nan), "nan in channel i1 at sample 2"),
        (float_sensor(), "imu", nan_at(0, 0, np.inf), "inf in channel i0 at sample 0"),
        (float_sensor(), "imu", np.zeros((4, 3)), "fit the type float32"),
        (float_sensor(), "imu", np.zeros((4, 2), np.float32), r"shape \(n, 3\). Found: \(4, 2\)"),
        (float_sensor(), "imu", np.zeros(3, np.float32), r"shape \(n, 3\). Found: \(3,\)"),
        (float_sensor(), "imu", [[0.0, 0.0, 0.0]], r"shape \(n, 3\). Found: list"),
        (float_sensor(), "gyro", np.zeros((4, 3), np.float32), "Found: 'gyro'. Remedy: use one of imu"),
        (armband(), "emg", np.zeros((4, 8), np.int16), "fit the type int8"),
        (armband(), "imu", np.zeros((4, 6), np.float32), "fit the type int16"),
        (armband(), "imu", np.zeros((4, 6), np.uint16), "fit the type int16"),
    ],
)
def test_bad_samples_are_refused_and_change_nothing(
    spec: SignalSpec, stream: str, samples: np.ndarray, message: str
) -> None:
    recording = random_recording(spec, 0.5)
    path, frames = SignalPath(spec), []
    for name, good in recording.streams.items():
        frames.append(path.push(name, good.samples, good.start_ns))
        with pytest.raises(SignalError, match=message):
            path.push(stream, samples)
    pushes = [Push(name, good.samples, good.start_ns) for name, good in recording.streams.items()]
    assert same_bits(np.concatenate(frames), run(spec, pushes))


def test_samples_of_a_narrower_type_are_taken() -> None:
    narrow = random_recording(armband(), 0.2).streams["emg"].samples
    spec = one_stream()
    assert same_bits(run(spec, [Push("emg", narrow[:, :1])]), run(spec, [Push("emg", narrow[:, :1].astype(np.int16))]))


def test_a_filter_that_float32_makes_unstable_is_refused() -> None:
    with pytest.raises(SignalError, match="stays stable"):
        SignalPath(one_stream(filters=(Butterworth("highpass", (0.001,), 8),)))


def test_a_time_beyond_the_limit_is_refused() -> None:
    with pytest.raises(SignalError, match="at most 2\\^62 from 0"):
        SignalPath(ONE).push("imu", count_samples(1), 2**63)


def test_group_delay_of_a_butterworth_low_pass() -> None:
    # Analogue second order: sqrt(2) / (2 pi f_c) at 0 Hz.
    delay_s = group_delay_s(Butterworth("lowpass", (5.0,), 2), 1000.0, 0.0)
    assert delay_s == pytest.approx(np.sqrt(2) / (2 * np.pi * 5), rel=0.01)
