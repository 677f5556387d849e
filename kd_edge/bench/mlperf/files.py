"""What MLPerf Tiny's runner reads: a data set, test scripts and a list of devices, from a bundle's golden vectors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from serial.tools.list_ports import comports

from kd_edge.bench.mlperf.protocol import MlperfBoard
from kd_edge.bundle import Bundle
from kd_edge.deploy.device import Device
from kd_edge.files import atomic_folder
from kd_edge.link.ports import DEFAULT_BAUD
from kd_edge.sources.deciding import check_bundle

DEVICES: Final = "devices.yaml"
ACCURACY: Final = "tests_accuracy.yaml"
PERFORMANCE: Final = "tests_performance.yaml"
DATASETS: Final = "datasets"
TRUTH: Final = "y_labels.csv"

LOOPS: Final = 5
"""How often the runner measures; it wants exactly this."""

LEAST_S: Final = 10.0
"""How long each of its measurements lasts at least."""

_MARGIN: Final = 1.1
_WARMUPS: Final = 10


@dataclass(frozen=True)
class RunnerFiles:
    """Where the files are.

    Attributes:
        folder: contains all of them.
        windows: inputs in the data set.
        absent: labels of which it has none; the runner computes its accuracy only if there are none.
    """

    folder: Path
    windows: int
    absent: tuple[str, ...]

    def command(self, mode: Literal["a", "p"]) -> str:
        """How to start the runner: ``a`` for accuracy, ``p`` for performance."""
        script = ACCURACY if mode == "a" else PERFORMANCE
        where = self.folder.resolve()
        return f"python main.py -d {where / DEVICES} -t {where / script} -s {where / DATASETS} -m {mode}"


def prepare_run(bundle: Bundle, url: str, folder: Path) -> tuple[str, RunnerFiles]:
    """Put a board into text mode, and write what the runner needs to ``folder``.

    Args:
        bundle: what the board carries.
        url: where the board is.
        folder: is created, or replaced.

    Returns:
        The board's name, and the files.

    Raises:
        DeployError: no board answers there, or it carries another bundle.
        BundleError: the bundle has no golden vectors.
    """
    with Device(url) as device:
        check_bundle(device.info(), bundle)
    with MlperfBoard(url) as board:
        board.load(bundle.golden.inputs[0])
        inference_us = board.infer(_WARMUPS).elapsed_us / _WARMUPS
        files = write_runner_files(bundle, folder, port=url, inference_us=inference_us)
        return board.name(), files


def write_runner_files(bundle: Bundle, folder: Path, *, port: str, inference_us: float) -> RunnerFiles:
    """Write what the runner needs for ``bundle`` on a board.

    Args:
        bundle: its golden inputs become the data set, their true labels its expected results.
        folder: is created, or replaced.
        port: where the board is plugged in; the runner finds it by the port's USB ids.
        inference_us: what the board takes for one.

    Raises:
        BundleError: the bundle has no golden vectors.
    """
    golden, model, labels = bundle.golden, bundle.manifest.name, bundle.manifest.model.labels
    repetitions = int(LEAST_S * _MARGIN * 1e6 / inference_us) + 1
    with atomic_folder(folder) as made:
        data = made / DATASETS / model
        data.mkdir(parents=True)
        rows = []
        for index, (window, label) in enumerate(zip(golden.inputs, golden.labels, strict=True)):
            name = f"golden_{index:04d}.bin"
            (data / name).write_bytes(window.tobytes())
            rows.append(f"{name},{len(labels)},{label}\n")
        (data / TRUTH).write_text("".join(rows))
        (made / DEVICES).write_text(_devices(port))
        (made / ACCURACY).write_text(_script(model, "loop", "infer 1 0"))
        (made / PERFORMANCE).write_text(_script(model, f"loop {LOOPS}", f"infer {repetitions} {_WARMUPS}"))
    absent = tuple(label for index, label in enumerate(labels) if index not in golden.labels)
    return RunnerFiles(folder, len(golden), absent)


def _devices(port: str) -> str:
    ids = [(found.vid, found.pid) for found in comports() if found.device == port and found.vid is not None]
    usb = "".join(f"  usb:\n    0x{vendor:04x}: 0x{product:04x}\n" for vendor, product in ids)
    return f"- name: kd-edge\n  type: dut\n  baud: {DEFAULT_BAUD}\n{usb}"


def _script(model: str, loop: str, infer: str) -> str:
    name = json.dumps(model)
    head = f"{name}:\n  name: {name}\n  model: {name}\n  truth_file: {TRUTH}\n"
    return f"{head}  script:\n    - {loop}:\n      - download\n      - {infer}\n"
