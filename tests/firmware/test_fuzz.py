"""What the fuzzers have kept, through the same harnesses again; and faults that these inputs must find."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kd_edge.files import firmware_root
from tests.firmware.fuzz import HOME, TARGETS, build, harness_of, seeds, unpack_corpus

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")

FAULTS = {
    "a run is one byte longer than its buffer": (
        "frame",
        "protocol/kd_frame.c",
        "decoder->size < KD_FRAME_MAX_ENCODED",
        "decoder->size <= KD_FRAME_MAX_ENCODED",
    ),
    "a code may point past the end": (
        "frame",
        "protocol/kd_cobs.c",
        "next_code == size ?",
        "next_code >= size ?",
    ),
    "every CRC is right": (
        "frame",
        "protocol/kd_frame.c",
        "kd_crc_add(0, decoder->bytes, size) != KD_CRC_RESIDUE",
        "kd_crc_add(0, decoder->bytes, size) == 1",
    ),
    "samples end where they like": (
        "app",
        "app/kd_inject.c",
        "reader.left != count * kd_stream_row_bytes",
        "reader.left > count * kd_stream_row_bytes",
    ),
    "a byte more is loaded than announced": (
        "mlperf",
        "mlperf/kd_mlperf.c",
        "mlperf->loaded < mlperf->expected",
        "mlperf->loaded <= mlperf->expected",
    ),
    "a command is one byte longer than its buffer": (
        "mlperf",
        "mlperf/kd_mlperf.c",
        "if (mlperf->size < KD_MLPERF_MAX_COMMAND)",
        "if (mlperf->size <= KD_MLPERF_MAX_COMMAND + 1)",
    ),
    "a text fills one character more than its descriptor": (
        "usb",
        "usb/kd_usb_descriptors.c",
        "size < KD_USB_STRING_BYTES",
        "size <= KD_USB_STRING_BYTES",
    ),
    "a host gets more than it has asked for": (
        "usb",
        "usb/kd_usb_device.c",
        "left = size < setup.length ? size : setup.length;",
        "left = size > setup.length ? size : setup.length;",
    ),
    "a packet that found no room is forgotten": (
        "usb",
        "usb/kd_usb_serial.c",
        "if (held_size > 0 && take_in(held, held_size))",
        "if (held_size > 0 && take_in(held, 0))",
    ),
    "a second packet is sent before the first one is": (
        "usb",
        "usb/kd_usb_serial.c",
        "if (on_its_way || is_in_halted ||",
        "if (is_in_halted ||",
    ),
    "a halted endpoint sends": (
        "usb",
        "usb/kd_usb_serial.c",
        "if (on_its_way || is_in_halted ||",
        "if (on_its_way ||",
    ),
    "a line coding of any length is taken": (
        "usb",
        "usb/kd_usb_device.c",
        "if (size == KD_USB_LINE_BYTES) {",
        "if (size >= 0) {",
    ),
}
"""Harness, file, what it says, and what it says with the fault."""


def replay(target: str, folder: Path, *, firmware: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Everything kept for ``target``, and the seeds, once."""
    program = build(target, folder, ["gcc"], [harness_of(target), HOME / "replay.c"], firmware=firmware)
    inputs = unpack_corpus(target, folder / "corpus")
    for number, seed in enumerate(seeds(target)):
        inputs.append(folder / f"seed{number}")
        inputs[-1].write_bytes(seed)
    assert len(inputs) > 50
    return subprocess.run([program, *inputs], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("target", TARGETS)
def test_what_the_fuzzers_have_kept_breaks_nothing(target: str, tmp_path: Path) -> None:
    done = replay(target, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_fuzzers_have_kept_finds(fault: str, tmp_path: Path) -> None:
    target, source, right, wrong = FAULTS[fault]
    firmware = shutil.copytree(firmware_root(), tmp_path / "firmware", ignore=shutil.ignore_patterns("corpus"))
    text = (firmware / source).read_text()
    assert text.count(right) == 1
    (firmware / source).write_text(text.replace(right, wrong))
    done = replay(target, tmp_path / "build", firmware=firmware)
    assert done.returncode != 0
    assert "violated: " in done.stderr or "Sanitizer" in done.stderr or "runtime error" in done.stderr
