"""A check that bytes are a whole TFLite file, before native code follows its offsets.

The interpreters trust their input: an offset past the end makes them read wild
memory.  This walk over the flatbuffer bounds every offset and index that they use.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Final

from kd_edge.errors import EngineError

IDENTIFIER: Final = b"TFL3"

# Per table, what lies behind each field that holds an offset: the bytes per entry of a vector, a table,
# or ("vector", table).  Numbers are field indices of TensorFlow Lite's schema; other fields are scalars.
_Fields = Mapping[int, Any]
_CODE: Final[_Fields] = {1: 1}
_BUFFER: Final[_Fields] = {0: 1}
_QUANTISATION: Final[_Fields] = {0: 4, 1: 4, 2: 4, 3: 8}
_TENSOR: Final[_Fields] = {0: 4, 3: 1, 4: _QUANTISATION}
_OPTIONS: Final[_Fields] = {}
_OPERATOR: Final[_Fields] = {1: 4, 2: 4, 4: _OPTIONS}
_SUBGRAPH: Final[_Fields] = {0: ("vector", _TENSOR), 1: 4, 2: 4, 3: ("vector", _OPERATOR), 4: 1}
_MODEL: Final[_Fields] = {1: ("vector", _CODE), 2: ("vector", _SUBGRAPH), 3: 1, 4: ("vector", _BUFFER)}


def check_model(model: bytes) -> None:
    """Check that ``model`` is a TFLite flatbuffer whose every offset and index stays inside it.

    Raises:
        EngineError: it is something else, truncated or damaged.
    """
    if model[4:8] != IDENTIFIER:
        raise _damaged(f"{len(model)} bytes without the identifier {IDENTIFIER.decode()}")
    try:
        root = _follow(model, 0)
        _check_table(model, root, _MODEL)
        _check_indices(model, root)
    except (struct.error, IndexError) as error:
        raise _damaged(f"an offset outside the {len(model)} bytes ({error})") from error


def _check_table(data: bytes, table: int, fields: _Fields) -> None:
    vtable = table - _read(data, "<i", table)
    vtable_size, table_size = _read(data, "<H", vtable), _read(data, "<H", vtable + 2)
    if vtable_size < 4 or vtable_size % 2 or vtable + vtable_size > len(data) or table + table_size > len(data):
        raise _damaged(f"a table at byte {table} that does not end")
    for index in range((vtable_size - 4) // 2):
        if _read(data, "<H", vtable + 4 + 2 * index) >= table_size:
            raise _damaged(f"a field outside its table at byte {table}")
    for index, kind in fields.items():
        position = _field(data, table, index)
        if position is None:
            continue
        target = _follow(data, position)
        if isinstance(kind, int):
            _check_vector(data, target, kind)
        elif isinstance(kind, tuple):
            for entry in range(_check_vector(data, target, 4)):
                _check_table(data, _follow(data, target + 4 + 4 * entry), kind[1])
        else:
            _check_table(data, target, kind)


def _check_vector(data: bytes, vector: int, item_bytes: int) -> int:
    """How many entries it has."""
    count = _read(data, "<I", vector)
    if vector + 4 + count * item_bytes > len(data):
        raise _damaged(f"{count} entries at byte {vector}, past the end")
    return count


def _check_indices(data: bytes, model: int) -> None:
    codes, buffers = _count(data, model, 1), _count(data, model, 4)
    for subgraph in _tables(data, model, 2):
        tensors = _count(data, subgraph, 0)
        named = _integers(data, subgraph, 1) + _integers(data, subgraph, 2)
        for operator in _tables(data, subgraph, 3):
            named += tuple(index for index in _integers(data, operator, 1) if index != -1)
            named += _integers(data, operator, 2)
            _check_index(_scalar(data, operator, 0), codes, "operator code")
        for index in named:
            _check_index(index, tensors, "tensor")
        for tensor in _tables(data, subgraph, 0):
            _check_index(_scalar(data, tensor, 2), buffers, "buffer")


def _check_index(index: int, count: int, what: str) -> None:
    if not 0 <= index < count:
        raise _damaged(f"{what} {index} of {count}")


def _read(data: bytes, layout: str, position: int) -> int:
    if position < 0:
        raise IndexError(f"byte {position}")
    return int(struct.unpack_from(layout, data, position)[0])


def _follow(data: bytes, position: int) -> int:
    target = position + _read(data, "<I", position)
    if target == position or target + 4 > len(data):
        raise IndexError(f"byte {target}")
    return target


def _field(data: bytes, table: int, index: int) -> int | None:
    vtable = table - _read(data, "<i", table)
    entry = 4 + 2 * index
    offset = _read(data, "<H", vtable + entry) if entry < _read(data, "<H", vtable) else 0
    return table + offset if offset else None


def _scalar(data: bytes, table: int, index: int) -> int:
    position = _field(data, table, index)
    return 0 if position is None else _read(data, "<I", position)


def _count(data: bytes, table: int, index: int) -> int:
    position = _field(data, table, index)
    return 0 if position is None else _read(data, "<I", _follow(data, position))


def _tables(data: bytes, table: int, index: int) -> list[int]:
    position = _field(data, table, index)
    if position is None:
        return []
    vector = _follow(data, position)
    return [_follow(data, vector + 4 + 4 * entry) for entry in range(_count(data, table, index))]


def _integers(data: bytes, table: int, index: int) -> tuple[int, ...]:
    position = _field(data, table, index)
    if position is None:
        return ()
    return struct.unpack_from(f"<{_count(data, table, index)}i", data, _follow(data, position) + 4)


def _damaged(found: str) -> EngineError:
    return EngineError(
        "A model is a whole TFLite file", found=found, remedy="copy the file again, or export the bundle again"
    )
