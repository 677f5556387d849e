"""TensorFlow Lite Micro as the firmware's runtime: the tree that the user has built, checked before it is linked.

kd-edge neither holds nor builds TensorFlow Lite Micro.  docs/tflm.md says how the tree must look.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kd_edge.deploy.emulators.batch import run_on_core
from kd_edge.deploy.images.build import Component
from kd_edge.deploy.images.elf import Abi, read_abi
from kd_edge.deploy.toolchain import Core, Toolchain
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root

VARIABLE: Final = "TFLM_DIR"
MODEL_FILES: Final = ("model_data.cc", "model_data.h", "model_ops.h")

_LIBRARY: Final = "gen/*/lib/libtensorflow-microlite.a"
_DOWNLOADS: Final = Path("tensorflow/lite/micro/tools/make/downloads")
_HEADERS: Final = (
    Path("tensorflow/lite/micro/micro_interpreter.h"),
    Path("signal/micro/kernels/irfft.h"),
    _DOWNLOADS / "flatbuffers/include/flatbuffers/flatbuffers.h",
    _DOWNLOADS / "gemmlowp/fixedpoint/fixedpoint.h",
)
_INCLUDES: Final = (Path(), _DOWNLOADS / "flatbuffers/include", _DOWNLOADS / "gemmlowp")

# The makefile names a folder under gen after its kernels; their headers declare more if a macro names them.
_KERNELS: Final = {"cmsis_nn": "CMSIS_NN"}

# TF_LITE_STATIC_MEMORY changes structs that are shared with the library; its messages are not needed.
_DEFINES: Final = ("TF_LITE_STATIC_MEMORY", "TF_LITE_STRIP_ERROR_STRINGS")
_ARENA_ALIGNMENT: Final = 16


@dataclass(frozen=True)
class TflmTree:
    """A checkout of TensorFlow Lite Micro and the one library in it that fits a core."""

    root: Path
    library: Path

    def component(self, folder: Path, *, arena_bytes: int, sources: tuple[Path, ...] = ()) -> Component:
        """The runtime with a network in an arena of ``arena_bytes``.

        Args:
            folder: holds the network's MODEL_FILES.
            arena_bytes: size of the arena.
            sources: further files that belong to it.
        """
        home = firmware_root() / "runtime"
        return Component(
            name="runtime",
            sources=(*sorted((home / "tflm").glob("*.cc")), folder / "model_data.cc", *sources),
            includes=(home, home / "tflm", folder),
            defines=(*_DEFINES, "KD_RUNTIME_OWNS_MEMORY", *self._kernels(), f"KD_TFLM_ARENA_BYTES={arena_bytes}"),
            foreign_includes=tuple(self.root / folder for folder in _INCLUDES),
            libraries=(self.library,),
        )

    def _kernels(self) -> tuple[str, ...]:
        folder = self.library.relative_to(self.root / "gen").parts[0]
        return tuple(define for name, define in _KERNELS.items() if name in folder)


def find_tree(core: Core, toolchain: Toolchain) -> TflmTree:
    """The tree that the environment variable TFLM_DIR names, with a library for ``core``.

    Raises:
        DeployError: if there is none, it is incomplete, its library is for another core, or
            ``toolchain`` is not gcc.
    """
    if toolchain.name != "gcc":
        raise DeployError(
            "TensorFlow Lite Micro is linked by gcc, whose C and C++ libraries it needs",
            found=toolchain.version,
            remedy="choose --toolchain gcc",
        )
    root = _named_root()
    for header in _HEADERS:
        if not (root / header).is_file():
            raise DeployError(
                f"{VARIABLE} names a TensorFlow Lite Micro checkout in which its make has run",
                found=f"no {root / header}",
                remedy="see docs/tflm.md for what the tree must hold",
            )
    return TflmTree(root, _matching_library(root, core, toolchain))


def measure_arena(folder: Path, core: Core, tree: TflmTree, toolchain: Toolchain, *, expected_bytes: int) -> int:
    """Bytes of arena that the network in ``folder`` needs with this library, as the emulated ``core`` reports it.

    Args:
        folder: holds the network's MODEL_FILES.
        core: what the firmware is for.
        tree: the library.
        toolchain: the compiler.
        expected_bytes: the bundle's own figure, from the reference kernels on a 64-bit host.  On a
            microcontroller they need less; optimised ones may need more, and get half as much again.

    Raises:
        DeployError: if the emulator is missing, or the library does not take the network.
    """
    room = _aligned(expected_bytes * 3 // 2)
    probe = tree.component(folder, arena_bytes=room, sources=(firmware_root() / "batch" / "tflm_arena.c",))
    run = run_on_core(core.name, probe, np.zeros((1, 1), np.int8), 4, toolchain=toolchain)
    used = int(run.outputs.view("<u4")[0, 0])
    return _aligned(used)


def _aligned(size: int) -> int:
    """The library fills an arena from both ends: how much it uses depends on where the end lies."""
    return -(-size // _ARENA_ALIGNMENT) * _ARENA_ALIGNMENT


def _named_root() -> Path:
    name = os.environ.get(VARIABLE)
    if not name:
        raise DeployError(
            f"The environment variable {VARIABLE} names a TensorFlow Lite Micro tree that you have built",
            found="it is not set",
            remedy="see docs/tflm.md, or use --runtime c, which needs nothing",
        )
    return Path(name).resolve()


def _matching_library(root: Path, core: Core, toolchain: Toolchain) -> Path:
    ours = _abi_of_core(core, toolchain)
    libraries = sorted(root.glob(_LIBRARY))
    fitting = [path for path in libraries if read_abi(path) == ours]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(str(path.relative_to(root)) for path in fitting or libraries) or f"no {_LIBRARY}"
    raise DeployError(
        f"{root} holds one library built for the {core.title}",
        found=f"several: {names}" if fitting else f"only others: {names}" if libraries else names,
        remedy="keep the one to be linked" if fitting else "build it for this core as docs/tflm.md says",
    )


def _abi_of_core(core: Core, toolchain: Toolchain) -> Abi:
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        source, target = Path(name, "nothing.cc"), Path(name, "nothing.o")
        source.touch()
        toolchain.compile(core, source, target)
        return read_abi(target)
