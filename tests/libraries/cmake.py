"""CMake projects, configured and built with warnings as errors."""

from __future__ import annotations

import subprocess
from pathlib import Path

STRICT = "-O1 -Wall -Wextra -Wconversion -Werror"


def cmake(*arguments: str | Path) -> None:
    """Run CMake; what it says if it fails becomes the test's message."""
    done = subprocess.run(["cmake", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def build(project: Path, folder: Path, *options: str) -> None:
    """Configure ``project`` in ``folder`` and build it."""
    cmake("-S", project, "-B", folder, f"-DCMAKE_C_FLAGS={STRICT}", *options)
    cmake("--build", folder, "--parallel", "2")
