"""Compile a generated model with a runner, run it, and run the oracle on the same inputs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen import Generated, generate, write_model
from kd_edge.files import firmware_root

RUNTIME = firmware_root() / "runtime" / "c"
WARNINGS = ("-std=gnu99", "-Wall", "-Wextra", "-Wconversion", "-Werror")
SANITIZERS = ("-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
GCC = ("gcc",)
ZIG = (sys.executable, "-m", "ziglang", "cc")
X86_SIMD = {"sse2": (), "avx2": ("-mavx2",), "portable": ("-DKD_PORTABLE",)}

RUNNER = """
#include "kd_model.h"

#include <stdio.h>

int main(void)
{
    static kd_model_t model;
    while (fread(kd_model_input(&model), sizeof *kd_model_input(&model), KD_MODEL_INPUTS, stdin) == KD_MODEL_INPUTS) {
        kd_model_run(&model);
        fwrite(kd_model_output(&model), sizeof *kd_model_output(&model), KD_MODEL_OUTPUTS, stdout);
    }
    return 0;
}
"""

STREAM_RUNNER = """
#include "kd_model.h"

#include <stdio.h>
#include <string.h>

int main(void)
{
    static kd_model_t model;
    static int8_t frame[KD_MODEL_INPUTS];
    memset(&model, 0x55, sizeof model); /* what a reset must not rely on */
    kd_model_reset(&model);
    while (fread(frame, 1, sizeof frame, stdin) == sizeof frame) {
        if (kd_model_push(&model, frame)) {
            fwrite(kd_model_output(&model), 1, KD_MODEL_OUTPUTS, stdout);
        }
    }
    return 0;
}
"""


def random_inputs(generated: Generated, dtype: type[np.generic], count: int, seed: int = 0) -> NDArray[np.generic]:
    """Vectors over the whole range: uniform ones, constants at both ends, and slow ramps."""
    rng = np.random.default_rng(seed)
    shape = generated.cost.input_shape
    size = int(np.prod(shape))
    rows = rng.integers(-128, 128, (count, size))
    rows[0], rows[1] = -128, 127
    rows[2] = np.linspace(-128, 127, size).astype(int)
    rows[3] = rng.choice([-128, 127], size)
    if dtype == np.float32:
        return (rows / 100).astype(np.float32).reshape(count, *shape)
    return rows.astype(np.int8).reshape(count, *shape)


def oracle(model: bytes, inputs: NDArray[np.generic]) -> NDArray[np.generic]:
    """TFLite Micro's outputs, reset before each input."""
    from tflite_micro.python.tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(model, arena_size=4_000_000)
    outputs = []
    for row in inputs:
        interpreter.reset()
        interpreter.set_input(row, 0)
        interpreter.invoke()
        outputs.append(interpreter.get_output(0).copy())
    return np.stack(outputs)


def build(
    generated: Generated,
    folder: Path,
    compiler: Sequence[str],
    flags: Sequence[str],
    *,
    runner: str = RUNNER,
    sources: Sequence[Path] = (),
) -> Path:
    """A program that turns inputs on stdin into outputs on stdout; ``sources`` are linked to it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_model(generated, folder)
    (folder / "runner.c").write_text(runner)
    program = folder / "runner"
    command = [*compiler, *WARNINGS, *flags, f"-I{RUNTIME}", f"-I{folder}"]
    files = [str(path) for path in (folder / "runner.c", folder / "kd_model.c", *sources)]
    result = subprocess.run([*command, *files, "-o", str(program)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return program


def output_bytes(program: Path, inputs: NDArray[np.generic], launcher: Sequence[str] = ()) -> bytes:
    """What ``program`` makes of ``inputs``; ``launcher`` is the command that runs it if this host cannot."""
    result = subprocess.run([*launcher, str(program)], input=inputs.tobytes(), capture_output=True, check=False)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout


def run(
    program: Path, inputs: NDArray[np.generic], like: NDArray[np.generic], launcher: Sequence[str] = ()
) -> NDArray[np.generic]:
    """Outputs of ``program``, in the type and shape of ``like``."""
    return np.frombuffer(output_bytes(program, inputs, launcher), like.dtype).reshape(like.shape)


def differing(actual: NDArray[np.generic], expected: NDArray[np.generic]) -> str:
    """Index, actual, reference and count of the differences, empty if there are none."""
    wrong = np.argwhere(actual != expected)
    if len(wrong) == 0:
        return ""
    first = tuple(wrong[0])
    return f"{len(wrong)} of {expected.size} differ, first at {first}: {actual[first]}, reference {expected[first]}"


__all__ = [
    "GCC",
    "SANITIZERS",
    "STREAM_RUNNER",
    "X86_SIMD",
    "ZIG",
    "build",
    "differing",
    "generate",
    "oracle",
    "output_bytes",
    "random_inputs",
    "run",
]
