"""The checks of a take, with signals whose faults are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kd_edge.record.quality import check_take, hum_share
from kd_edge.record.spans import assembled
from kd_edge.recordings.recording import Dataset, Recording
from kd_edge.source import Samples


@pytest.fixture
def take(tiny_dataset: Dataset) -> Recording:
    return tiny_dataset.recordings[0]


def found(take: Recording, dataset: Dataset) -> dict[str, bool]:
    return {finding.check: finding.serious for finding in check_take(take.streams, dataset.signal, 1.0)}


def changed(take: Recording, name: str, samples: np.ndarray) -> Recording:
    return replace(take, streams={**take.streams, name: replace(take.streams[name], samples=samples)})


def test_real_recordings_pass(psl18: Dataset) -> None:
    for each in psl18.recordings[::9]:
        assert not check_take(each.streams, psl18.signal, max(s.duration_s for s in each.streams.values()))


def test_a_good_take_of_ours_passes(take, tiny_dataset) -> None:
    assert found(take, tiny_dataset) == {}


def test_an_electrode_that_never_changes_is_dead(take, tiny_dataset) -> None:
    emg = take.streams["emg"].samples.copy()
    emg[:, 1] = 7
    (finding,) = check_take(changed(take, "emg", emg).streams, tiny_dataset.signal, 1.0)
    assert finding.check == "dead"
    assert str(finding) == "emg_1 of emg never changes: press the electrodes on, or moisten them"


@pytest.mark.parametrize("top", [32767, 300])
def test_flat_tops_are_clipped_at_the_types_end_and_below(take, tiny_dataset, top) -> None:
    time_s = np.arange(1111) * 900e-6
    wave = np.sin(2 * np.pi * 23 * time_s)[:, None] + 0.05 * np.sin(2 * np.pi * 71 * time_s)[:, None]
    emg = np.clip(wave * [1.5 * top, 0.6 * top], -top, top).astype(np.int16)
    (finding,) = check_take(changed(take, "emg", emg).streams, tiny_dataset.signal, 1.0)
    assert finding.text == "emg_0 of emg is cut off at the end of its range"


def test_a_limb_that_is_held_still_is_not_clipped(take, tiny_dataset) -> None:
    imu = take.streams["imu"].samples.copy()
    imu[70:, :] = imu.max(axis=0)
    assert found(changed(take, "imu", imu), tiny_dataset) == {}


@pytest.mark.parametrize("hum_hz", [50.0, 60.0])
def test_hum_is_told_by_its_frequency_and_share(take, tiny_dataset, hum_hz) -> None:
    time_s = np.arange(1111) * 900e-6
    noise = np.random.default_rng(1).normal(size=(1111, 2)) * 100
    hum = np.sin(2 * np.pi * hum_hz * time_s)[:, None] * [100, 1000]  # half of the first's noise, 50 times the second's
    emg = np.rint(noise + hum).astype(np.int16)
    shares = hum_share(emg, 1 / 900e-6, hum_hz)
    assert shares == pytest.approx([1 / 3, 50 / 51], abs=0.05)
    (finding,) = check_take(changed(take, "emg", emg).streams, tiny_dataset.signal, 1.0)
    assert finding.serious
    assert f"{hum_hz:.0f} Hz hum" in finding.text


def test_a_stream_that_is_missing_or_short(take, tiny_dataset) -> None:
    assert found(replace(take, streams={"emg": take.streams["emg"]}), tiny_dataset) == {"missing": True}
    assert found(changed(take, "imu", take.streams["imu"].samples[:100]), tiny_dataset) == {"missing": True}


@pytest.mark.parametrize(("lost", "serious"), [(2, False), (30, True)])
def test_what_was_lost_is_filled_counted_and_judged(take, tiny_dataset, lost, serious) -> None:
    emg, spec = take.streams["emg"].samples, tiny_dataset.signal.stream("emg")
    blocks = [Samples("emg", emg[i : i + 22], i * 900_000, (i + 21) * 900_000) for i in range(0, 1100, 22)]
    blocks[10] = Samples("emg", emg[220 + lost : 264], (220 + lost) * 900_000, 263 * 900_000)
    del blocks[11]
    stream = assembled(blocks, spec, 0)
    assert stream is not None
    assert stream.account is not None
    assert stream.account.filled == lost
    np.testing.assert_array_equal(stream.samples[264:1100], emg[264:1100])
    np.testing.assert_array_equal(stream.samples[220 : 220 + lost], np.repeat(emg[219:220], lost, axis=0))
    assert found(replace(take, streams={**take.streams, "emg": stream}), tiny_dataset) == {"drops": serious}


def test_a_wrong_rate_is_named(take, tiny_dataset) -> None:
    emg, spec = take.streams["emg"].samples, tiny_dataset.signal.stream("emg")
    blocks = [Samples("emg", emg[i : i + 22], i * 930_000, (i + 21) * 930_000) for i in range(0, 1100, 22)]
    stream = assembled(blocks, spec, 0)
    assert stream is not None
    (finding, *_) = [
        finding
        for finding in check_take({**take.streams, "emg": stream}, tiny_dataset.signal, 1.0)
        if finding.check == "rate"
    ]
    assert "1075.3 Hz instead of 1111.1 Hz" in finding.text
