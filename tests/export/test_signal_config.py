"""The generated C constants: exact bits, equal bytes for equal specs."""

from __future__ import annotations

import re

import numpy as np
import pytest

from kd_edge.bundle import Quantisation
from kd_edge.codegen.literals import float32_literal
from kd_edge.decision.gates import Gates
from kd_edge.render.signal_config import signal_config
from kd_edge.signal.filters import design
from tests.signal.signal_specs import armband, reference_rig

QUANTISATIONS = Quantisation(scale=0.037, zero_point=-5), Quantisation(scale=1 / 256, zero_point=-128)
GATES = Gates(minimum_score=26, minimum_activity=None, votes=3)


@pytest.mark.parametrize("value", [0.0, 1.0, -0.1, 3e-7, 1e-40, 3.4028234e38, 2 / 3, -1.5])
def test_hex_floats_hold_the_exact_bits(value: float) -> None:
    text = float32_literal(value)
    assert re.fullmatch(r"-?0x[01](\.[0-9a-f]+)?p[+-]\d+f", text)
    assert np.float32(float.fromhex(text.removesuffix("f"))) == np.float32(value)


def test_equal_specs_give_equal_bytes() -> None:
    texts = {signal_config(reference_rig(), QUANTISATIONS, GATES, ("A", "B")) for _ in range(2)}
    assert len(texts) == 1


def test_header_holds_the_designed_filters_and_the_contract() -> None:
    spec = armband()
    text = signal_config(spec, QUANTISATIONS, GATES, ("A", "B"))
    for stage in spec.streams[0].filters:
        for row in design(stage, spec.streams[0].sample_rate_hz).sos:
            assert ", ".join(float32_literal(row[column]) for column in (0, 1, 2, 4, 5)) in text
    assert "#define KD_WINDOW_SIZE 40\n" in text
    assert "#define KD_STREAM_IMU_PERIOD_NS INT64_C(20000000)\n" in text
    assert "#define KD_DECISION_VOTES 3\n" in text
    assert f"#define KD_INPUT_INVERSE_SCALE {float32_literal(1 / 0.037)}\n" in text


def test_labels_become_safe_c_strings() -> None:
    text = signal_config(armband(), QUANTISATIONS, GATES, ("ŻÓŁW", 'a"b\\', "what??!"))
    assert '    "\\305\\273\\303\\223\\305\\201W",\n    "a\\"b\\\\",\n    "what\\?\\?!",\n' in text
