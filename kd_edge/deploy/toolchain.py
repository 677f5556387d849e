"""Compilers for Cortex-M: arm-none-eabi-gcc when it is installed, else zig from PyPI.

Both compile without a C library (firmware/boards brings the few functions that are
needed), so that images of the two run the same code and differ only in code generation.
C++ and foreign libraries, which need a C library, are for gcc alone.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from kd_edge.errors import BoardTooSmallError, DeployError, MissingToolError


@dataclass(frozen=True)
class Core:
    """A processor core and the options that select it for each compiler.

    ``stand_in`` names a core that executes this one's code as it is, and comes on larger boards.
    """

    name: str
    title: str
    gcc: tuple[str, ...]
    zig: tuple[str, ...]
    stand_in: str | None = None


def _core(name: str, title: str, gcc: str, zig: str, stand_in: str | None = None) -> Core:
    return Core(
        name=name,
        title=title,
        gcc=(f"-mcpu=cortex-{name}", *gcc.split()),
        zig=("-target", f"thumb-freestanding-{'eabihf' if zig else 'eabi'}", f"-mcpu=cortex_{name}{zig}"),
        stand_in=stand_in,
    )


# zig takes a core without its options; gcc's defaults have the DSP instructions and MVE.
CORES: Final = {
    core.name: core
    for core in (
        _core("m0", "Cortex-M0", "-mfloat-abi=soft", "", stand_in="m3"),
        _core("m3", "Cortex-M3", "-mfloat-abi=soft", ""),
        _core("m4", "Cortex-M4F", "-mfloat-abi=hard -mfpu=fpv4-sp-d16", "+vfp4d16sp"),
        _core("m7", "Cortex-M7F", "-mfloat-abi=hard -mfpu=fpv5-sp-d16", "+fp_armv8d16sp"),
        _core("m33", "Cortex-M33F", "-mfloat-abi=hard -mfpu=fpv5-sp-d16", "+dsp+fp_armv8d16sp"),
        _core("m55", "Cortex-M55 with MVE", "-mfloat-abi=hard -mfpu=auto", "+fp_armv8d16+mve_fp"),
    )
}

# No contraction: the signal path in C must equal the one in Python bit for bit.
_COMPILE: Final = (
    *("-ffp-contract=off", "-fno-common", "-ffunction-sections", "-fdata-sections"),
    *("-Wall", "-Wextra", "-Wconversion", "-Werror"),
)
_C: Final = ("-std=gnu99",)
_CPP: Final = ("-std=c++17", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-fno-unwind-tables")
_GCC: Final = ("-mthumb", "-masm-syntax-unified")
_ZIG: Final = ("-fno-sanitize=all", "-fno-stack-protector", "-fomit-frame-pointer")
# Sections are not padded to pages (-n): lld would put the ELF header before an image that begins within a page, into
# flash that belongs to the boot loader.
_LINK: Final = ("-Wl,--gc-sections", "-Wl,-e,kd_reset", "-Wl,-n")
_HOSTED: Final = ("-lm", "-lc_nano")

# The messages of GNU ld and of LLVM's linker.
_OVERFLOW: Final = re.compile(r"region [`'](\w+)':? overflowed by (\d+) bytes")


@dataclass(frozen=True)
class Toolchain:
    """One C compiler, ready to run.

    Attributes:
        name: ``gcc`` or ``zig``.
        command: how it is started, before any argument.
    """

    name: str
    command: tuple[str, ...]

    @cached_property
    def version(self) -> str:
        """The compiler's name and version, such as ``gcc 12.2.1`` or ``zig 0.17.1``."""
        argument = "-dumpfullversion" if self.name == "gcc" else "version"
        command = self.command if self.name == "gcc" else self.command[:-1]
        return f"{self.name} {_run((*command, argument)).strip()}"

    def run(self, *arguments: str) -> None:
        """Run the compiler.

        Raises:
            DeployError: with its messages.
        """
        _run((*self.command, *arguments))

    def compile(
        self,
        core: Core,
        source: Path,
        target: Path,
        *,
        includes: Sequence[Path] = (),
        system_includes: Sequence[Path] = (),
        defines: Sequence[str] = (),
        optimisation: str = "-O2",
    ) -> None:
        """Compile one C file, or C++ file (``.cc``), into an object file.

        Raises:
            DeployError: with the compiler's messages; warnings are errors.
        """
        _run(
            (
                *self._start(core),
                *(_CPP if source.suffix == ".cc" else _C),
                *_COMPILE,
                optimisation,
                *(f"-I{folder}" for folder in includes),
                *(f"-isystem{folder}" for folder in system_includes),
                *(f"-D{define}" for define in defines),
                "-c",
                str(source),
                "-o",
                str(target),
            )
        )

    def link(
        self,
        core: Core,
        objects: Iterable[Path],
        script: Path,
        target: Path,
        *,
        folder: Path,
        libraries: Sequence[Path] = (),
    ) -> None:
        """Link object files by a linker script, whose INCLUDEs are found from ``folder``.

        With ``libraries``, archives, the C library serves what they ask for.

        Raises:
            BoardTooSmallError: if the program does not fit the script's regions.
            DeployError: with the linker's messages.
        """
        hosted = (*(str(path) for path in libraries), *_HOSTED) if libraries else ()
        runtime = ("-nostdlib", "-Wl,--start-group", *hosted, "-lgcc", "-Wl,--end-group") if self.name == "gcc" else ()
        command = (
            *self._start(core),
            *_LINK,
            f"-Wl,-T,{script}",
            *(str(path) for path in objects),
            *runtime,
            "-o",
            str(target),
        )
        try:
            _run(command, folder)
        except DeployError as error:
            overflows = dict(_OVERFLOW.findall(str(error.found)))
            if not overflows:
                raise
            raise BoardTooSmallError(
                "A program fits its board",
                found=" and ".join(f"{int(size):,} bytes of {region} too many" for region, size in overflows.items()),
                remedy="choose a larger board or a smaller network",
            ) from error

    def _start(self, core: Core) -> tuple[str, ...]:
        extra = (*core.gcc, *_GCC) if self.name == "gcc" else (*core.zig, *_ZIG)
        return *self.command, *extra


REMEDIES: Final = {"gcc": "apt install gcc-arm-none-eabi", "zig": "pip install 'kd-edge[deploy]'"}
"""How to get each toolchain, the preferred one first."""


def available_toolchains() -> dict[str, Toolchain]:
    """Every toolchain that this machine has, by name, the preferred one first."""
    found = {}
    gcc = shutil.which("arm-none-eabi-gcc")
    if gcc is not None:
        found["gcc"] = Toolchain("gcc", (gcc,))
    zig = shutil.which("zig")
    if importlib.util.find_spec("ziglang") is not None:
        found["zig"] = Toolchain("zig", (sys.executable, "-m", "ziglang", "cc"))
    elif zig is not None:
        found["zig"] = Toolchain("zig", (zig, "cc"))
    return found


def find_toolchain(name: str | None = None) -> Toolchain:
    """The toolchain ``name``, or the preferred one of those that are installed.

    Raises:
        MissingToolError: if there is none.
    """
    found = available_toolchains()
    wanted = name or next(iter(found), None)
    if wanted not in found:
        raise MissingToolError(
            "Firmware needs a Cortex-M compiler" if name is None else f"This is compiled by the toolchain {name!r}",
            found=f"only {', '.join(found)}" if found else "neither arm-none-eabi-gcc nor zig",
            remedy=REMEDIES.get(name or "", ", or ".join(REMEDIES.values())),
        )
    return found[wanted]


def find_core(name: str) -> Core:
    """The core called ``name``, such as ``m4``.

    Raises:
        DeployError: if kd-edge does not know it.
    """
    if name not in CORES:
        raise DeployError("A core is one that kd-edge compiles for", found=name, remedy=f"use {', '.join(CORES)}")
    return CORES[name]


def _run(command: Sequence[str], folder: Path | None = None) -> str:
    result = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    if result.returncode != 0:
        raise DeployError(
            f"{Path(command[0]).name} succeeds",
            found=f"exit code {result.returncode}:\n{_first_lines(result.stderr)}",
            remedy=f"run it by hand to see more: {' '.join(command)}",
        )
    return result.stdout


def _first_lines(text: str, count: int = 20) -> str:
    return "\n".join(text.strip().splitlines()[:count])
