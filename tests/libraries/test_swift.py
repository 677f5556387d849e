"""The Swift package: its C and its module, by zig's clang for Apple's processors.

There is no Swift compiler in the registries: nothing here compiles the Swift, it is only compared with what the module
declares.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from kd_edge.contract import SampleType, StreamSpec
from kd_edge.deploy.toolchain import available_toolchains
from kd_edge.files import firmware_root
from kd_edge.libraries.ecosystem import libraries_root
from kd_edge.libraries.phone_text import swift_streams
from kd_edge.libraries.write import Library

ZIG = (sys.executable, "-m", "ziglang", "cc")
STRICT = ("-std=c99", "-O2", "-Wall", "-Wextra", "-Wconversion", "-Werror")
MACH_O_64, ARM64 = 0xFEEDFACF, 0x0100000C

needs_zig = pytest.mark.skipif("zig" not in available_toolchains(), reason="no zig on this machine")


def zig(*arguments: str | Path) -> None:
    done = subprocess.run([*ZIG, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@needs_zig
def test_its_module_declares_what_the_swift_uses(library: Callable[[str], Library], tmp_path: Path) -> None:
    folder = library("swift").folder
    swift = "".join(path.read_text() for path in sorted(folder.glob("Sources/KdRecogniser/*.swift")))
    used = set(re.findall(r"\bkd_host_\w+(?=\()", swift))
    functions = used - {"kd_host_block_t"}
    assert used > functions > {"kd_host_begin", "kd_host_next", "kd_host_golden_next"}
    block = re.findall(r"\bblock\.(\w+)", swift)
    source = tmp_path / "uses.m"
    source.write_text(
        "@import CKdRecogniser;\n"
        + "".join(
            f"void *use_{name}(void);\nvoid *use_{name}(void) {{ return (void *)&{name}; }}\n" for name in functions
        )
        + "".join(f'_Static_assert(sizeof((kd_host_block_t *)0)->{name}, "");\n' for name in block)
        + '_Static_assert(__builtin_offsetof(kd_host_result_t, restarts) == 8, "");\n'
        + '_Static_assert(__builtin_offsetof(kd_host_result_t, activity) == 12, "");\n'
        + '_Static_assert(__builtin_offsetof(kd_host_result_t, vote) == 16, "");\n'
        + '_Static_assert(__builtin_offsetof(kd_host_result_t, sign) == 20, "");\n'
        + '_Static_assert(__builtin_offsetof(kd_host_result_t, scores) == 24, "");\n'
    )
    modules = ("-fmodules", f"-fmodules-cache-path={tmp_path / 'cache'}")
    include = folder / "Sources" / "CKdRecogniser" / "include"
    zig("-target", "aarch64-macos", *modules, f"-I{include}", "-c", source, "-o", tmp_path / "uses.o")


def test_only_numbers_that_streams_have_are_samples() -> None:
    """Bytes of any other type, such as Double, would be recognised as noise."""
    home = libraries_root() / "swift" / "Sources" / "KdRecogniser"
    declared = (home / "Streams.swift").read_text()
    kinds = re.findall(r"^    case (.+)$", declared, re.MULTILINE)
    extensions = re.findall(r"extension (\w+): SampleNumber \{\n.*var sampleType: SampleType \{ \.(\w+) \}", declared)
    assert dict(extensions) == {"Int8": "int8", "Int16": "int16", "Float": "float32"}
    assert sorted(kinds[0].split(", ")) == sorted(name for _, name in extensions) == sorted(get_args(SampleType))
    pushes = re.findall(r"func push(<.*>)?\(stream: Int, samples: .*", (home / "Recogniser.swift").read_text())
    assert pushes == ["<Number: SampleNumber>"]


@needs_zig
@pytest.mark.slow
@pytest.mark.parametrize("machine", ["aarch64-macos", "aarch64-ios"])
def test_its_c_compiles_for(machine: str, library: Callable[[str], Library], tmp_path: Path) -> None:
    """zig has the headers of macOS's C library; for iOS those of boards stand in, which declare the same functions."""
    target = library("swift").folder / "Sources" / "CKdRecogniser"
    system = (f"-isystem{firmware_root() / 'boards' / 'libc'}",) if machine == "aarch64-ios" else ()
    for source in sorted(target.glob("*.c")):
        made = tmp_path / f"{source.stem}.o"
        zig("-target", machine, *STRICT, f"-I{target / 'include'}", *system, "-c", source, "-o", made)
        assert struct.unpack_from("<II", made.read_bytes()) == (MACH_O_64, ARM64)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc on this machine")
def test_its_c_recognises_on_this_host(library: Callable[[str], Library], tmp_path: Path) -> None:
    target = library("swift").folder / "Sources" / "CKdRecogniser"
    program = tmp_path / "check"
    main = tmp_path / "main.c"
    main.write_text(
        '#include <stdlib.h>\n#include "kd_host_golden.h"\n'
        "int main(void) { return (int)kd_host_check(malloc((size_t)kd_host_bytes())); }\n"
    )
    options = (*STRICT, f"-I{target / 'include'}")
    subprocess.run(["gcc", *options, main, *sorted(target.glob("*.c")), "-o", program], check=True)
    assert subprocess.run([program], check=False).returncode == 0


def test_names_of_any_kind_are_text() -> None:
    stream = StreamSpec("in", 10_000_000, ('say "\\(x)"', "π😀"), scale=(0.1, 1e-5), units=("m/s²", ""))
    assert swift_streams([stream]) == (
        '    SensorStream(name: "in", periodNs: 10000000, type: .int16, channels: [\n'
        '        Channel(name: "say \\u{22}\\u{5c}\\u{28}x\\u{29}\\u{22}", unit: "m/s\\u{b2}", scale: 0.1),\n'
        '        Channel(name: "\\u{3c0}\\u{1f600}", unit: "", scale: 1e-05),\n'
        "    ]),"
    )
