"""TensorFlow Lite Micro as the runtime: what it computes, the arena that it gets, and trees that do not fit.

The tests that run it need TFLM_DIR, a tree built as docs/tflm.md says for a Cortex-M4 with FPU.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.codegen.model import read_model
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.batch import batch_runner, network_memory, run_image
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.build import build_image
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.images.tflm import VARIABLE, find_tree, measure_arena
from kd_edge.deploy.toolchain import find_core, find_toolchain
from kd_edge.errors import DeployError
from kd_edge.play.session import Session
from kd_edge.render import carray
from kd_edge.sources.deciding import check_bundle
from tests.deploy.conftest import TOOLCHAINS, needs_qemu
from tests.firmware.conftest import STUDENT_PSL18_ARENA_BYTES, assert_says_what_the_host_says

pytestmark = pytest.mark.skipif("gcc" not in TOOLCHAINS, reason="needs arm-none-eabi-gcc")
needs_tree = pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no TFLite Micro tree")

BOARD = "mps2-an386"
CORE = find_core("m4")
TFLM = 2  # as INFO says it
LIBRARY = "gen/cortex_m_generic_{}_release_gcc/lib/libtensorflow-microlite.a"
DOWNLOADS = "tensorflow/lite/micro/tools/make/downloads"
HEADERS = (
    "tensorflow/lite/micro/micro_interpreter.h",
    "signal/micro/kernels/irfft.h",
    f"{DOWNLOADS}/flatbuffers/include/flatbuffers/flatbuffers.h",
    f"{DOWNLOADS}/gemmlowp/fixedpoint/fixedpoint.h",
)


@dataclass(frozen=True)
class Student:
    """A reference network as its C array in ``folder``, its golden vectors, and its arena on a 64-bit host."""

    folder: Path
    inputs: np.ndarray
    scores: np.ndarray
    arena_bytes: int

    def run(self, inputs: np.ndarray, arena_bytes: int) -> np.ndarray:
        board, toolchain, classes = load_board(BOARD), find_toolchain("gcc"), self.scores.shape[1]
        network = find_tree(board.core, toolchain).component(self.folder, arena_bytes=arena_bytes)
        runner = batch_runner(inputs, classes, adapter="runtime.c")
        image = build_image(board, [network, network_memory(), runner], self.folder, toolchain)
        return run_image(board, image, inputs, classes, self.folder).outputs


@pytest.fixture(
    params=[("student_isl", 18_688), ("student_psl18", STUDENT_PSL18_ARENA_BYTES)], ids=lambda case: case[0]
)
def student(request: pytest.FixtureRequest, shared: Path, tmp_path: Path) -> Student:
    name, arena_bytes = request.param
    model = (shared / "models" / f"{name}.tflite").read_bytes()
    (tmp_path / "model_data.h").write_text(carray.render_header(name, model, arena_bytes))
    (tmp_path / "model_data.cc").write_text(carray.render_source(name, model))
    (tmp_path / "model_ops.h").write_text(carray.render_ops(part.kind for part in read_model(model).operators))
    golden = np.load(shared / "models" / f"{name}.npz")
    return Student(tmp_path, golden["x"], golden["y"], arena_bytes)


@needs_tree
@needs_qemu
def test_its_scores_are_the_golden_ones_in_any_order_and_its_arena_is_exact(student: Student) -> None:
    toolchain = find_toolchain("gcc")
    tree = find_tree(CORE, toolchain)
    arena = measure_arena(student.folder, CORE, tree, toolchain, expected_bytes=student.arena_bytes)
    there_and_back = student.run(np.concatenate([student.inputs, student.inputs[::-1]]), arena)
    assert np.array_equal(there_and_back, np.concatenate([student.scores, student.scores[::-1]]))
    with pytest.raises(DeployError, match="returned an error"):
        student.run(student.inputs[:1], arena - 16)


@needs_tree
@needs_qemu
def test_a_board_with_it_says_what_the_host_says(psl18_bundle: Bundle, psl18_session: Session, tmp_path: Path) -> None:
    board = load_board(BOARD)
    image = build_firmware(board, psl18_bundle, tmp_path, find_toolchain("gcc"), runtime="tflm")
    with emulated_board(board, image.elf) as url, Device(url) as device:
        info = device.info()
        observed = device.inject(psl18_session)
    check_bundle(info, psl18_bundle)
    assert info.runtime == TFLM
    assert 0 < info.arena_bytes < 2 * STUDENT_PSL18_ARENA_BYTES
    assert_says_what_the_host_says(observed, psl18_bundle, psl18_session)


def touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def complete(root: Path) -> None:
    for header in HEADERS:
        touch(root / header)


def library_for(root: Path, arch: str, *options: str) -> None:
    """An archive of one object file that was compiled with ``options``."""
    library = root / LIBRARY.format(arch)
    touch(library.with_name("part.c"))
    folder = library.parent
    subprocess.run(["arm-none-eabi-gcc", "-mthumb", *options, "-c", "part.c"], cwd=folder, check=True)
    library.unlink(missing_ok=True)
    subprocess.run(["arm-none-eabi-ar", "rc", library.name, "part.o"], cwd=folder, check=True)


def fitting(root: Path, arch: str = "cortex-m4+fp") -> None:
    complete(root)
    library_for(root, arch, "-mcpu=cortex-m4", "-mfloat-abi=hard", "-mfpu=auto")


def soft(root: Path) -> None:
    complete(root)
    library_for(root, "cortex-m4", "-mcpu=cortex-m4", "-mfloat-abi=soft")


def other_core(root: Path) -> None:
    complete(root)
    library_for(root, "cortex-m55", "-mcpu=cortex-m55", "-mfloat-abi=hard")


def two(root: Path) -> None:
    fitting(root)
    fitting(root, "cortex-m4+fp_again")


def empty(root: Path) -> None:
    complete(root)
    library = root / LIBRARY.format("cortex-m4+fp")
    touch(library)
    library.write_bytes(b"!<arch>\n")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda root: None, "no .*micro_interpreter.h"),
        (lambda root: touch(root / HEADERS[0]), "no .*irfft.h"),
        (complete, "Found: no gen/.*libtensorflow-microlite.a"),
        (soft, "Found: only others: .*cortex-m4_release"),
        (other_core, "Found: only others: .*cortex-m55_release"),
        (two, "Found: several: .*cortex-m4.fp_again_release.*, .*cortex-m4.fp_release"),
        (empty, "holds object files. Found: none that can be read"),
    ],
)
def test_a_tree_that_does_not_fit_is_refused(
    make: Callable[[Path], None], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(DeployError, match=message):
        find_tree(CORE, find_toolchain("gcc"))


def test_a_tree_that_fits_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soft(tmp_path)
    fitting(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert find_tree(CORE, find_toolchain("gcc")).library == tmp_path / LIBRARY.format("cortex-m4+fp")


def test_no_tree_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(DeployError, match=r"TFLM_DIR names a .* tree that you have built\. Found: it is not set"):
        find_tree(CORE, find_toolchain("gcc"))


def test_zig_does_not_link_it() -> None:
    if "zig" not in TOOLCHAINS:
        pytest.skip("the toolchain zig is not installed")
    with pytest.raises(DeployError, match="choose --toolchain gcc"):
        find_tree(CORE, find_toolchain("zig"))
