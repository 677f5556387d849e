"""The C signal path on emulated Cortex-M cores against the Python one, bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge.contract import SignalSpec
from kd_edge.deploy.emulators.batch import CoreRun, run_on_core
from kd_edge.deploy.images.build import Component
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.files import firmware_root
from kd_edge.signal.path import SignalPath
from tests.deploy.conftest import needs_compiler, needs_qemu, toolchain
from tests.signal.native_path import SOURCES, write_config
from tests.signal.signal_specs import armband, random_samples, reference_rig, worn_armband

__all__ = ["toolchain"]

pytestmark = [needs_compiler, needs_qemu]

# Samples of each stream in one block: both cover the same time, 100 ms and 60.3 ms.
LAYOUTS = {
    "armband": (armband(), (20, 5)),
    "worn armband": (worn_armband(), (20, 5)),
    "reference rig": (reference_rig(), (67, 9)),
}
CASES = [("m0", "armband"), ("m4", "worn armband"), ("m4", "reference rig"), ("m55", "reference rig")]
MOST_FRAMES = 6


def run_blocks(
    core: str, spec: SignalSpec, counts: tuple[int, int], blocks: int, folder: Path, toolchain: Toolchain | None = None
) -> tuple[CoreRun, np.ndarray, np.ndarray]:
    """Random blocks on ``core``; the run, its frames, and the frames that Python computes."""
    rng = np.random.default_rng(7)
    samples = [random_samples(stream, count * blocks, rng) for stream, count in zip(spec.streams, counts, strict=True)]
    write_config(spec, folder)
    subject = Component(
        "signal",
        (firmware_root() / "tests" / "batch_signal.c", *(firmware_root() / "signal" / name for name in SOURCES)),
        includes=(folder, firmware_root() / "signal"),
        defines=(f"KD_SUBJECT_COUNT_0={counts[0]}", f"KD_SUBJECT_COUNT_1={counts[1]}"),
    )
    inputs = np.concatenate([block.reshape(blocks, -1).view(np.int8) for block in samples], axis=1)
    frame_bytes = 4 * spec.feature_count
    run = run_on_core(core, subject, inputs, 4 + MOST_FRAMES * frame_bytes, toolchain=toolchain)
    written = [row[4 : 4 + int(row[:4].view(np.int32)[0]) * frame_bytes] for row in run.outputs]
    frames = np.concatenate(written).view(np.float32).reshape(-1, spec.feature_count)

    path = SignalPath(spec)
    parts = [path.push(stream.name, block) for stream, block in zip(spec.streams, samples, strict=True)]
    return run, frames, np.concatenate(parts)


@pytest.mark.parametrize(("core", "layout"), CASES)
def test_same_bits_on_emulated_cores(core: str, layout: str, toolchain: Toolchain, tmp_path: Path) -> None:
    spec, counts = LAYOUTS[layout]
    _, frames, expected = run_blocks(core, spec, counts, 12, tmp_path, toolchain)
    assert len(expected) > 30
    assert frames.shape == expected.shape
    assert frames.tobytes() == expected.tobytes()
