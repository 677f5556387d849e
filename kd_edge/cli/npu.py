"""What `kd-edge export --npu` does: an estimate for one of Arm's Ethos-U processors."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from kd_edge.cli.options import open_chosen
from kd_edge.cli.output import print_json, print_table, say

NPU: Final = Path("build/npu")

npu_option: Final = click.option(
    "--npu",
    metavar="PROCESSOR",
    help="Compile BUNDLE's network for ethos-u55-128, or another Ethos-U, with Arm's Vela, and print its estimate.",
)


def export_npu(bundle: Path | None, processor: str, out: Path | None, *, as_json: bool) -> None:
    """Compile and print; errors as for :func:`~kd_edge.deploy.npu.estimate_npu`."""
    from kd_edge.deploy.npu import estimate_npu

    found = estimate_npu(open_chosen(bundle), processor, out or NPU)
    if as_json:
        print_json(found.figures())
        return
    rows = [
        ("cycles for a window", f"{found.cycles:,}"),
        (f"time for a window, at {found.clock_hz / 1e6:g} MHz", f"{found.milliseconds:.3f} ms"),
        ("SRAM", f"{found.sram_bytes:,} B"),
        ("flash, commands included", f"{found.flash_bytes:,} B"),
        *([("DRAM", f"{found.dram_bytes:,} B")] if found.dram_bytes else []),
        ("operators on the NPU", f"{found.npu_operators:,}"),
        ("operators left to the CPU", f"{len(found.cpu_operators):,}"),
    ]
    print_table(f"{found.processor}: an ESTIMATE by Vela {found.vela}, nothing was run", ("figure", "value"), rows)
    say(f"It assumes {found.system}, {found.memory_mode}.")
    for name in found.cpu_operators:
        say(f"left to the CPU, and in no figure: {name}")
    if found.lstm_on_cpu:
        say(f"LSTMs on the CPU: {', '.join(found.lstm_on_cpu)}")
    else:
        say("No part of an LSTM stays on the CPU. Whether its scores are TensorFlow Lite Micro's was not checked.")
    say(f"compiled: {found.model}")
