"""Flash and RAM of the firmware's parts, compared with their budgets."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from kd_edge.bundle import Bundle
from kd_edge.codegen import Generated, StreamOptions, generate, write_model
from kd_edge.deploy.boards import board_with_core, load_board
from kd_edge.deploy.emulators.batch import MODEL, CoreRun, model_component, push_on_core, run_on_core
from kd_edge.deploy.images.firmware import build_firmware
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root

FLASH_CORE: Final = "m4"
USB_BOARD: Final = "nano33ble"
RAM_CORES: Final = ("m0", "m4", "m55")
_BUDGETS: Final = "budgets.toml"


class Budget(Struct, frozen=True):
    """One size and its limit, in bytes."""

    name: str
    measured: int
    limit: int

    @property
    def is_kept(self) -> bool:
        """Whether the figure is within its limit."""
        return self.measured <= self.limit


def check_sizes(bundle: Bundle, window_model: bytes, stream_model: bytes, toolchain: Toolchain) -> tuple[Budget, ...]:
    """Measure every size in firmware/budgets.toml, for comparison with its limit.

    Args:
        bundle: gives the signal path and the protocol something to be built with.
        window_model: int8 flatbuffer that is run on windows.
        stream_model: int8 flatbuffer that is run frame by frame.
        toolchain: the compiler.

    Raises:
        BundleError: the bundle lacks its generated C files.
        CodegenError: a model cannot be generated as asked.
        DeployError: a tool is missing, or something does not compile or fit.
    """
    measured = {
        **_flash_of_parts(bundle, toolchain),
        **_sizes_of_usb(bundle, toolchain),
        "engine_flash": _engine_flash(generate(window_model), toolchain),
        "window_ram": _ram(generate(window_model), toolchain),
        "stream_ram": _ram(generate(stream_model, StreamOptions()), toolchain),
    }
    limits = msgspec.toml.decode((firmware_root() / _BUDGETS).read_bytes(), type=dict[str, int])
    return tuple(Budget(name, measured[name], limit) for name, limit in limits.items())


def require_kept(budgets: Sequence[Budget]) -> None:
    """Raise DeployError, naming what is too large, unless every budget is kept."""
    broken = [budget for budget in budgets if not budget.is_kept]
    if broken:
        raise DeployError(
            "The firmware stays within its budgets",
            found="; ".join(f"{budget.name} {budget.measured} of {budget.limit} bytes" for budget in broken),
            remedy=f"make it smaller, or set another limit, with its reason, in firmware/{_BUDGETS}",
        )


def _flash_of_parts(bundle: Bundle, toolchain: Toolchain) -> dict[str, int]:
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        image = build_firmware(board_with_core(FLASH_CORE), bundle, Path(name), toolchain, optimisation="-Os")
    return {f"{part}_flash": image.components[part].flash for part in ("signal", "protocol")}


def _sizes_of_usb(bundle: Bundle, toolchain: Toolchain) -> dict[str, int]:
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        image = build_firmware(load_board(USB_BOARD), bundle, Path(name), toolchain, optimisation="-Os")
    stack = image.components["usb"]
    return {"usb_flash": stack.flash, "usb_ram": stack.ram}


def _engine_flash(generated: Generated, toolchain: Toolchain) -> int:
    run = _run(generated, FLASH_CORE, toolchain, "-Os")
    return run.image.components[MODEL].flash - generated.cost.weight_bytes


def _ram(generated: Generated, toolchain: Toolchain) -> int:
    stacks = [_run(generated, core, toolchain, "-O2").stack_bytes for core in RAM_CORES]
    return generated.cost.state_bytes + max(stacks)


def _run(generated: Generated, core: str, toolchain: Toolchain, optimisation: str) -> CoreRun:
    """One window, or enough frames for a result; of zeros, for sizes do not depend on what is computed."""
    report = generated.cost
    output_bytes = int(np.prod(report.output_shape))
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        folder = Path(name)
        write_model(generated, folder)
        if report.stream is None:
            inputs, model = np.zeros(report.input_shape, np.int8), model_component(folder)
            return run_on_core(core, model, inputs, output_bytes, optimisation=optimisation, toolchain=toolchain)
        frames = np.zeros((1, report.stream.first_frames, report.stream.frame_values), np.int8)
        _, run = push_on_core(core, folder, frames, output_bytes, optimisation=optimisation, toolchain=toolchain)
        return run
