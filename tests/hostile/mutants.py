"""Damaged and crafted inputs, the same for the same seed: flatbuffers, manifests, golden archives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

_BYTES: Final = (0, 1, 2, 7, 127, 128, 254, 255)
_WORDS: Final = (0, 1, -1, 2, 3, 1 << 8, 1 << 16, 1 << 24, (1 << 31) - 1, -(1 << 31), -128)
_VALUES: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 1, 2**31, 2**53 + 1, 2**63, 2**64, -(2**63), 10**40, 0.5, -0.0, 1e-320, 1e308, "", "x",
    "\x1b[2J", "a\nb", "../..", "x" * 300, [], [0], [[[[]]]], {}, {"a": 1},
)  # fmt: skip


def flatbuffer(model: bytes, seed: int) -> bytes:
    """``model``, damaged: mostly where its structure lies, at times in its weights, at times cut or stirred."""
    rng = np.random.default_rng(seed)
    data = bytearray(model)
    kind = rng.random()
    if kind < 0.05:
        return bytes(data[: rng.integers(len(data))])
    if kind < 0.1:
        start, other = rng.integers(0, len(data) - 64, 2)
        data[start : start + 32] = data[other : other + 32]
        return bytes(data)
    for _ in range(rng.integers(1, 4)):
        position = _position(rng, len(data))
        if rng.random() < 0.5:
            data[position] = rng.choice(_BYTES)
        else:
            position -= position % 4
            data[position : position + 4] = int(rng.choice(_WORDS)).to_bytes(4, "little", signed=True)
    return bytes(data)


def _position(rng: np.random.Generator, size: int) -> int:
    """Tables and vectors lie at both ends of an exported file, weights between."""
    choice = rng.random()
    if choice < 0.2:
        return int(rng.integers(size))
    if choice < 0.6:
        return int(rng.integers(max(0, size - 5000), size))
    return int(rng.integers(min(size, 3500)))


def archive(data: bytes, seed: int) -> bytes:
    """An npz archive, damaged."""
    rng = np.random.default_rng([seed, 1])
    damaged = bytearray(data)
    if rng.random() < 0.15:
        return bytes(damaged[: rng.integers(len(damaged))])
    near_the_end = rng.random() < 0.5
    for _ in range(rng.integers(1, 6)):
        low = max(0, len(damaged) - 2000) if near_the_end else 0
        damaged[rng.integers(low, len(damaged))] = rng.choice(_BYTES)
    return bytes(damaged)


def manifests(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Every value of a manifest replaced, in turn, by some that do not belong there, or left out."""
    whole = json.loads(text)
    for number, path in enumerate(_paths(whole)):
        for turn in range(5):
            value = _VALUES[(number * 5 + turn) % len(_VALUES)]
            yield f"{'.'.join(map(str, path))} = {value!r:.40}", _changed(text, path, value)
        if isinstance(path[-1], str):
            yield f"{'.'.join(map(str, path))} left out", _changed(text, path, ...)
    yield "deep", b"[" * 200_000
    yield "long number", text.replace(b"20000000", b"2" * 100_000)
    yield "not UTF-8", text.replace(b"emg", b"\xff\xfe\xfd")
    yield "empty", b""
    yield "twice", text + text


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where values are; of a long list, only the first two and the last."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from _paths(value[key], (*path, key))
    elif isinstance(value, list):
        for index in sorted({0, 1, len(value) - 1} & set(range(len(value)))):
            yield from _paths(value[index], (*path, index))


def _changed(text: bytes, path: tuple[Any, ...], value: Any) -> bytes:
    whole = json.loads(text)
    place = whole
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return json.dumps(whole).encode()
