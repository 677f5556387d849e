"""Strides of presets as the code generator finds them, and what is said of a hop."""

from __future__ import annotations

import pytest

from kd_edge.codegen import StreamOptions, generate
from kd_edge.export.untrained import untrained_int8
from kd_edge.model.presets import PRESETS, find_preset
from kd_edge.model.strides import hop_remark


@pytest.mark.parametrize("preset", ["compact", "separable-valid"])
def test_a_preset_knows_the_least_hop_of_its_generated_code(preset: str) -> None:
    cost = generate(untrained_int8(preset, 96, 4, 3), StreamOptions()).cost
    assert cost.stream is not None
    assert find_preset(preset).frame_stride == cost.stream.hop_frames


def test_padding_has_none() -> None:
    padded = [name for name, family in PRESETS.items() if getattr(family, "padding", "same") == "same"]
    assert {"isl-student", "separable", "resnet"} <= set(padded)
    assert all(PRESETS[name].frame_stride is None for name in padded)


@pytest.mark.parametrize(("hop", "suits"), [(5, 9), (10, 9), (14, 18), (1, 9), (100, 99)])
def test_a_hop_that_does_not_suit_is_named_with_one_that_does(hop: int, suits: int) -> None:
    assert str(hop_remark(find_preset("compact"), hop)).endswith(f"--hop {suits}")


def test_a_hop_that_suits_or_does_not_matter_is_not_remarked_on() -> None:
    assert hop_remark(find_preset("compact"), 18) is None
    assert hop_remark(find_preset("isl-student"), 5) is None
