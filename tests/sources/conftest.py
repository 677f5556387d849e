"""What tests of sources share."""

from __future__ import annotations

import pytest

from kd_edge.bundle import Bundle
from kd_edge.engines import Engine
from tests.sources.one_rate import OneRate


@pytest.fixture
def one_rate(tiny_bundle: Bundle, linear_engine: Engine) -> OneRate:
    """A bundle all of whose streams have one rate."""
    return OneRate.of(tiny_bundle, linear_engine)
