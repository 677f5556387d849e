"""MLPerf Tiny's text protocol: every answer, and on boards the scores of TensorFlow Lite Micro, bit for bit."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kd_edge.bench.mlperf.protocol import MlperfBoard
from kd_edge.bundle import INT8_MODEL, Bundle, open_bundle
from kd_edge.cli import main
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import open_engine
from kd_edge.engines.quantise import dequantise
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root
from tests.deploy.conftest import needs_compiler, needs_qemu
from tests.firmware.fuzz import LABELS, SIGNAL, build

REFERENCE = Path(__file__).parents[2] / "export" / "reference"
WINDOW = bytes(range(100, 124))
LOAD = f"db load {len(WINDOW)}%db {WINDOW.hex()}%"
READY = "m-ready"

# What is sent, and the lines that answer it; <us> is any time.
ANSWERS = {
    "name": ("name%", ["m-name-dut-[host]", READY]),
    "profile": ("profile%", ["m-profile-[ULPMark for tinyML Firmware V0.0.1]", "m-model-[fuzz]", READY]),
    "timestamp": ("timestamp%", ["m-lap-us-<us>", READY]),
    "a return key after a command": ("name%\r\nname%\n", ["m-name-dut-[host]", READY] * 2),
    "a zero before a command": ("\0name%", ["m-name-dut-[host]", READY]),
    "spaces around words": ("  db   load   3  %", ["m-[Expecting 3 bytes]", READY]),
    "nothing": ("%", ["e-[Unknown command: ]", READY]),
    "unknown": ("db2 load%", ["e-[Unknown command: db2]", READY]),
    "the beginning of a command": ("nam%", ["e-[Unknown command: nam]", READY]),
    "not text": ("a\x01\x7f\u00ff%", ["e-[Unknown command: a????]", READY]),
    "80 letters": (80 * "x" + "%", [f"e-[Unknown command: {80 * 'x'}]", READY]),
    "81 letters": (81 * "x" + "%name%", ["e-[Command is too long]", READY, "m-name-dut-[host]", READY]),
    "db alone": ("db%", ["e-[Command 'db' requires a subcommand]", READY]),
    "no bytes": ("db load 0%", ["e-[Command 'db load' takes 1 to 24 bytes]", READY]),
    "a byte too many announced": ("db load 25%", ["e-[Command 'db load' takes 1 to 24 bytes]", READY]),
    "a count beyond 32 bits": ("db load 4294967297%", ["e-[Command 'db load' takes 1 to 24 bytes]", READY]),
    "no count": ("db load x%", ["e-[Command 'db load' takes 1 to 24 bytes]", READY]),
    "bytes that nobody announced": ("db 00%", ["e-[No byte is expected]", READY]),
    "half a byte": ("db load 2%db 0%", ["m-[Expecting 2 bytes]", READY, "e-[Invalid or missing hex digit]", READY]),
    "no digit": ("db load 2%db 0g%", ["m-[Expecting 2 bytes]", READY, "e-[Invalid or missing hex digit]", READY]),
    "bytes in both cases": (
        "db load 2%db aB%db Ff00%db print%",
        ["m-[Expecting 2 bytes]", READY, READY, "m-load-done", READY, "m-buffer-ab-ff", READY],
    ),
    "ten bytes": (
        "db load 10%db 00010203040506070809%db print%",
        [
            "m-[Expecting 10 bytes]",
            *(READY, "m-load-done", READY),
            *("m-buffer-00-01-02-03-04-05-06-07", "m-buffer-08-09", READY),
        ],
    ),
    "inference": (
        LOAD + "infer 3 2%results%",
        [
            *("m-[Expecting 24 bytes]", READY, "m-load-done", READY),
            *("m-warmup-start-2", "m-warmup-done", "m-infer-start-3", "m-lap-us-<us>", "m-lap-us-<us>"),
            *("m-infer-done", "m-results-[0.89062500,0.89453125,0.89843750]", READY),
            *("m-results-[0.89062500,0.89453125,0.89843750]", READY),
        ],
    ),
    "as often as by default": (
        LOAD + "infer%",
        [
            *("m-[Expecting 24 bytes]", READY, "m-load-done", READY),
            *("m-warmup-start-10", "m-warmup-done", "m-infer-start-1", "m-lap-us-<us>", "m-lap-us-<us>"),
            *("m-infer-done", "m-results-[0.89062500,0.89453125,0.89843750]", READY),
        ],
    ),
    "the network fails": (
        "db load 24%db 55aa" + 22 * "00" + "%infer 1 0%results%",
        [
            *("m-[Expecting 24 bytes]", READY, "m-load-done", READY),
            *("m-warmup-start-0", "m-warmup-done", "m-infer-start-1", "m-lap-us-<us>", "m-lap-us-<us>"),
            *("e-[The network failed]", READY, "e-[Nothing was inferred yet]", READY),
        ],
    ),
    "too little input": ("infer 1 0%", ["e-[Input has 0 bytes of 24]", READY]),
    "no inference": ("infer 0 0%", ["e-[Inferences are 1 to 1000000, warm-ups as many or none]", READY]),
    "too many warm-ups": ("infer 1 1000001%", ["e-[Inferences are 1 to 1000000, warm-ups as many or none]", READY]),
    "negative": ("infer -1 0%", ["e-[Inferences are 1 to 1000000, warm-ups as many or none]", READY]),
    "no results yet": ("results%", ["e-[Nothing was inferred yet]", READY]),
}  # fmt: skip

GREETING = ["m-timestamp-mode-performance", "m-lap-us-<us>", "m-init-done", READY]


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[str]]:
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc")
    harness = [firmware_root() / "tests" / "mlperf_filter.c"]
    program = build("mlperf", tmp_path_factory.mktemp("mlperf"), ["gcc"], harness)

    def run(commands: str) -> list[str]:
        done = subprocess.run([program], input=commands.encode(), capture_output=True, check=True)
        *lines, rest = done.stdout.decode("ascii").split("\r\n")
        assert rest == ""
        return [re.sub(r"^m-lap-us-\d+$", "m-lap-us-<us>", line) for line in lines]

    return run


@pytest.mark.parametrize("case", ANSWERS)
def test_the_answer_to(case: str, answer: Callable[[str], list[str]]) -> None:
    commands, expected = ANSWERS[case]
    assert answer(commands) == [*GREETING, *expected]


def test_help_names_every_command(answer: Callable[[str], list[str]]) -> None:
    text = " ".join(answer("help%"))
    assert all(
        word in text for word in ("help", "name", "profile", "timestamp", "db load", "db print", "infer", "results")
    )
    assert (SIGNAL.window_size * SIGNAL.feature_count, len(LABELS)) == (len(WINDOW), 3)


@needs_compiler
@needs_qemu
@pytest.mark.parametrize("name", ["mps2-an386", "microbit"])
def test_a_board_scores_as_the_host_does(name: str, psl18_bundle: Bundle, tmp_path: Path) -> None:
    board = load_board(name)
    image = build_firmware(board, psl18_bundle, tmp_path, find_toolchain(), optimisation="-Os")
    signal = psl18_bundle.manifest.signal
    rng = np.random.default_rng(3)
    windows = rng.integers(-128, 128, (4, signal.window_size, signal.feature_count), np.int8)
    scores = open_engine(psl18_bundle.read(INT8_MODEL), "tflm").infer(windows)
    expected = dequantise(scores, psl18_bundle.manifest.output_quantisation)
    with emulated_board(board, image.elf) as url:
        with MlperfBoard(url) as speaking:
            assert (speaking.name(), speaking.model()) == (name, psl18_bundle.manifest.name)
            for window, wanted in zip(windows, expected, strict=True):
                speaking.load(window)
                inference = speaking.infer(2, 1)
                assert np.array_equal(inference.scores, wanted)
                assert inference.elapsed_us > 0
            with pytest.raises(DeployError, match="Unknown command: start"):
                speaking.ask("start")
        with Device(url) as device:
            assert device.info().board == name
        with MlperfBoard(url) as speaking:
            assert speaking.name() == name


@needs_compiler
@needs_qemu
def test_a_runner_finds_its_files_and_gets_the_goldens(tmp_path: Path) -> None:
    bundle = open_bundle(REFERENCE)
    board = load_board("mps2-an386")
    image = build_firmware(board, bundle, tmp_path / "image", find_toolchain())
    golden = bundle.golden
    with emulated_board(board, image.elf) as url:
        arguments = [str(REFERENCE), "--port", url, "--out", str(tmp_path / "run"), "--json"]
        said = json.loads(CliRunner().invoke(main, ["mlperf", *arguments], catch_exceptions=False).output)
        data = tmp_path / "run" / "datasets" / bundle.manifest.name
        rows = list(csv.reader((data / "y_labels.csv").open()))
        assert (said["board"], said["windows"], len(rows)) == ("mps2-an386", len(golden), len(golden))
        labels = bundle.manifest.model.labels
        assert said["absent"] == [label for at, label in enumerate(labels) if at not in set(golden.labels)]
        with MlperfBoard(url) as speaking:
            for (file, classes, label), wanted, truth in zip(rows, golden.logits, golden.labels, strict=True):
                assert (int(classes), int(label)) == (golden.logits.shape[1], truth)
                speaking.load(np.frombuffer((data / file).read_bytes(), np.int8))
                scores = speaking.infer().scores
                assert np.array_equal(scores, dequantise(wanted, bundle.manifest.output_quantisation))
    script = (tmp_path / "run" / "tests_performance.yaml").read_text()
    assert re.search(
        r'"reference":\n.*  script:\n    - loop 5:\n      - download\n      - infer \d+ 10\n', script, re.S
    )
