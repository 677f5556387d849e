"""Programs and shared libraries for Linux and Android that call no C library, compiled by zig.

They run with glibc, musl and Android's libc alike, and zig has no C library to build first, which takes it minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kd_edge.deploy.toolchain import Toolchain
from kd_edge.files import firmware_root

_FLAGS: Final = (
    *("-std=gnu99", "-O2", "-nostdlib", "-ffreestanding", "-fbuiltin", "-s"),
    *("-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "-fno-sanitize=all", "-fno-stack-protector"),
    *("-Wall", "-Wextra", "-Wconversion", "-Werror"),
)
_LIBC: Final = ("boards/libc", "jni/libc")
_MEMORY: Final = "boards/common/kd_memory.c"


def shared_options(name: str) -> tuple[str, ...]:
    """What makes a shared library called ``name``; pages of 16 KB, which newer Android devices have, may be mapped."""
    return (
        *("-shared", "-fPIC", "-fvisibility=hidden", f"-Wl,-soname,{name}", "-Wl,-z,max-page-size=16384"),
        "-Wl,--no-undefined",
    )


def compile_alone(
    zig: Toolchain, options: Iterable[str], parts: Iterable[Path], includes: Iterable[Path], target: Path
) -> None:
    """Compile and link the C files ``parts``, and the functions on memory that they and compilers ask for.

    Raises:
        DeployError: with the compiler's messages; warnings are errors.
    """
    root = firmware_root()
    system = [f"-isystem{root / folder}" for folder in _LIBC]
    sources = [*parts, root / _MEMORY]
    zig.run(*_FLAGS, *options, *(f"-I{path}" for path in includes), *system, *map(str, sources), "-o", str(target))
