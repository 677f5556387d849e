"""The size budgets: kept by the firmware as it is, and able to fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from kd_edge.bench.engine.sizes import Budget, check_sizes, require_kept
from kd_edge.bundle import open_bundle
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import DeployError
from tests.deploy.conftest import needs_compiler, needs_qemu


@needs_compiler
@needs_qemu
def test_the_reference_student_keeps_the_budgets(shared: Path, tiny_export: Path) -> None:
    """The trained reference models; the second streams."""
    window, stream = ((shared / "models" / f"{name}.tflite").read_bytes() for name in ("student_isl", "student_psl18"))
    budgets = {
        budget.name: budget for budget in check_sizes(open_bundle(tiny_export), window, stream, find_toolchain())
    }
    parts = {"engine_flash", "signal_flash", "protocol_flash", "usb_flash", "window_ram", "stream_ram", "usb_ram"}
    assert set(budgets) == parts
    assert budgets["window_ram"].measured > 150 * 42, "the input counts"
    assert budgets["usb_ram"].measured > 4096 + 512, "what waits for the host, and for the main loop"
    assert all(budget.measured > 400 for budget in budgets.values())
    require_kept([budget for budget in budgets.values() if budget.name != "stream_ram"])


def test_a_broken_budget_is_named() -> None:
    kept, broken = Budget("engine_flash", 10, 10), Budget("window_ram", 8193, 8192)
    require_kept([kept])
    with pytest.raises(DeployError, match="window_ram 8193 of 8192 bytes"):
        require_kept([kept, broken])
