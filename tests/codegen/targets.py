"""Processors beside this host's and the Cortex-M: compiled for by zig, run in an emulator or by Node."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from kd_edge.codegen import Generated, write_model
from kd_edge.files import firmware_root
from tests.codegen.harness import RUNTIME, ZIG

BARE = Path(__file__).parent / "bare"
# No C library: zig would spend minutes on building one for each target.
_BOARDS = firmware_root() / "boards"
BARE_FLAGS = ("-nostdlib", "-ffreestanding", f"-I{BARE}", f"-I{_BOARDS / 'libc'}")
BARE_SOURCES = (BARE / "start.c", _BOARDS / "common" / "kd_memory.c")


@dataclass(frozen=True)
class Target:
    """One processor.

    Attributes:
        flags: compiler options that choose it.
        launcher: the command that runs a program on it.
        product: the instruction that its fast path multiplies with; empty for plain C.
    """

    name: str
    flags: tuple[str, ...]
    launcher: tuple[str, ...]
    product: str = ""

    def require(self) -> None:
        """Skip the test if this machine lacks what the target needs."""
        if importlib.util.find_spec("ziglang") is None:
            pytest.skip("ziglang is not installed")
        if shutil.which(self.launcher[0]) is None:
            pytest.skip(f"{self.launcher[0]} is not installed")

    def assembly(self, generated: Generated, folder: Path) -> str:
        """What the compiler makes of a generated model."""
        write_model(generated, folder)
        text = folder / "kd_model.s"
        command = [
            *ZIG,
            "-O2",
            *BARE_FLAGS,
            *self.flags,
            f"-I{RUNTIME}",
            "-S",
            str(folder / "kd_model.c"),
            "-o",
            str(text),
        ]
        subprocess.run(command, check=True, capture_output=True)
        return text.read_text()


_NODE = ("node", "--no-warnings", str(BARE / "wasi.mjs"))
TARGETS = (
    Target("aarch64", ("-target", "aarch64-linux-musl"), ("qemu-aarch64",), "smlal\tv"),
    Target("armv7-neon", ("-target", "arm-linux-musleabihf", "-mcpu=cortex_a7"), ("qemu-arm",), "vmlal.s16"),
    Target("wasm-simd", ("-target", "wasm32-wasi", "-msimd128"), _NODE, "i32x4.dot_i16x8_s"),
    Target("wasm", ("-target", "wasm32-wasi"), _NODE),
)
