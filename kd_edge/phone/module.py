"""A bundle's recogniser and a link's receiver as one WebAssembly module, compiled by zig from firmware's own files."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.bundle import Bundle
from kd_edge.codegen import LiveNetwork
from kd_edge.deploy.sources import copy_firmware, write_recogniser
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.files import firmware_root

_FILES: Final = ("protocol/*.[ch]", "receive/kd_intake.[ch]", "web/*.[ch]")

# All browsers have these since 2023, Safari as the last one; its SIMD came with version 16.4.
_FEATURES: Final = ("simd128", "bulk_memory", "bulk_memory_opt", "sign_ext", "nontrapping_fptoint")
_TARGET: Final = ("-target", "wasm32-freestanding", f"-mcpu=generic+{'+'.join(_FEATURES)}")
_COMPILE: Final = ("-std=c99", "-O3", "-ffp-contract=off", "-fno-sanitize=all", "-fvisibility=hidden")
_WARN: Final = ("-Wall", "-Wextra", "-Wconversion", "-Werror")
_LINK: Final = ("-nostdlib", "-Wl,--no-entry", "-Wl,--export-dynamic", "-Wl,-s", "-Wl,-z,stack-size=65536")


@dataclass(frozen=True)
class Module:
    """A WebAssembly module.

    Attributes:
        code: its bytes.
        network: what is computed at every hop.
    """

    code: bytes
    network: LiveNetwork


def build_module(bundle: Bundle, inference: str = "auto") -> Module:
    """Compile the recogniser of ``bundle``; ``firmware/web/kd_web.h`` says what the module offers.

    Args:
        bundle: what recognises.
        inference: what is computed at every hop, one of :data:`~kd_edge.codegen.INFERENCE_CHOICES`.

    Raises:
        BundleError: the bundle's generated files are not those of its network.
        CodegenError: the network cannot take one frame at a time, which was asked for.
        DeployError: the compiler fails.
        MissingToolError: there is no zig.
    """
    zig = find_toolchain("zig")
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        folder = Path(name)
        network = write_recogniser(bundle, folder, inference)
        copy_firmware(folder, *_FILES)
        sources = sorted(str(path) for path in folder.glob("*.c"))
        includes = (f"-I{folder}", f"-isystem{firmware_root() / 'web' / 'libc'}")
        target = folder / "recogniser.wasm"
        zig.run(*_TARGET, *_COMPILE, *_WARN, *includes, *_LINK, *sources, "-o", str(target))
        return Module(target.read_bytes(), network)
