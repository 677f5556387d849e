"""Whether a live network runs over windows or frame by frame, and why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kd_edge.codegen import Inference, live_network
from kd_edge.errors import CodegenError

WINDOW = 100


@pytest.fixture(scope="module")
def valid(shared: Path) -> bytes:
    """A network with valid padding and two pools of 3, so a total stride of 9 frames."""
    return (shared / "models" / "student_psl18.tflite").read_bytes()


@pytest.mark.parametrize("hop", [9, 27])
def test_frames_are_the_default_where_the_strides_divide_the_hop(valid: bytes, hop: int) -> None:
    live = live_network(valid, WINDOW, hop)
    assert live.inference == Inference.STREAMING
    assert live.reason == ""
    assert live.generated.cost.stream is not None
    assert live.generated.cost.stream.hop_frames == hop
    assert live.generated.cost.macs < live_network(valid, WINDOW, hop, "windows").generated.cost.macs


@pytest.mark.parametrize(
    ("hop", "reason"),
    [
        (5, "The hop is a multiple of the network's total stride of 9 frames, and has 5"),
        (108, "Frame by frame, a hop would take .* multiplications"),
    ],
)
def test_windows_are_the_default_elsewhere_and_say_why(valid: bytes, hop: int, reason: str) -> None:
    live = live_network(valid, WINDOW, hop)
    assert live.inference == Inference.WINDOWS
    assert live.generated.cost.stream is None
    assert re.search(reason, live.reason)


def test_padding_needs_windows(shared: Path) -> None:
    live = live_network((shared / "models" / "student_isl.tflite").read_bytes(), 150, 9)
    assert live.inference == Inference.WINDOWS
    assert "padding" in live.reason


@pytest.mark.parametrize("wanted", ["streaming", "stateful"])
def test_what_was_asked_for_is_never_replaced(valid: bytes, wanted: str) -> None:
    assert live_network(valid, WINDOW, 9, wanted).inference == wanted
    with pytest.raises(CodegenError, match="total stride of 9"):
        live_network(valid, WINDOW, 5, wanted)


def test_a_network_of_other_windows_takes_no_frames(valid: bytes) -> None:
    assert "96 frames of a window" in live_network(valid, 96, 9).reason
