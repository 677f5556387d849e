"""The generated C engine on this host, compiled once per model and loaded into Python.

The library lies in the user's cache, under a name made of everything that it is built
from, so that a second start needs no compiler.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen import Generated, ModelCost, generate, write_model
from kd_edge.engines.engine import check_inputs
from kd_edge.errors import CodegenError, EngineError, MissingCompilerError
from kd_edge.files import firmware_root, sha256

_FLAGS: Final = ("-std=c99", "-O3", "-fPIC", "-shared", "-fvisibility=default")
_NATIVE: Final = "-march=native"
_ALIGNMENT: Final = 64
_CACHE: Final = "KD_EDGE_CACHE"


class CEngine:
    """Runs an int8 network as compiled C; every bit is TFLite Micro's.

    Args:
        model: the int8 flatbuffer.
        flags: compiler options instead of the usual ones (optimised for this machine).

    Raises:
        EngineError: no compiler, or a model that the generator does not take.
    """

    name = "c"

    def __init__(self, model: bytes, flags: Sequence[str] | None = None) -> None:
        try:
            generated = generate(model)
        except CodegenError as error:
            raise EngineError(error.rule, found=error.found, remedy=error.remedy) from error
        self._shape = generated.report.input_shape[1:]
        self._classes = int(np.prod(generated.report.output_shape))
        library = ctypes.CDLL(str(build_library(generated, host_flags() if flags is None else flags)))
        library.kd_model_input.restype = ctypes.c_void_p
        library.kd_model_output.restype = ctypes.c_void_p
        self._run = library.kd_model_run
        self._memory = model_memory(generated.report)
        self._model = ctypes.c_void_p(self._memory.ctypes.data)
        self._input = self._place(library.kd_model_input(self._model), int(np.prod(self._shape)))
        self._output = self._place(library.kd_model_output(self._model), self._classes)

    def _place(self, address: int, size: int) -> NDArray[np.int8]:
        """``size`` bytes of the arena, from ``address`` on."""
        offset = address - self._memory.ctypes.data
        return self._memory[offset : offset + size]

    def infer(self, inputs: NDArray[np.int8]) -> NDArray[np.int8]:
        """Scores, int8 ``(n, classes)``, of the windows ``inputs``, int8 ``(n, window_size, features)``.

        Raises:
            EngineError: wrong type or shape.
        """
        check_inputs(inputs, self._shape, np.int8)
        outputs = np.empty((len(inputs), self._classes), np.int8)
        for window, scores in zip(inputs.reshape(len(inputs), -1), outputs, strict=True):
            self._input[:] = window
            self._run(self._model)
            scores[:] = self._output
        return outputs


def model_memory(report: ModelCost) -> NDArray[np.int8]:
    """Room for a ``kd_model_t``, all zeros."""
    memory = np.zeros(report.state_bytes + _ALIGNMENT, np.int8)
    start = -memory.ctypes.data % _ALIGNMENT
    return memory[start : start + report.state_bytes]


def host_flags() -> tuple[str, ...]:
    """Compiler options for this machine, which the library never leaves."""
    known = platform.machine().lower() in ("x86_64", "amd64", "aarch64", "arm64")
    return (*_FLAGS, _NATIVE) if known else _FLAGS


def build_library(generated: Generated, flags: Sequence[str]) -> Path:
    """The shared library of a generated model, from the cache or freshly compiled.

    Raises:
        EngineError: no compiler, or one that refuses.
    """
    compiler = _compiler()
    runtime = firmware_root() / "runtime"
    headers = sorted((runtime / "c").glob("*.h"))
    ingredients = [*generated.files.values(), *(header.read_text() for header in headers)]
    machine = (platform.machine(), platform.node())  # -march=native is this machine's
    key = sha256("\0".join([*ingredients, *compiler, *flags, *machine]).encode())
    library = _cache_folder() / f"engine-{key[:24]}.so"
    if library.is_file():
        return library
    library.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=library.parent) as name:
        folder = Path(name)
        write_model(generated, folder)
        target = folder / library.name
        command = [*compiler, *flags, f"-I{runtime / 'c'}", str(folder / "kd_model.c"), "-o", str(target)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise EngineError(
                "The host's C compiler builds the engine",
                found="\n".join(result.stderr.splitlines()[:10]),
                remedy="name another compiler in the environment variable CC",
            )
        target.replace(library)
    return library


def _compiler() -> list[str]:
    """The compiler of ``CC``, else the first that is installed."""
    named = shlex.split(os.environ.get("CC", ""))
    for command in [named] if named else (["cc"], ["gcc"], ["clang"]):
        if shutil.which(command[0]):
            return command
    raise MissingCompilerError(
        "The C engine needs a C compiler on this host",
        found=f"CC={shlex.join(named)}, which is not installed" if named else "neither cc, gcc nor clang",
        remedy="install one, set CC, or use --engine litert",
    )


def _cache_folder() -> Path:
    """Where compiled engines are kept: ``KD_EDGE_CACHE``, else the user's cache."""
    named = os.environ.get(_CACHE)
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return Path(named) if named else base / "kd-edge"
