"""The streaming C engine on this host: equal to windows, or carrying its state on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge.engines import open_engine
from kd_edge.engines.c_stream import CStream
from kd_edge.errors import EngineError


@pytest.fixture
def model(shared: Path) -> bytes:
    return (shared / "models" / "student_psl18.tflite").read_bytes()


@pytest.fixture
def frames(shared: Path) -> np.ndarray:
    """What four golden windows of 100 frames hold, end to end."""
    return np.load(shared / "models" / "student_psl18.npz")["x"][:4].reshape(-1, 14)


def test_every_result_equals_its_window_however_frames_come(model: bytes, frames: np.ndarray) -> None:
    hop = 9
    stream = CStream(model, hop=hop)
    parts = [stream.push(part) for part in np.array_split(frames, [1, 97, 150])]
    windows = np.stack([frames[first : first + 100] for first in range(0, len(frames) - 99, hop)])
    results = np.concatenate(parts)[: len(windows)]
    np.testing.assert_array_equal(results, open_engine(model, "tflm").infer(windows))


def test_state_is_carried_until_a_reset(model: bytes, frames: np.ndarray) -> None:
    stream = CStream(model, stateful=True)
    window = open_engine(model, "tflm").infer(frames[None, :100])[0]
    reached = [(stream.push(frames[first : first + 100])[-1] == window).all() for first in (0, 0)]
    stream.reset()
    reached.append((stream.push(frames[:100])[8] == window).all())
    assert reached == [True, False, True]


def test_no_frames_give_no_results(model: bytes) -> None:
    assert CStream(model).push(np.zeros((0, 14), np.int8)).shape == (0, 18)


@pytest.mark.parametrize("frames", [np.zeros((3, 13), np.int8), np.zeros((3, 14), np.float32)])
def test_wrong_frames_are_refused(model: bytes, frames: np.ndarray) -> None:
    with pytest.raises(EngineError, match=r"shape \(n, 14\)"):
        CStream(model).push(frames)


def test_a_hop_that_no_stride_divides_is_refused(model: bytes) -> None:
    with pytest.raises(EngineError, match="total stride"):
        CStream(model, hop=5)
