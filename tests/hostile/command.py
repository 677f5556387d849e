"""The command line on hostile inputs: whatever it meets, it ends soon, with a result or one clear message."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from click.testing import CliRunner

from kd_edge.bundle import INT8_MODEL
from kd_edge.cli import main
from kd_edge.cli.failures import FAULT_IN_KD_EDGE
from tests.hostile import bundles, mutants
from tests.hostile.judging import patience_s

_COMMANDS: Final = (
    ("codegen", "{folder}/model_int8.tflite", "--out", "{folder}/out"),
    ("verify", "{folder}"),
    ("bench", "{folder}", "--engine", "tflm", "--out", "{folder}/report.json"),
    ("bench", "{folder}", "--engine", "litert", "--out", "{folder}/report.json"),
    ("stream", "{folder}", "--port", "/dev/null"),
)


class UnclearEndError(AssertionError):
    """A command ended in another way than a command may."""


def run_here(argv: list[str]) -> str:
    """``kd-edge argv`` in this process.

    Raises:
        UnclearEndError: it ended with another exception, or without saying why.
    """
    result = CliRunner().invoke(main, argv)
    return _judged(result.exit_code, result.stderr)


def run_on_mutant(parts: bundles.Parts, seed: int) -> str:
    """One of several commands in a process of its own, on a bundle around mutant ``seed``; raises as above."""
    with TemporaryDirectory(prefix="kd-edge-hostile-") as name:
        bundles.write(Path(name), *bundles.forged(parts, mutants.flatbuffer(parts.files[INT8_MODEL], seed)))
        argv = [part.format(folder=name) for part in _COMMANDS[seed % len(_COMMANDS)]]
        done = subprocess.run(
            [sys.executable, "-c", "from kd_edge.cli import main; main()", *argv],
            capture_output=True,
            timeout=patience_s(),
            check=False,
            env=os.environ | {"KD_EDGE_CACHE": f"{name}/.cache", "CC": "cc"},
        )
        return f"{argv[0]} {_judged(done.returncode, done.stderr.decode())}"


def _judged(code: int, said: str) -> str:
    if code == 0:
        return "accepted"
    clear = said.startswith(("error: ", "Usage: ", "Measuring")) or "error: " in said
    if not 0 < code < FAULT_IN_KD_EDGE or not clear or "Traceback" in said:
        raise UnclearEndError(f"exit code {code}: {said[-2000:]}")
    return "refused"
