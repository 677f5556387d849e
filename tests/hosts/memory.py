"""How much memory a command and every process that it starts have at most, together."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PAUSE_S = 0.02


@dataclass(frozen=True)
class Measured:
    """What a command printed and took.

    Attributes:
        code: its exit code.
        out: standard output.
        err: standard error.
        peak_bytes: the largest sum over its processes of proportional set sizes, looked at 50 times a second.
    """

    code: int
    out: str
    err: str
    peak_bytes: int


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Measured:
    """Run ``command`` in ``folder`` and watch its memory."""
    with (folder / "out").open("w+") as out, (folder / "err").open("w+") as err:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=err)
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(map(_proportional, _family(process.pid))))
            time.sleep(_PAUSE_S)
        out.seek(0)
        err.seek(0)
        return Measured(process.returncode, out.read(), err.read(), peak)


def _family(pid: int) -> list[int]:
    """The process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *(each for child in children for each in _family(int(child)))]


def _proportional(pid: int) -> int:
    """Bytes of a process, pages that it shares divided among their owners; 0 if it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
