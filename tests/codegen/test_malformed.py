"""Whatever the bytes, there is a model or one clear error: no crash, no hang."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kd_edge.codegen import generate
from kd_edge.errors import CodegenError

MUTATIONS = 500


@pytest.fixture(params=["student_isl", "student_psl18"])
def model(request: pytest.FixtureRequest, shared: Path) -> bytes:
    return (shared / "models" / f"{request.param}.tflite").read_bytes()


def mutations(model: bytes, count: int) -> Iterator[bytes]:
    """Bytes and words overwritten, mostly where tables and vectors lie, and files cut short."""
    rng = np.random.default_rng(1)
    words = (0, 1, 2**31 - 1, 2**31, 2**32 - 1, 0xFFFF, 0x7FFF, 65, len(model), len(model) - 1)
    # The converter writes tables at the end of the file and data before them.
    for index in range(count):
        data = bytearray(model)
        place = int(rng.integers(0, len(model) - 4) if index % 3 else rng.integers(len(model) * 4 // 5, len(model) - 4))
        match index % 5:
            case 0:
                data[place] ^= 1 << int(rng.integers(8))
            case 1:
                struct.pack_into("<I", data, place & ~3, int(rng.choice(words)))
            case 2:
                struct.pack_into("<I", data, place & ~3, int(rng.integers(0, 2**32)))
            case 3:
                struct.pack_into("<H", data, place & ~1, int(rng.integers(0, 2**16)))
            case 4:
                del data[place:]
        yield bytes(data)


def test_mutated_models_end_in_a_model_or_an_error(model: bytes) -> None:
    errors = []
    for number, data in enumerate(mutations(model, MUTATIONS)):
        start = time.monotonic()
        try:
            generate(data)
        except CodegenError as error:
            errors.append(error)
        assert time.monotonic() - start < 10, f"mutation {number} takes too long"
    assert len(errors) > MUTATIONS // 5
    assert all(error.remedy for error in errors)


@pytest.mark.parametrize("data", [b"", b"TFL3", bytes(100), b"\x1c\0\0\0TFL3", b"\xff\xff\xff\xffTFL3" + bytes(64)])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(CodegenError, match="well-formed TFLite flatbuffer"):
        generate(data)
