"""A bundle for Linux and Android: a program that needs nothing, and a shared library for apps.

Neither uses a C library: the program makes its few system calls itself, and the library calls nothing but itself.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.codegen import LiveNetwork
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.files import atomic_folder, firmware_root
from kd_edge.libraries.alone import compile_alone, shared_options
from kd_edge.libraries.write import write_sources

PROGRAM: Final = "recognise"
LIBRARY: Final = "libkd_recogniser.so"


@dataclass(frozen=True)
class NativeTarget:
    """What can be built for.

    Attributes:
        machine: as zig calls it.
        place: where apps expect the library, below the target's folder.
    """

    machine: str
    place: str = "."


TARGETS: Final = {
    "aarch64": NativeTarget("aarch64-linux-musl"),
    "android": NativeTarget("aarch64-linux-musl", "jniLibs/arm64-v8a"),
    "x86_64": NativeTarget("x86_64-linux-musl"),
}

_STATIC: Final = ("-static",)
_OWN: Final = {PROGRAM: ("native/main.c", "native/kd_linux.c"), LIBRARY: ("host/kd_host.c", "native/kd_host_golden.c")}
_HEADERS: Final = ("host/kd_host.h", "native/kd_host_golden.h")


@dataclass(frozen=True)
class NativeBuild:
    """What was built.

    Attributes:
        program: recognises, checks and measures; see ``firmware/native/main.c``.
        library: what ``kd_host.h`` declares.
        headers: for programs that use the library.
        toolchain: the compiler and its version.
        network: what is computed at every hop.
    """

    program: Path
    library: Path
    headers: tuple[Path, ...]
    toolchain: str
    network: LiveNetwork


def build_native(bundle: Bundle, target: str, folder: Path, inference: str = "auto") -> NativeBuild:
    """Replace ``folder`` by program, library and headers for ``target``, one of :data:`TARGETS`.

    Args:
        bundle: what recognises.
        target: what for.
        folder: is replaced.
        inference: as for :func:`~kd_edge.libraries.write.write_library`.

    Raises:
        BundleError, CodegenError: as for :func:`~kd_edge.libraries.write.write_library`.
        DeployError: the compiler refuses.
        MissingToolError: there is no zig.
        OSError, StorageError: the folder cannot be written, or holds something else.
    """
    zig = find_toolchain("zig")
    root = firmware_root()
    chosen = TARGETS[target]
    library = Path(chosen.place) / LIBRARY
    with atomic_folder(folder) as temporary, tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        sources = Path(name)
        network, _ = write_sources(bundle, sources, inference)
        (temporary / library).parent.mkdir(parents=True, exist_ok=True)
        (temporary / "include").mkdir()
        common = sorted(sources.glob("*.c"))
        includes = (sources, root / "host", root / "native")
        for kind, options, output in ((PROGRAM, _STATIC, PROGRAM), (LIBRARY, shared_options(LIBRARY), str(library))):
            parts = [*common, *(root / part for part in _OWN[kind])]
            compile_alone(zig, ("-target", chosen.machine, *options), parts, includes, temporary / output)
        for header in _HEADERS:
            (temporary / "include" / Path(header).name).write_bytes((root / header).read_bytes())
    return NativeBuild(
        program=folder / PROGRAM,
        library=folder / library,
        headers=tuple(folder / "include" / Path(header).name for header in _HEADERS),
        toolchain=zig.version,
        network=network,
    )
