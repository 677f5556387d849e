"""Real recordings through a board's serial port: signal frames, scores and decisions equal the host's, bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device, check_bundle
from kd_edge.deploy.emulated import emulated_board
from kd_edge.deploy.firmware import build_firmware
from kd_edge.engines import open_engine
from kd_edge.engines.quantise import quantise
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windower
from kd_edge.stream.live import LiveClassifier
from kd_edge.stream.replay import replay
from kd_edge.stream.session import Session, packets
from tests.deploy.conftest import TOOLCHAINS, needs_compiler, needs_qemu

pytestmark = [needs_compiler, needs_qemu]

CASES = [
    *[(board, "gcc") for board in ("mps2-an386", "mps2-an500", "mps3-an547", "microbit", "netduinoplus2")],
    *[(board, "zig") for board in ("mps2-an386", "microbit")],
]


def host_frames(session: Session, bundle: Bundle) -> np.ndarray:
    path = SignalPath(bundle.manifest.signal)
    names = [stream.name for stream in session.signal.streams]
    return np.concatenate([path.push(names[number], samples, at) for _, number, samples, at in packets(session)])


@pytest.mark.parametrize(("name", "compiler"), CASES)
def test_a_board_says_what_the_host_says(
    name: str, compiler: str, psl18_bundle: Bundle, psl18_session: Session, tmp_path: Path
) -> None:
    if compiler not in TOOLCHAINS:
        pytest.skip(f"the toolchain {compiler} is not installed")
    board = load_board(name)
    image = build_firmware(board, psl18_bundle, tmp_path, TOOLCHAINS[compiler])
    with emulated_board(board, image.elf) as url, Device(url) as device:
        info = device.info()
        observed = device.inject(psl18_session)
        after = device.info()

    manifest = psl18_bundle.manifest
    check_bundle(info, psl18_bundle)
    assert (info.board, info.bundle) == (name, manifest.name)
    assert observed.refused == 0

    frames = host_frames(psl18_session, psl18_bundle)
    assert len(frames) > 300
    seen = observed.frames(manifest.signal.feature_count)
    assert np.array_equal(seen.view(np.uint32), frames.view(np.uint32))

    engine = open_engine(psl18_bundle.read(INT8_MODEL), "tflm")
    windows = Windower(manifest.signal).push(frames)
    expected = engine.infer(quantise(windows, manifest.input_quantisation))
    assert len(expected) > 40
    assert np.array_equal(observed.windows(len(manifest.model.labels)), expected)

    recognised = replay(LiveClassifier(psl18_bundle, engine), psl18_session)
    assert recognised
    assert [(sign.label, sign.window, sign.time_ns) for sign in recognised] == [
        (decision.label, decision.window, decision.time_ns) for decision in observed.decisions
    ]
    assert after.ram_free_bytes > 512
