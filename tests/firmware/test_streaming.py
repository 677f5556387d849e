"""Firmware that takes one frame at a time: the scores of windows on a board, or a state that is carried on."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.codegen import Inference
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.sources import write_standalone
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import open_engine, quantise
from kd_edge.engines.c_stream import CStream
from kd_edge.errors import CodegenError, DeployError
from kd_edge.link.protocol import Runtime
from kd_edge.live.native import NativeClassifier
from kd_edge.play.session import Session, packets
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windower
from tests.deploy.conftest import needs_compiler, needs_qemu
from tests.firmware.conftest import assert_says_what_the_host_says, write_bundle

Packet = tuple[int, int, NDArray[np.generic], int]

HOP = 9
"""Frames: the total stride of student_psl18."""

PROGRAM = """\
#include <stdio.h>
#include "kd_recogniser.h"

int main(void)
{
    static kd_recogniser_t recogniser;
    static float samples[1024];
    struct {
        int32_t stream, count;
        int64_t start_ns;
    } head;
    kd_result_t result;
    kd_recogniser_init(&recogniser);
    while (fread(&head, sizeof head, 1, stdin) == 1) {
        const size_t row_bytes = (size_t)kd_stream_row_bytes(&kd_streams[head.stream]);
        if (fread(samples, row_bytes, (size_t)head.count, stdin) != (size_t)head.count) {
            return 1;
        }
        kd_recogniser_push(&recogniser, head.stream, samples, head.count, head.start_ns);
        while (kd_recogniser_next(&recogniser, &result) == KD_RECOGNISER_RESULT) {
            if (result.scores != NULL) {
                fwrite(result.scores, 1, KD_LABELS, stdout);
            }
        }
    }
    return 0;
}
"""


@pytest.fixture(scope="module")
def bundle(psl18: Dataset, psl18_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The ``psl18_bundle`` with a hop that suits the strides of its network."""
    signal = replace(psl18_bundle.manifest.signal, window_increment=HOP)
    folder = tmp_path_factory.mktemp("bundle") / "psl18-frames"
    return write_bundle(folder, signal, psl18_bundle.read(INT8_MODEL), psl18.labels)


def windows_of(bundle: Bundle, sent: Sequence[Packet]) -> NDArray[np.int8]:
    """Quantised windows of the samples in ``sent``, int8 ``(n, window_size, features)``."""
    manifest = bundle.manifest
    path = SignalPath(manifest.signal)
    names = [stream.name for stream in manifest.signal.streams]
    frames = np.concatenate([path.push(names[number], samples, at) for _, number, samples, at in sent])
    return quantise(Windower(manifest.signal).push(frames), manifest.input_quantisation)


def of_windows(bundle: Bundle, windows: NDArray[np.int8]) -> NDArray[np.int8]:
    """TensorFlow Lite Micro's scores of each window by itself."""
    return open_engine(bundle.read(INT8_MODEL), "tflm").infer(windows)


def carried_on(bundle: Bundle, windows: NDArray[np.int8]) -> NDArray[np.int8]:
    """Scores after the last frame of each window, of a network that has taken every frame of them once."""
    stream = CStream(bundle.read(INT8_MODEL), stateful=True)
    fresh = [windows[0], *(window[-HOP:] for window in windows[1:])]
    return np.array([stream.push(frames)[-1] for frames in fresh])


@needs_compiler
@needs_qemu
@pytest.mark.parametrize("name", ["mps2-an386", "microbit"])
def test_a_board_that_takes_frames_says_what_the_host_says_of_windows(
    name: str, bundle: Bundle, psl18_session: Session, tmp_path: Path
) -> None:
    board = load_board(name)
    image = build_firmware(board, bundle, tmp_path, find_toolchain())
    assert (image.inference, image.windows_because) == (Inference.STREAMING, "")
    with emulated_board(board, image.elf) as url, Device(url) as device:
        info = device.info()
        observed = device.inject(psl18_session)
        device.stop()
        measured = {measurement.name for measurement in device.measure(repetitions=1)}
        again = device.inject(psl18_session)
    assert info.runtime == Runtime.C_STREAMING
    assert_says_what_the_host_says(observed, bundle, psl18_session)
    assert {"window", "inference"} <= measured  # these use the network, and leave nothing behind in it
    labels = len(bundle.manifest.model.labels)
    assert np.array_equal(again.windows(labels), observed.windows(labels))


@needs_compiler
@needs_qemu
def test_a_board_can_carry_the_state_on(bundle: Bundle, psl18_session: Session, tmp_path: Path) -> None:
    board = load_board("mps2-an386")
    image = build_firmware(board, bundle, tmp_path, find_toolchain(), inference="stateful")
    with emulated_board(board, image.elf) as url, Device(url) as device:
        info = device.info()
        seen = device.inject(psl18_session).windows(len(bundle.manifest.model.labels))
    windows = windows_of(bundle, list(packets(psl18_session)))
    assert info.runtime == Runtime.C_STATEFUL
    assert np.array_equal(seen, carried_on(bundle, windows))
    fresh = of_windows(bundle, windows)
    assert np.array_equal(seen[0], fresh[0])
    assert not np.array_equal(seen[1:], fresh[1:])


@pytest.mark.parametrize("inference", ["streaming", "stateful"])
def test_a_gap_and_a_step_back_begin_a_new_stream(
    inference: str, bundle: Bundle, psl18_session: Session, tmp_path: Path
) -> None:
    """Each part between them scores as a stream of its own does, also where the last one ended within a window."""
    if shutil.which("gcc") is None:
        pytest.skip("no gcc on this machine")
    files, network = write_standalone(bundle, tmp_path / "sources", inference)
    assert network.inference == inference
    (tmp_path / "main.c").write_text(PROGRAM)
    sources = [tmp_path / "main.c", *(path for path in files if path.suffix == ".c")]
    program = tmp_path / "program"
    options = ["-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined"]
    subprocess.run(["gcc", *options, f"-I{tmp_path / 'sources'}", *map(str, sources), "-o", str(program)], check=True)
    whole = list(packets(psl18_session))
    parts = (whole[:-45], whole[:-20], whole)  # none ends with a window
    sent = b"".join(
        block(*packet, shift_ns)
        for part, shift_ns in zip(parts, (0, 60_000_000_000, 30_000_000_000), strict=True)
        for packet in part
    )
    said = subprocess.run([program], input=sent, capture_output=True, check=True).stdout
    score = carried_on if inference == "stateful" else of_windows
    expected = np.concatenate([score(bundle, windows_of(bundle, part)) for part in parts])
    assert np.array_equal(np.frombuffer(said, np.int8).reshape(expected.shape), expected)


def test_the_host_in_c_says_the_same(bundle: Bundle, psl18_session: Session) -> None:
    """A result that is complete before its window, and that the network then works over, is kept."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler on this machine")
    classifier = NativeClassifier(bundle)
    assert classifier.streams
    found: list[NDArray[np.int8]] = []
    names = [stream.name for stream in bundle.manifest.signal.streams]
    sent = list(packets(psl18_session))
    for _, number, samples, start_ns in sent:
        before = classifier.decisions.windows
        classifier.push(names[number], samples, start_ns)
        if classifier.decisions.windows > before:
            assert classifier.decisions.scores is not None
            found.append(classifier.decisions.scores.copy())
    assert np.array_equal(found, of_windows(bundle, windows_of(bundle, sent)))


def test_what_cannot_be_honoured_is_refused(psl18_bundle: Bundle, tmp_path: Path) -> None:
    board = load_board("mps2-an386")
    with pytest.raises(CodegenError, match="total stride of 9 frames"):
        build_firmware(board, psl18_bundle, tmp_path, find_toolchain(), inference="streaming")
    with pytest.raises(DeployError, match="classifies whole windows"):
        build_firmware(board, psl18_bundle, tmp_path, find_toolchain(), runtime="tflm", inference="stateful")


def block(due_ns: int, stream: int, samples: NDArray[np.generic], start_ns: int, shift_ns: int) -> bytes:
    """One packet as the program above reads it."""
    head = np.array([stream, len(samples)], np.int32).tobytes() + np.int64(start_ns + shift_ns).tobytes()
    return head + samples.tobytes()
