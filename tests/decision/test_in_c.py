"""Firmware decides as Python does: the same votes and signs from the same windows and scores."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from kd_edge.bundle import Quantisation
from kd_edge.decision.gates import NEVER, Gates
from kd_edge.decision.rule import Decider
from kd_edge.files import firmware_root
from kd_edge.recordings.recording import REST
from kd_edge.render.signal_config import signal_config
from kd_edge.signal.activity import quantised_activity
from tests.signal.native_path import SANITIZERS, WARNINGS
from tests.signal.signal_specs import float_sensor

SPEC = float_sensor()
LABELS = ("a", "b", "c", "d")
INPUT, OUTPUT = Quantisation(0.02, 3), Quantisation(1 / 256, -128)
SOURCES = ("recognise/kd_decide.c", "signal/kd_window.c", "signal/kd_sqrt.c", "tests/decide_filter.c")


def decide_in_c(gates: Gates, windows: np.ndarray, scores: np.ndarray, folder: Path) -> np.ndarray:
    """Votes and recognised signs, int32 ``(n, 2)``."""
    if shutil.which("gcc") is None:
        pytest.skip("no gcc on this machine")
    (folder / "kd_signal_config.h").write_text(signal_config(SPEC, (INPUT, OUTPUT), gates, LABELS))
    root, program = firmware_root(), folder / "decide"
    places = [f"-I{place}" for place in (folder, root / "recognise", root / "signal")]
    sources = [str(root / name) for name in SOURCES]
    subprocess.run(["gcc", *WARNINGS, *SANITIZERS, *places, *sources, "-o", str(program)], check=True)
    records = np.concatenate([windows.reshape(len(windows), -1), scores], axis=1)
    said = subprocess.run([program], input=records.tobytes(), capture_output=True, check=True).stdout
    return np.frombuffer(said, np.int32).reshape(-1, 2)


@pytest.mark.parametrize(
    "gates",
    [
        Gates(20, None, 1),
        Gates(20, 0.25, 2),
        Gates(-128, 0.25, 3),
        Gates(127, None, 2),
        Gates(128, 0.25, 1),
        Gates(20, None, 2, smoothing=3),
        Gates(-60, None, 3, smoothing=7, among=5, minimum_margin=9),
        Gates(60, 0.25, 2, minimum_scores=(60, 20, NEVER, -128), refractory=6, among=3),
        Gates(100, 0.3, 2, release_score=-100, release_activity=0.2),
    ],
    ids=str,
)
def test_votes_and_signs_are_those_of_python(gates: Gates, tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    count = 2_000
    spread = rng.uniform(0, 25, (count, 1, 1))
    windows = rng.normal(0, spread, (count, SPEC.window_size, SPEC.feature_count)).astype(np.int8)
    scores = rng.integers(-128, 128, (count, len(LABELS)), np.int8)
    scores[np.arange(count), np.repeat(rng.integers(0, len(LABELS), count // 4), 4)] = 127  # signs last a while
    scores[::7] = scores[::7, :1]  # all alike: the first label counts

    activity = quantised_activity(windows, INPUT.scale)
    assert 0.2 < (activity >= 0.25).mean() < 0.9
    expected = [[vote, vote if is_new else REST] for vote, is_new in Decider(gates).push(scores, activity)]
    assert decide_in_c(gates, windows, scores, tmp_path).tolist() == expected
    assert sum(sign != REST for _, sign in expected) > 20 or gates.minimum_score > 127
