"""Benchmark of a board that runs our firmware, over its serial port: silicon, or emulated."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from kd_edge.bench.goldens import GOLDENS, Outcome, check_outcomes, golden_sessions
from kd_edge.bench.on_device.link import measure_link
from kd_edge.bench.reports.describe import component_flash, new_report
from kd_edge.bench.reports.schema import BenchReport, Distribution, Kind, Unit
from kd_edge.bundle import Bundle
from kd_edge.codegen import Inference
from kd_edge.deploy.boards import board_names, load_board
from kd_edge.deploy.device import Device
from kd_edge.deploy.images.elf import flash_content
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.images.network import Runtime
from kd_edge.deploy.runners.flash import runners_of
from kd_edge.deploy.toolchain import available_toolchains
from kd_edge.engines import Engine
from kd_edge.errors import DeployError
from kd_edge.link.messages import Info, Measurement
from kd_edge.link.protocol import MeasuredIn, Subject
from kd_edge.link.protocol import Runtime as RuntimeCode
from kd_edge.play.session import Session
from kd_edge.provenance import git_revision
from kd_edge.sources.deciding import check_bundle

HOPS: Final = 50

_RUNTIMES: Final[dict[int, tuple[Runtime, Inference]]] = {
    RuntimeCode.C: ("c", Inference.WINDOWS),
    RuntimeCode.TFLM: ("tflm", Inference.WINDOWS),
    RuntimeCode.C_STREAMING: ("c", Inference.STREAMING),
    RuntimeCode.C_STATEFUL: ("c", Inference.STATEFUL),
}
_STAGES: Final = ("signal", "inference", "decision")

# How :func:`~kd_edge.deploy.images.firmware.build_firmware` names a build: revision, compiler, optimisation.
_BUILD: Final = re.compile(r"(\S+) ((\w+) \S+) (-O\w)")

_ALIGNMENT: Final = 8
"""Of the initial values of variables, in bytes."""

# Ports of emulators: TCP, and the pseudo-terminals of Linux and macOS.
_EMULATED_PORTS: Final = ("socket://", "/dev/pts/", "/dev/ttys")


def bench_device(
    device: Device,
    bundle: Bundle,
    engine: Engine,
    *,
    emulated: bool | None = None,
    goldens: int = GOLDENS,
    hops: int = HOPS,
    advance: Callable[[], None] = lambda: None,
) -> BenchReport:
    """Let a board measure itself, and send it golden recordings.

    Args:
        device: the board; it is idle afterwards.
        bundle: what it must carry.
        engine: runs the network for the host's decisions, with which the board's are compared.
        emulated: whether the board is; None: see :func:`is_emulated`.
        goldens: how many golden recordings to send.
        hops: how many hops the board measures.
        advance: called after each golden recording.

    Raises:
        BundleError: the bundle has no goldens.
        DeployError: the board does not answer, carries another bundle, or has other scores since it has learnt.
    """
    sessions = golden_sessions(bundle, goldens)
    info = device.info()
    check_bundle(info, bundle)
    device.stop()
    kind: Kind = "emulator" if (is_emulated(device.url, info.board) if emulated is None else emulated) else "device"
    stages = _stages(device.measure(Subject.HOP, hops), kind, info.core_clock_hz)
    link = measure_link(device)
    stateful = info.runtime == RuntimeCode.C_STATEFUL
    outcomes = _run_goldens(device, bundle, sessions, advance)
    golden = check_outcomes(bundle, engine, sessions, outcomes, stateful=stateful)
    if golden.wrong_scores:
        require_as_flashed(device)
    memory = _memory(info, device.measure(Subject.MEMORY, 1))
    runtime = f"{' '.join(_RUNTIMES.get(info.runtime, ('unknown',)))}, {info.build}"
    report = new_report(bundle, kind, info.board, runtime=runtime, stages=stages, memory_bytes=memory)
    return replace(
        report, core_hz=info.core_clock_hz or None, flash_bytes=_flash(info, bundle), golden=golden, link=link
    )


def require_as_flashed(device: Device) -> None:
    """Check that a board whose scores are not its bundle's has not learnt them.

    Raises:
        DeployError: it has.
    """
    if device.has_learnt():
        raise DeployError(
            "A board whose scores are compared uses its bundle as it was flashed",
            found="one that has learnt a person's signs",
            remedy="let it forget them: kd-edge personalise BUNDLE --on board --reset",
        )


def is_emulated(url: str, board: str) -> bool:
    """Whether a board counts as emulated, so that its clock has no meaning.

    That is every board behind a TCP port or a pseudo-terminal, and every one that cannot be flashed:
    silicon has a serial device.
    """
    only_emulated = board in board_names() and {runner.name for runner in runners_of(load_board(board))} <= {"emulator"}
    return url.startswith(_EMULATED_PORTS) or only_emulated


def _stages(measured: Sequence[Measurement], kind: Kind, core_hz: int) -> dict[str, Distribution]:
    by_stage = {stage: {m.index: m for m in measured if m.name == stage} for stage in _STAGES}
    whole = sorted(set.intersection(*(set(found) for found in by_stage.values())))  # a frame may be lost
    if not whole:
        raise DeployError("A board measures its hops", found="none", remedy="flash it with `kd-edge flash`")
    unit, scale = _unit(by_stage["signal"][whole[0]].unit, kind, core_hz)
    spent = {stage: [found[hop].median * scale for hop in whole] for stage, found in by_stage.items()}
    total = [sum(hop) for hop in zip(*spent.values(), strict=True)]
    return {stage: Distribution.of(values, unit) for stage, values in {**spent, "total": total}.items()}


def _unit(measured_in: int, kind: Kind, core_hz: int) -> tuple[Unit, float]:
    """The unit of a report, and what turns the board's figures into it."""
    in_cycles = measured_in == MeasuredIn.CYCLES
    if kind == "emulator":
        return "emulator_us", 1e6 / core_hz if in_cycles else 1e-3
    return ("cycles", 1.0) if in_cycles else ("us", 1e-3)


def _memory(info: Info, measured: Sequence[Measurement]) -> dict[str, int]:
    found = {measurement.name: measurement.median for measurement in measured}
    reserved = found["stack, reserved"]
    return {
        "arena": found["arena"],
        "variables": info.ram_bytes - found["RAM beyond every variable"] - reserved - found["arena"],
        "stack": found["stack, most ever used"],
        "stack_reserved": reserved,
    }


def _run_goldens(
    device: Device, bundle: Bundle, sessions: Sequence[Session], advance: Callable[[], None]
) -> list[Outcome]:
    classes = len(bundle.manifest.model.labels)
    outcomes = []
    for session in sessions:
        observed = device.inject(session)
        device.stop()
        windows = observed.windows(classes)
        signs = [(decision.label, decision.window) for decision in observed.decisions]
        outcomes.append(Outcome(windows[-1] if len(windows) else None, signs))
        advance()
    return outcomes


def _flash(info: Info, bundle: Bundle) -> dict[str, int]:
    """Flash by component of the image, which is built again; only if it is the same image as the board reports."""
    whole = {"image": info.flash_used_bytes}
    build = _BUILD.fullmatch(info.build)
    running = _RUNTIMES.get(info.runtime)
    if build is None or running is None or info.board not in board_names():
        return whole
    revision, compiler, name, optimisation = build.groups()
    toolchain = available_toolchains().get(name)
    if toolchain is None or (revision, compiler) != (git_revision(), toolchain.version):
        return whole
    runtime, inference = running
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as folder:
        image = build_firmware(
            load_board(info.board),
            bundle,
            Path(folder),
            toolchain,
            runtime=runtime,
            inference=inference,
            optimisation=optimisation,
        )
        # The board counts what lies before the initial values of variables, which are aligned, even if there are none.
        same = 0 <= info.flash_used_bytes - len(flash_content(image.elf)[1]) < _ALIGNMENT
    return component_flash(image) if same else whole
