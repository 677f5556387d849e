"""A library has Python's bits, whatever compilers are told, on processors that fuse: every frame and golden score."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kd_edge.bundle import Bundle
from kd_edge.files import firmware_root
from kd_edge.libraries.golden import library_goldens
from kd_edge.libraries.write import Library
from kd_edge.play.session import packets
from kd_edge.signal.path import SignalPath

HOME = Path(__file__).parent
ALONE = ("-std=gnu99", "-nostdlib", "-ffreestanding", "-fbuiltin", "-static", "-fno-stack-protector")
FUSING = ("-O3", "-ffp-contract=fast")
UNSAFE = "-funsafe-math-optimizations"  # of which clang tells a program nothing
ZIG = (sys.executable, "-m", "ziglang", "cc", "-fno-sanitize=all", "-target")
X86_ZIG = (*ZIG, "x86_64-linux-musl", "-mcpu=x86_64_v3", *FUSING)
ARM_ZIG = (*ZIG, "aarch64-linux-musl", *FUSING)
BUILDS = {
    "gcc-x86": ("gcc", "-march=x86-64-v3", *FUSING),
    "clang-x86": ("clang", "-march=x86-64-v3", *FUSING),
    "clang-x86-unsafe": ("clang", "-march=x86-64-v3", *FUSING, UNSAFE),
    "zig-x86-unsafe": (*X86_ZIG, UNSAFE),
    "zig-arm": ARM_ZIG,
    "zig-arm-unsafe": (*ARM_ZIG, UNSAFE),
}
EVERY_TIME = ("zig-arm-unsafe",)


def said(build: Sequence[str], library: Library, folder: Path) -> dict[str, int]:
    """What the program says of its frames and scores."""
    root, sources = firmware_root(), library.folder / "src"
    parts = [HOME / "every_frame.c", root / "native" / "kd_linux.c", root / "boards" / "common" / "kd_memory.c"]
    includes = [f"-I{sources}", f"-I{root / 'native'}", f"-isystem{root / 'boards' / 'libc'}"]
    program = folder / "every_frame"
    command = [*build, *ALONE, *includes, *map(str, parts), *map(str, sorted(sources.glob("*.c"))), "-o", str(program)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    launcher = ["qemu-aarch64"] if "aarch64-linux-musl" in build else []
    lines = subprocess.run([*launcher, str(program)], capture_output=True, text=True, check=True).stdout.splitlines()
    return {name: int(number) for name, number in (line.split() for line in lines)}


def require(build: Sequence[str]) -> None:
    """Skip what this machine cannot build or run."""
    if build[0] == sys.executable:
        pytest.importorskip("ziglang")
    if shutil.which(build[0]) is None:
        pytest.skip(f"no {build[0]} on this machine")
    if "aarch64-linux-musl" in build:
        if shutil.which("qemu-aarch64") is None:
            pytest.skip("no qemu-aarch64 on this machine")
    elif platform.machine() != "x86_64" or "fma" not in Path("/proc/cpuinfo").read_text():
        pytest.skip("this machine's processor does not fuse")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in EVERY_TIME else pytest.mark.slow) for name in BUILDS]
)
def test_every_frame(name: str, library: Callable[[str], Library], reference: Bundle, tmp_path: Path) -> None:
    require(BUILDS[name])
    path, frames = SignalPath(reference.manifest.signal), 0
    names = [stream.name for stream in reference.manifest.signal.streams]
    for _, number, samples, start_ns in packets(library_goldens(reference).session):
        frames = zlib.crc32(path.push(names[number], samples, start_ns).tobytes(), frames)
    assert said(BUILDS[name], library("cmake"), tmp_path) == {"frames": frames, "wrong": 0}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gcc-x86", "zig-arm"])
def test_without_care_the_bits_would_be_others(name: str, library: Callable[[str], Library], tmp_path: Path) -> None:
    require(BUILDS[name])
    careful = said(BUILDS[name], library("cmake"), tmp_path)
    careless = said((*BUILDS[name], "-DKD_ROUNDED(value)="), library("cmake"), tmp_path)
    assert careful["frames"] != careless["frames"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gcc-x86", "clang-x86", "zig-arm"])
def test_fast_math_is_refused(name: str, library: Callable[[str], Library], tmp_path: Path) -> None:
    require(BUILDS[name])
    with pytest.raises(AssertionError, match="compile it without -ffast-math"):
        said((*BUILDS[name], "-ffast-math"), library("cmake"), tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("qemu-arm") is None, reason="no qemu-arm on this machine")
@pytest.mark.parametrize("processor", ["generic+v7a+vfp3d16", "generic+v7a+neon", "cortex_a53"])
def test_32_bit_arm_with_an_operating_system(processor: str, library: Callable[[str], Library], tmp_path: Path) -> None:
    """Which has some of a Cortex-M's instructions, and not all."""
    pytest.importorskip("ziglang")
    root, sources = firmware_root(), library("cmake").folder / "src"
    options = [option for option in ALONE if option != "-nostdlib"]  # it divides with zig's own functions
    parts = [HOME / "arm32.c", root / "boards" / "common" / "kd_memory.c", *sorted(sources.glob("*.c"))]
    includes = (f"-I{sources}", f"-isystem{root / 'boards' / 'libc'}")
    machine = (*ZIG, "arm-freestanding-eabihf", f"-mcpu={processor}", *FUSING)
    command = [*machine, *options, *includes, *map(str, parts), "-o", str(tmp_path / "check")]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert subprocess.run(["qemu-arm", tmp_path / "check"], check=False).returncode == 0
