"""Fixtures for tests that compile firmware and run it in the emulator."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kd_edge.deploy.emulators.rp2040 import find_rp2040js
from kd_edge.deploy.images.build import Component
from kd_edge.deploy.toolchain import Toolchain, available_toolchains
from kd_edge.errors import MissingToolError


def _has_rp2040js() -> bool:
    try:
        find_rp2040js()
    except MissingToolError:
        return False
    return True


TOOLCHAINS = available_toolchains()
needs_compiler = pytest.mark.skipif(not TOOLCHAINS, reason="needs arm-none-eabi-gcc or ziglang")
needs_qemu = pytest.mark.skipif(shutil.which("qemu-system-arm") is None, reason="needs qemu-system-arm")
needs_rp2040js = pytest.mark.skipif(not _has_rp2040js(), reason="needs rp2040js: make rp2040js")


@pytest.fixture(params=["gcc", "zig"])
def toolchain(request: pytest.FixtureRequest) -> Toolchain:
    """Each of the two toolchains that is installed."""
    if request.param not in TOOLCHAINS:
        pytest.skip(f"the toolchain {request.param} is not installed")
    return TOOLCHAINS[request.param]


def subject(folder: Path, body: str) -> Component:
    """A batch subject whose kd_batch_run() has this body, between ``input`` and ``output``."""
    source = folder / "subject.c"
    source.write_text(
        '#include "kd_batch.h"\n#include <string.h>\n'
        "static int8_t input[KD_BATCH_INPUT_BYTES];\n"
        "static int8_t output[KD_BATCH_OUTPUT_BYTES];\n"
        "void *kd_batch_input(void) { return input; }\n"
        "const void *kd_batch_output(void) { return output; }\n"
        f"int32_t kd_batch_run(void)\n{{\n{body}\nreturn 0;\n}}\n"
    )
    return Component("subject", (source,))
