"""The command line: parse, call one function, print."""

from __future__ import annotations

from typing import Final

import click

from kd_edge import __version__
from kd_edge.cli.group import CommandGroup

COMMANDS: Final = {
    "data": "data",
    "record": "record",
    "baseline": "baseline",
    "train": "train",
    "distill": "distill",
    "runs": "runs",
    "report": "report",
    "cost": "cost",
    "compress": "compress",
    "sweep": "sweep",
    "export": "export",
    "codegen": "codegen",
    "wearer": "wearer",
    "verify": "verify",
    "evaluate": "evaluate",
    "tune": "tune",
    "simulate": "simulate",
    "enrol": "enrol",
    "personalise": "personalise",
    "stream": "stream",
    "serve": "serve",
    "phone": "phone",
    "bench": "bench",
    "bench-engine": "bench_engine",
    "size-check": "size_check",
    "boards": "boards",
    "build": "build",
    "sources": "build",
    "emulate": "emulate",
    "flash": "flash",
    "emulators": "emulate",
    "mlperf": "mlperf",
    "campaign": "campaign",
    "doctor": "boards",
}
"""Command -> the module of this package that defines it."""


@click.group(cls=CommandGroup, modules=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kd-edge")
def main() -> None:
    """Distil sign and gesture recognition for the edge, and prove that it works there.

    \b
    Example:
      kd-edge data synth --out datasets/isl.npz
      kd-edge train datasets/isl.npz
      kd-edge distill datasets/isl.npz
      kd-edge export --int8
      kd-edge verify
    """
