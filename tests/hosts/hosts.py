"""Hosts that only run bundles: environments made of the wheel and one extra, in which commands are measured."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.hosts.memory import Measured, measure

CHECKOUT: Final = Path(__file__).resolve().parents[2]
INSTALL_S: Final = 60.0
IMPORT_S: Final = 0.5
PEAK_BYTES: Final = 100_000_000
"""What installing, importing and streaming may take at most."""

_UNEQUAL: Final = ("latency", "elapsed")
"""What differs from run to run begins so."""


@dataclass(frozen=True)
class Host:
    """An environment with kd-edge and one of its extras.

    Attributes:
        extra: which.
        folder: of the environment; commands run in its ``work``, away from any checkout.
        install_s: seconds that pip took.
        install_cpu_s: seconds of processor time in them.
    """

    extra: str
    folder: Path
    install_s: float
    install_cpu_s: float

    def run(self, *arguments: str, compiler: bool = True) -> Measured:
        """Run ``kd-edge``; without a ``compiler``, no program is found but those of the environment."""
        return self._measure(str(self.folder / "bin" / "kd-edge"), *arguments, compiler=compiler)

    def installed(self) -> set[str]:
        """The packages of the environment."""
        program = "from importlib.metadata import distributions as d; print(*(each.name for each in d()))"
        return set(self._measure(str(self.folder / "bin" / "python"), "-c", program).out.split())

    def import_cpu_s(self) -> float:
        """Processor time of starting Python and importing live recognition, the least of three."""
        command = [str(self.folder / "bin" / "python"), "-c", "import kd_edge.live.recognise"]
        return min(_cpu_s(command, self._environment(compiler=True)) for _ in range(3))

    def size_bytes(self) -> int:
        """What the environment takes on the disk."""
        return sum(path.lstat().st_blocks * 512 for path in self.folder.rglob("*") if path.is_file())

    def _measure(self, *command: str, compiler: bool = True) -> Measured:
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        return measure(command, work, self._environment(compiler))

    def _environment(self, compiler: bool) -> dict[str, str]:
        programs = [str(self.folder / "bin"), *(["/usr/bin", "/bin"] if compiler else [])]
        return {
            "PATH": os.pathsep.join(programs),
            "HOME": str(self.folder),
            "KD_EDGE_CACHE": str(self.folder / "cache"),
        }


def build_wheel(folder: Path) -> Path:
    """The wheel of the source distribution of this checkout, so that both are known to be whole."""
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t"]
    subprocess.run([*build, "sdist"], cwd=CHECKOUT, capture_output=True, check=True)
    (archive,) = folder.glob("kd_edge-*.tar.gz")
    shutil.unpack_archive(archive, folder)
    unpacked = folder / archive.name.removesuffix(".tar.gz")
    subprocess.run([*build, "wheel"], cwd=unpacked, capture_output=True, check=True)
    (wheel,) = folder.glob("kd_edge-*.whl")
    return wheel


def make_host(wheel: Path, extra: str, folder: Path) -> Host:
    """An environment of its own with ``wheel`` and one of its extras, as ``pip install`` makes it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    command = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet"]
    began = time.monotonic()
    cpu_s = _cpu_s([*command, "--disable-pip-version-check", f"{wheel}[{extra}]"], {**os.environ, "PYTHONPATH": ""})
    return Host(extra, folder, time.monotonic() - began, cpu_s)


def events(printed: str) -> list[dict[str, Any]]:
    """What ``stream --json`` printed, without times that differ from run to run."""
    lines = [json.loads(line) for line in printed.splitlines()]
    return [{key: line[key] for key in line if not key.startswith(_UNEQUAL)} for line in lines]


def replayed(bundle: Path, recordings: Path, engine: str) -> Iterator[str]:
    """The arguments of the session that all hosts play."""
    yield from ("stream", str(bundle), "--replay", str(recordings), "--speed", "max", "--engine", engine)
    yield from ("--all", "--json", "--scores")


def _cpu_s(command: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
