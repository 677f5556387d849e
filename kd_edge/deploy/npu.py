"""What a network would cost on one of Arm's Ethos-U processors, as their own compiler, Vela, estimates it.

Nothing is run: Vela compiles the network for the processor and counts cycles in a model of it and of its memories.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.errors import DeployError, MissingToolError
from kd_edge.files import write_bytes
from kd_edge.suggest import instead

PROCESSORS: Final = (
    *("ethos-u55-32", "ethos-u55-64", "ethos-u55-128", "ethos-u55-256"),
    *("ethos-u65-256", "ethos-u65-512"),
    *("ethos-u85-128", "ethos-u85-256", "ethos-u85-512", "ethos-u85-1024", "ethos-u85-2048"),
)
"""As Vela calls them; the last number is of MACs in a cycle."""

_SECONDS: Final = 600
_ON_CPU: Final = re.compile(r"^\s+CPU: \S+ = (.*) \(outputs .*\)$", re.MULTILINE)
_COUNTS: Final = re.compile(r"^(CPU|NPU) operators = (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class NpuEstimate:
    """What Vela says of a network; an estimate, of one window.

    Attributes:
        processor: one of :data:`PROCESSORS`.
        vela: its version.
        system: the clock and memories that it assumed.
        memory_mode: what lies where among them.
        clock_hz: of the processor.
        cycles: for one window.
        milliseconds: the same at that clock.
        sram_bytes: memory for values between operators.
        flash_bytes: commands and weights, where the system keeps them in flash.
        dram_bytes: what it keeps in DRAM instead.
        npu_operators: how many Vela made of the network for the processor.
        cpu_operators: names of those that it leaves to the CPU, whose time is in no figure here.
        model: the compiled network.
    """

    processor: str
    vela: str
    system: str
    memory_mode: str
    clock_hz: int
    cycles: int
    milliseconds: float
    sram_bytes: int
    flash_bytes: int
    dram_bytes: int
    npu_operators: int
    cpu_operators: tuple[str, ...]
    model: str

    @property
    def lstm_on_cpu(self) -> tuple[str, ...]:
        """Those operators left to the CPU that belong to an LSTM."""
        return tuple(name for name in self.cpu_operators if "lstm" in name.lower())

    def figures(self) -> dict[str, Any]:
        """Everything, for programs."""
        return {"estimate": True, **asdict(self), "lstm_on_cpu": self.lstm_on_cpu}


def estimate_npu(bundle: Bundle, processor: str, folder: Path) -> NpuEstimate:
    """Compile the int8 network of ``bundle`` for ``processor`` and read what Vela says of it.

    Args:
        bundle: whose network.
        processor: one of :data:`PROCESSORS`.
        folder: gets the compiled network.

    Raises:
        MissingToolError: Vela is not installed.
        DeployError: no such processor, or Vela refuses the network.
    """
    if processor not in PROCESSORS:
        raise DeployError("An NPU is one that Vela knows", found=processor, remedy=instead(processor, list(PROCESSORS)))
    command = _vela()
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        work = Path(name)
        source = work / f"{bundle.manifest.name}.tflite"
        source.write_bytes(bundle.read(INT8_MODEL))
        options = ["--accelerator-config", processor, "--show-cpu-operations", "--output-dir", str(work / "out")]
        said = _run([*command, *options, str(source)], work)
        (summary,) = (work / "out").glob("*_summary_*.csv")
        with summary.open(newline="") as file:
            (row,) = csv.DictReader(file)
        (compiled,) = (work / "out").glob("*_vela.tflite")
        path = folder / f"{bundle.manifest.name}-{processor}.tflite"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, compiled.read_bytes())
    counts = {side: int(count) for side, count in _COUNTS.findall(said)}
    return NpuEstimate(
        processor=processor,
        vela=_run([*command, "--version"], folder).split()[-1],
        system=row["system_config"],
        memory_mode=row["memory_mode"],
        clock_hz=round(float(row["core_clock"])),
        cycles=round(float(row["cycles_total"])),
        milliseconds=1000 * float(row["inference_time"]),
        sram_bytes=round(1024 * float(row["sram_memory_used"])),
        flash_bytes=round(1024 * (float(row["off_chip_flash_memory_used"]) + float(row["on_chip_flash_memory_used"]))),
        dram_bytes=round(1024 * float(row["dram_memory_used"])),
        npu_operators=counts.get("NPU", 0),
        cpu_operators=left_to_cpu(said),
        model=str(path),
    )


def left_to_cpu(said: str) -> tuple[str, ...]:
    """The names of operators that Vela, which ``said`` this, has not compiled for the processor."""
    return tuple(_ON_CPU.findall(said))


def _vela() -> list[str]:
    """The command that starts Vela: of this environment, or one that is installed elsewhere.

    Raises:
        MissingToolError: there is none.
    """
    if find_spec("ethosu") is not None:
        return [sys.executable, "-m", "ethosu.vela"]
    program = shutil.which("vela")
    if program is None:
        raise MissingToolError(
            "An NPU's figures are estimated by Arm's compiler Vela",
            found="no program `vela`",
            remedy="pip install 'kd-edge[npu]', or pipx install ethos-u-vela",
        )
    return [program]


def _run(command: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_SECONDS,
            env={**os.environ, "PYTHONSAFEPATH": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _refused(str(error)) from error
    if done.returncode:
        told = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise _refused(" ".join(told[-4:]) or f"exit code {done.returncode}")
    return done.stdout


def _refused(found: str) -> DeployError:
    return DeployError("Vela compiles the network", found=found, remedy="choose another NPU, or another network")
