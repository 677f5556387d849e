"""One bundle with goldens, its engine on the host, and its report from an emulated board."""

from __future__ import annotations

from pathlib import Path

import pytest

from kd_edge.bench.on_emulator.measure import bench_emulator
from kd_edge.bench.reports.schema import BenchReport
from kd_edge.bundle import INT8_MODEL, Bundle, open_bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import Engine, open_engine


@pytest.fixture(scope="session")
def bundle(tiny_export: Path) -> Bundle:
    return open_bundle(tiny_export)


@pytest.fixture(scope="session")
def engine(bundle: Bundle) -> Engine:
    return open_engine(bundle.read(INT8_MODEL), "tflm")


@pytest.fixture(scope="session")
def board_report(bundle: Bundle, engine: Engine) -> BenchReport:
    """Eight golden recordings on an emulated M4F."""
    return bench_emulator(bundle, load_board("mps2-an386"), "c", find_toolchain(), engine)
