"""Many generated models in one program: the kernels are compiled once, so a graph costs milliseconds."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen import Generated
from tests.codegen.harness import GCC, RUNTIME, SANITIZERS, WARNINGS

_GLOBALS = re.compile(r"\b(kd_model_(?:t|reset|push|input|run|output)|KD_MODEL_(?!ABI|ALIGNED)\w+|op\d\d_\w+)\b")
_CONSTANTS = re.compile(r"\b([a-z]+\d+)\b")  # what it is, and the number of its operator
# Kernels as plain functions: inlining them into every operator of every graph would take minutes.
_BEGINNING = """
#include "kd_target.h"
#undef KD_INLINE
#define KD_INLINE __attribute__((unused)) static
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

"""
_WINDOWS = """
static void run{n}(void)
{{
    m{n}_kd_model_t *const model = malloc(sizeof *model);
    memset(model, 0x55, sizeof *model);
    for (int32_t i = 0; i < {count}; ++i) {{
        if (fread(m{n}_kd_model_input(model), 1, {inputs}, stdin) != {inputs}) {{
            exit(2);
        }}
        m{n}_kd_model_run(model);
        fwrite(m{n}_kd_model_output(model), 1, {outputs}, stdout);
    }}
    free(model);
}}
"""
_STREAM = """
static void run{n}(void)
{{
    m{n}_kd_model_t *const model = malloc(sizeof *model);
    int8_t *const frame = malloc({inputs});
    memset(model, 0x55, sizeof *model);
    m{n}_kd_model_reset(model);
    for (int32_t i = 0; i < {count}; ++i) {{
        if (fread(frame, 1, {inputs}, stdin) != {inputs}) {{
            exit(2);
        }}
        if (m{n}_kd_model_push(model, frame)) {{
            fwrite(m{n}_kd_model_output(model), 1, {outputs}, stdout);
        }}
    }}
    free(frame);
    free(model);
}}
"""


@dataclass(frozen=True)
class Job:
    """A generated model and what it is fed.

    Attributes:
        name: of the graph, for messages.
        inputs: int8 (windows or frames, values in each).
        results: how many are expected.
    """

    name: str
    generated: Generated
    inputs: NDArray[np.int8]
    results: int

    @property
    def output_bytes(self) -> int:
        """Of all results together."""
        return self.results * int(np.prod(self.generated.cost.output_shape))

    def source(self, number: int) -> str:
        """The model, and a function ``run<number>`` that feeds it from stdin to stdout."""
        stream = self.generated.cost.stream is not None
        template = _STREAM if stream else _WINDOWS
        run = template.format(
            n=number,
            count=len(self.inputs),
            inputs=self.inputs.shape[1],
            outputs=int(np.prod(self.generated.cost.output_shape)),
        )
        text = self.generated.files["kd_model.h"] + self.generated.files["kd_model.c"].replace(
            '#include "kd_model.h"', ""
        )
        return _CONSTANTS.sub(rf"m{number}_\1", _GLOBALS.sub(rf"m{number}_\1", text)) + run


class BatchError(Exception):
    """A sanitizer stopped the program; the message says in which graph and why."""


def run_batch(jobs: Sequence[Job], folder: Path) -> list[NDArray[np.int8]]:
    """The results of each job, as one row of bytes; all run in one process, under ASan and UBSan.

    Raises:
        Died: naming the graph.
    """
    folder.mkdir(parents=True, exist_ok=True)
    calls = "".join(f'    fprintf(stderr, "{job.name}\\n");\n    run{n}();\n' for n, job in enumerate(jobs))
    sources = "".join(job.source(n) for n, job in enumerate(jobs))
    (folder / "batch.c").write_text(f"{_BEGINNING}{sources}\nint main(void)\n{{\n{calls}    return 0;\n}}\n")
    program = folder / "batch"
    command = [
        *GCC,
        *WARNINGS,
        *SANITIZERS,
        "-DKD_PORTABLE",
        f"-I{RUNTIME}",
        str(folder / "batch.c"),
        "-o",
        str(program),
    ]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if built.returncode:
        raise BatchError(built.stderr)
    data = b"".join(job.inputs.tobytes() for job in jobs)
    ran = subprocess.run([str(program)], input=data, capture_output=True, check=False)
    if ran.returncode:
        raise BatchError(ran.stderr.decode(errors="replace")[-4000:])
    outputs, start = [], 0
    for job in jobs:
        outputs.append(np.frombuffer(ran.stdout, np.int8, job.output_bytes, start))
        start += job.output_bytes
    if start != len(ran.stdout):
        raise BatchError(f"{len(ran.stdout)} bytes of results, expected {start}")
    return outputs
