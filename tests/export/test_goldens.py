"""Golden recordings end with a whole hop, wherever in a recording their window lies."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from msgspec.structs import replace

from kd_edge.contract import WearerProfile
from kd_edge.export.goldens import RECORDINGS, draw_goldens
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import window_dataset


@pytest.fixture
def long_dataset(tiny_dataset: Dataset) -> Dataset:
    """Two recordings of 3 s, so that windows lie more than a lead-in from the start."""
    long = []
    for recording in tiny_dataset.recordings[:2]:
        streams = {
            name: dataclasses.replace(stream, samples=np.tile(stream.samples, (3, 1)))
            for name, stream in recording.streams.items()
        }
        long.append(dataclasses.replace(recording, streams=streams))
    return dataclasses.replace(tiny_dataset, recordings=long)


@pytest.mark.parametrize("increment", [1, 5, 7, 9])
def test_a_target_that_plays_a_golden_cuts_its_window(
    long_dataset: Dataset, increment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kd_edge.export.goldens.RECORDINGS", 1000)  # every window keeps its own
    spec = replace(long_dataset.signal, window_size=20, window_increment=increment)
    windows = window_dataset(long_dataset, spec, range(2))
    raws, frames, _ = draw_goldens(long_dataset, spec, windows, len(windows), seed=0)
    lengths = set()
    for raw, expected in zip(raws, frames, strict=True):
        path = SignalPath(spec)
        played = np.concatenate([path.push(name, samples, start_ns) for name, (samples, start_ns) in raw.items()])
        assert (len(played) - spec.window_size) % increment == 0
        assert np.array_equal(played[-spec.window_size :], expected)
        lengths.add(len(played))
    assert len(lengths) > 2


def test_every_class_has_a_recording_before_any_has_two(tiny_dataset: Dataset) -> None:
    """Six takes of one sign, one each of two others: turn by turn, the rare ones keep all that they have."""
    spec = replace(tiny_dataset.signal, window_size=20, window_increment=5)
    rare = [index for index, recording in enumerate(tiny_dataset.recordings) if recording.label == 0][:6]
    rare += [
        next(i for i, recording in enumerate(tiny_dataset.recordings) if recording.label == label) for label in (1, 2)
    ]
    windows = window_dataset(tiny_dataset, spec, rare)
    raws, frames, labels = draw_goldens(tiny_dataset, spec, windows, 40, seed=1)
    assert len(raws) == RECORDINGS < len(frames) == len(labels)
    kept, drawn = np.bincount(labels[:RECORDINGS], minlength=3), np.bincount(labels, minlength=3)
    assert all(kept[label] >= min(drawn[label], RECORDINGS // 3) for label in range(3))


def test_goldens_without_recordings_are_seen_as_their_person_wears_the_sensors(tiny_dataset: Dataset) -> None:
    spec = replace(tiny_dataset.signal, window_size=20, window_increment=5, wearer=WearerProfile())
    gain = (2.0,) * spec.feature_count
    worn = [dataclasses.replace(recording, wearer=WearerProfile(gain=gain)) for recording in tiny_dataset.recordings]
    windows = window_dataset(tiny_dataset, spec, range(8))
    _, plain, _ = draw_goldens(tiny_dataset, spec, windows, 40, seed=1)
    _, frames, _ = draw_goldens(dataclasses.replace(tiny_dataset, recordings=worn), spec, windows, 40, seed=1)
    assert np.array_equal(frames[:RECORDINGS], plain[:RECORDINGS])
    assert np.array_equal(frames[RECORDINGS:], 2 * plain[RECORDINGS:])
