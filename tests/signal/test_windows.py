"""Windows, normalisation and activity against plain NumPy."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.contract import SignalSpec
from kd_edge.errors import SignalError
from kd_edge.recordings.recording import Dataset, Recording, Stream
from kd_edge.signal.activity import activity, quantised_activity
from kd_edge.signal.windows import (
    Windower,
    cut_windows,
    fit_normalisation,
    recording_frames,
    window_dataset,
)
from tests.signal.signal_specs import armband, random_recording, without_normalisation

SPEC = without_normalisation(armband())


def dataset_of(*recordings: Recording) -> Dataset:
    return Dataset("random", recordings, ("a", "b", "c"), SPEC, True, "Random numbers.")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    takes = [random_recording(SPEC, 1.0 + 0.2 * seed, seed) for seed in range(4)]
    return dataset_of(*[replace(take, label=seed - 1, subject=f"p{seed}") for seed, take in enumerate(takes)])


@given(
    count=st.integers(0, 60),
    size=st.integers(1, 12),
    increment=st.integers(1, 20),
    blocks=st.lists(st.integers(0, 9), max_size=20),
)
def test_windower_equals_cutting_at_once(count: int, size: int, increment: int, blocks: list[int]) -> None:
    spec = msgspec.structs.replace(SPEC, window_size=size, window_increment=increment)
    frames = np.arange(count * spec.feature_count, dtype=np.float32).reshape(count, spec.feature_count)
    starts = range(0, count - size + 1, increment)
    expected = [frames[start : start + size] for start in starts]

    windower, windows = Windower(spec), []
    for block in [*np.split(frames, np.minimum(np.cumsum(blocks, dtype=int), count))]:
        windows += list(windower.push(block))
    assert np.array_equal(windows, expected)
    assert np.array_equal(list(cut_windows(frames, size, increment)), expected)


def test_reset_windower_starts_a_new_window() -> None:
    spec = msgspec.structs.replace(SPEC, window_size=3, window_increment=5)
    frames = np.arange(9 * spec.feature_count, dtype=np.float32).reshape(9, -1)
    windower = Windower(spec)
    assert len(windower.push(frames[:4])) == 1
    windower.reset()
    assert np.array_equal(windower.push(frames[4:7]), [frames[4:7]])


def test_window_dataset_keeps_what_belongs_together(dataset: Dataset) -> None:
    windows = window_dataset(dataset, SPEC, [3, 0])
    first, second = recording_frames(dataset.recordings[3], SPEC), recording_frames(dataset.recordings[0], SPEC)
    counts = [(len(frames) - SPEC.window_size) // SPEC.window_increment + 1 for frames in (first, second)]
    assert len(windows) == sum(counts)
    assert np.array_equal(windows.recordings, np.repeat([3, 0], counts))
    assert np.array_equal(windows.labels, np.repeat([2, -1], counts))
    assert np.array_equal(windows.subjects, np.repeat(["p3", "p0"], counts))
    assert np.array_equal(windows.frames[1], first[SPEC.window_increment :][: SPEC.window_size])
    assert np.array_equal(windows.frames[counts[0]], second[: SPEC.window_size])
    assert windows.frames.dtype == np.float32


def test_no_recordings_give_no_windows(dataset: Dataset) -> None:
    assert window_dataset(dataset, SPEC, []).frames.shape == (0, SPEC.window_size, SPEC.feature_count)


def test_normalisation_comes_from_the_given_recordings_only(dataset: Dataset) -> None:
    fitted = fit_normalisation(dataset, SPEC, [1, 2])
    frames = np.concatenate([recording_frames(dataset.recordings[index], SPEC) for index in (1, 2)]).astype(float)
    np.testing.assert_allclose(fitted.mean, frames.mean(axis=0), rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(fitted.inverse_std, 1 / frames.std(axis=0), rtol=1e-6)
    assert fitted == fit_normalisation(dataset, armband(), [1, 2])
    assert all(value == np.float32(value) for value in fitted.mean + fitted.inverse_std)

    normalised = np.concatenate(
        [recording_frames(dataset.recordings[index], SPEC.normalised(fitted)) for index in (1, 2)]
    )
    np.testing.assert_allclose(normalised.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(normalised.std(axis=0), 1, rtol=1e-5)


def changed(take: Recording, name: str, **fields: object) -> Recording:
    return replace(take, streams={**take.streams, name: replace(take.streams[name], **fields)})  # type: ignore[type-var]


def bad_recordings() -> dict[str, tuple[Recording, str]]:
    take = replace(random_recording(SPEC, 1.0), source="take 7.csv")
    emg, imu = take.streams["emg"], take.streams["imu"]
    return {
        "short": (
            changed(take, "emg", samples=emg.samples[:100]),
            "at least one window of 40 frames. Found: 25 frames",
        ),
        "missing": (
            replace(take, streams={"emg": emg}),
            "samples of every stream of the SignalSpec. Found: none of 'imu'",
        ),
        "empty": (changed(take, "imu", samples=imu.samples[:0]), "Found: none of 'imu'"),
        "period": (changed(take, "imu", sample_period_ns=10_000_000), "sampling period of the SignalSpec, 20000000 ns"),
        "channels": (changed(take, "imu", samples=imu.samples[:, :5]), r"shape \(n, 6\)"),
        "type": (changed(take, "emg", samples=emg.samples.astype(np.int16)), "type int8"),
    }


@pytest.mark.parametrize(("recording", "message"), bad_recordings().values(), ids=bad_recordings())
def test_bad_recordings_are_named(recording: Recording, message: str) -> None:
    with pytest.raises(SignalError, match=message) as caught:
        window_dataset(dataset_of(recording), SPEC, [0])
    assert "take 7.csv" in str(caught.value)


def with_channel(take: Recording, stream: str, channel: int, value: int) -> Recording:
    samples = take.streams[stream].samples.copy()
    samples[:, channel] = value
    return changed(take, stream, samples=samples)


@pytest.mark.parametrize(("stream", "channel"), [("emg", 3), ("imu", 5)])
def test_a_dead_channel_is_named(stream: str, channel: int) -> None:
    takes = [with_channel(random_recording(SPEC, 1.0, seed), stream, channel, 17) for seed in range(2)]
    with pytest.raises(SignalError, match=rf"Found: {stream}\.{stream[0]}{channel} constant over 2 recordings"):
        fit_normalisation(dataset_of(*takes), SPEC, [0, 1])
    alive = dataset_of(takes[0], random_recording(SPEC, 1.0, 9))
    assert len(fit_normalisation(alive, SPEC, [0, 1]).mean) == SPEC.feature_count


def test_normalisation_needs_recordings(dataset: Dataset) -> None:
    with pytest.raises(SignalError, match=r"at least one frame\. Found: 0 recordings"):
        fit_normalisation(dataset, SPEC, [])


def test_activity_by_hand() -> None:
    windows = np.array([[[0, 1], [2, 1]], [[5, -3], [5, 3]]], dtype=np.float32)
    assert activity(windows).tolist() == [0.5, 1.5]
    assert quantised_activity(windows.astype(np.int8), 0.5).tolist() == [0.25, 0.75]


def test_quantised_activity_is_the_activity_of_what_the_model_sees() -> None:
    inputs = np.random.default_rng(0).integers(-128, 128, (20, 30, 5), dtype=np.int8)
    frames = (inputs.astype(np.float32) - 7) * np.float32(0.03)
    np.testing.assert_allclose(quantised_activity(inputs, 0.03), activity(frames), rtol=1e-5)


def test_stream_order_of_a_recording_does_not_matter() -> None:
    take = random_recording(SPEC, 0.5)
    turned: dict[str, Stream] = dict(reversed(take.streams.items()))
    assert np.array_equal(recording_frames(take, SPEC), recording_frames(replace(take, streams=turned), SPEC))


def test_real_recordings_are_normalised_without_the_test_persons(psl18: Dataset) -> None:
    spec: SignalSpec = psl18.signal
    indices = range(0, len(psl18.recordings), 40)
    windows = window_dataset(psl18, spec.normalised(fit_normalisation(psl18, spec, indices)), indices)
    assert np.isfinite(windows.frames).all()
    assert abs(float(windows.frames.mean())) < 0.2
    assert 0.8 < float(windows.frames.std()) < 1.2
