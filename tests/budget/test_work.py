"""How often loops run, counted by hand and by a machine that executes them."""

from __future__ import annotations

import pytest

from kd_edge.codegen import work
from kd_edge.codegen.geometry import Window2D
from kd_edge.codegen.sums import SumPlan


def test_a_convolution_by_hand() -> None:
    """Six channels of five taps over three inputs, padded on both sides, at eight outputs, four from each strip."""
    window = Window2D((1, 5), (1, 1), (1, 1), (1, 8), (0, 2))
    sums = SumPlan(1, 15, 0, 1, False, (False, False))  # 15 columns: four blocks of four
    counts = work.convolution(window, (1, 1, 8, 3), channels=6, column=3, sums=sums, strip=(4, 8), clamps=False)
    assert counts == {
        "conv": 1,
        "conv.strip": 2,
        "conv.group": 4,  # two groups of channels in each strip
        "conv.tile": 6,  # of a strip's four outputs, three are a tile: for four channels twice, for two once
        "conv.tile_odd_block": 24,
        "conv.tile_activation": 36,
        "conv.single": 4,
        "conv.odd_block": 16,
        "conv.activation": 12,
        "conv.piece": 2,
        "conv.widened_eight": 4,  # six columns of three inputs lie inside the image: 18 = 2 * 8 + 2
        "conv.widened_rest": 4,
        "conv.outside": 12,
    }


def test_groups_on_the_slow_path_have_names_of_their_own() -> None:
    window = Window2D((1, 1), (1, 1), (1, 1), (1, 2), (0, 0))
    sums = SumPlan(1, 4, 0, 0, False, (True,))
    counts = work.convolution(window, (1, 1, 2, 4), channels=3, column=4, sums=sums, strip=(2, 2), clamps=True)
    assert counts["conv.plain"] == counts["conv.plain_block"] == 2
    assert counts["conv.plain_activation"] == 6
    assert not any("tile" in name or "clamped" in name for name in counts)


@pytest.mark.parametrize("channels", [8, 6])
def test_a_padded_depthwise_convolution_by_hand(channels: int) -> None:
    """Three taps at four outputs: the first and the last lack one."""
    window = Window2D((1, 3), (1, 1), (1, 1), (1, 4), (0, 1))
    counts = work.depthwise(window, (1, 1, 4, channels), multiplier=1, exact=True, clamps=False)
    way = "ragged_" if channels == 6 else ""
    assert counts == {
        "depthwise": 1,
        f"depthwise.{way}padded_pixel": 2,
        f"depthwise.{way}padded_quad": 4,
        f"depthwise.{way}padded_tap": 12,
        f"depthwise.{way}edge_pixel": 2,
        f"depthwise.{way}edge_quad": 4,
        f"depthwise.{way}edge_tap": 8,
        "depthwise.quad_store": 8,
    }


def test_an_lstm_by_hand() -> None:
    """The first of seven steps has no recurrent products; 5 inputs are two blocks, 12 units three."""
    counts = work.lstm(7, 5, 12, exact=True, kept=1)
    assert counts["lstm.block"] == 7 * 12 * 2 + 6 * 12 * 3
    assert (counts["lstm.unit"], counts["lstm.recurrent"], counts["lstm.narrowed"]) == (84, 72, 12)
    projected = work.lstm(7, 0, 12, exact=True, kept=7, input_products=False)
    assert projected["lstm.block"] == 6 * 12 * 3
    assert (projected["lstm.projected"], projected["lstm.narrowed"]) == (84, 84)


def test_a_pool_by_hand() -> None:
    """Two steps at three outputs of five steps: the last one is padded and lacks its second."""
    window = Window2D((1, 2), (1, 2), (1, 1), (1, 3), (0, 0))
    counts = work.pool(window, (1, 1, 5, 6), kind="max_pool", clamps=False)
    assert counts == {
        "max_pool": 1,
        "max_pool.pixel": 3,
        "max_pool.quad": 3,
        "max_pool.quad_tap": 5,
        "max_pool.rest": 6,
        "max_pool.rest_tap": 10,
    }
