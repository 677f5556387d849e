"""What any field, text or file may hold by accident or malice."""

from __future__ import annotations

from typing import Final

import numpy as np

ESCAPES: Final = "\x1b[31mred\x1b]0;title\x07"
NAMES: Final = ["../../escaped", "/etc/passwd", "", ".", "..", ".hidden", "a\n", "a\0b", ESCAPES, "x" * 5000, "a/b"]
NUMBERS: Final = ["0", "-1", "1e400", "-0.0", "9" * 40, "9" * 5000, "18446744073709551616", "0.1", '"7"', "[7]", "true"]
DEEP: Final = 100_000


def mutated(data: bytes, seed: int) -> bytes:
    """``data`` with a few bytes changed, cut out, doubled or set; equal seeds give equal bytes."""
    rng = np.random.default_rng(seed)
    mutant = bytearray(data)
    for _ in range(int(rng.integers(1, 8))):
        start, length = int(rng.integers(len(mutant))), int(rng.integers(1, 60))
        match int(rng.integers(4)):
            case 0:
                mutant[start] = int(rng.integers(256))
            case 1:
                del mutant[start : start + length]
            case 2:
                mutant[start:start] = mutant[start : start + length]
            case _:
                mutant[start : start + 4] = bytes([255] * 4)
        mutant = mutant or bytearray(b"\0")
    return bytes(mutant)
