"""The C signal path has the host's bits whatever the compiler was told: nothing is fused, even without the option."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from kd_edge.files import firmware_root
from kd_edge.signal.path import SignalPath
from tests.signal.native_path import SOURCES, NativePath, includes, run_tool, write_config
from tests.signal.signal_specs import armband, random_recording, split_in_time

FUSED = re.compile(r"\bv?fn?m(add|sub|la|ls)\w*|\bvfn?m[as]\b")
FUSING = ("-std=gnu99", "-O3", "-ffp-contract=fast")
TARGETS = {
    "cortex-m4": ("arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"),
    "cortex-m55": ("arm-none-eabi-gcc", "-mcpu=cortex-m55", "-mthumb", "-mfloat-abi=hard"),
    "x86-64": ("gcc", "-mavx2", "-mfma"),
}


def instructions(target: str, source: Path, folder: Path, *options: str) -> str:
    """A listing of what ``source`` becomes with a compiler that fuses what it can."""
    compiler, *machine = TARGETS[target]
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler} on this machine")
    listing = folder / f"{source.stem}.s"
    run_tool([compiler, *machine, *FUSING, *options, *includes(folder), "-S", str(source), "-o", str(listing)])
    return listing.read_text()


@pytest.mark.parametrize("target", TARGETS)
def test_no_instruction_is_fused_although_the_compiler_would(target: str, tmp_path: Path) -> None:
    plain = tmp_path / "plain.c"
    plain.write_text("float sum(float a, float b, float c) { return a * b + c; }\n")
    assert FUSED.search(instructions(target, plain, tmp_path)), "the compiler fuses"
    write_config(armband(), tmp_path)
    for name in SOURCES:
        found = FUSED.search(instructions(target, firmware_root() / "signal" / name, tmp_path))
        assert found is None, f"{name}: {found[0]}"


def test_no_instruction_is_fused_where_everything_is_one_file(tmp_path: Path) -> None:
    """Nor where the compiler sees through every call."""
    write_config(armband(), tmp_path)
    whole = tmp_path / "whole.c"
    whole.write_text("".join(f'#include "{firmware_root() / "signal" / name}"\n' for name in SOURCES))
    assert FUSED.search(instructions("x86-64", whole, tmp_path)) is None


def test_same_bits_where_the_processor_fuses(tmp_path: Path) -> None:
    if shutil.which("gcc") is None or "fma" not in Path("/proc/cpuinfo").read_text():
        pytest.skip("this machine has no gcc or no fused multiply-add")
    spec = armband()
    native = NativePath(spec, tmp_path, flags=("-march=native", *FUSING))
    pushes = split_in_time(random_recording(spec, 3.0, seed=5), np.random.default_rng(6))
    path = SignalPath(spec)
    frames = np.concatenate([path.push(push.stream, push.samples, push.start_ns) for push in pushes])
    assert len(frames) > 100
    assert native.replay(pushes).frames.tobytes() == frames.tobytes()


@pytest.mark.parametrize(
    "option", ["-ffast-math", "-Ofast", "-funsafe-math-optimizations", "-freciprocal-math", "-ffinite-math-only"]
)
def test_options_that_break_ieee_arithmetic_are_refused(option: str, tmp_path: Path) -> None:
    write_config(armband(), tmp_path)
    with pytest.raises(AssertionError, match="compile it without -ffast-math"):
        instructions("x86-64", firmware_root() / "signal" / "kd_stream.c", tmp_path, option)
