"""The layout of a body: numbers in little endian, then strings, then raw bytes.

A message class defines it by the types of its fields: :data:`U8` to :data:`F32` and :data:`Sha256` are packed one after
the other, :class:`str` is a length byte and UTF-8, and a last field of type :class:`bytes` takes the rest.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar, Self, get_args, get_type_hints

from kd_edge.errors import StreamError
from kd_edge.link.protocol import MAX_NAME, FrameType

U8 = Annotated[int, "B"]
U16 = Annotated[int, "H"]
U32 = Annotated[int, "I"]
U64 = Annotated[int, "Q"]
I8 = Annotated[int, "b"]
I16 = Annotated[int, "h"]
F32 = Annotated[float, "f"]
Sha256 = Annotated[bytes, "32s"]


class MalformedBodyError(ValueError):
    """A body that contradicts its own lengths; ``MessageReader`` counts it."""


@dataclass(frozen=True)
class Message:
    """Base of every message, whose dataclass fields give its layout.

    Attributes:
        TYPE: the type of the frames that carry it.
        LAYOUT: of its numbers.
    """

    TYPE: ClassVar[FrameType]
    LAYOUT: ClassVar[struct.Struct]
    _TEXTS: ClassVar[int]
    _REST: ClassVar[bool]

    def __init_subclass__(cls, *, type: FrameType) -> None:
        hints = get_type_hints(cls, include_extras=True)
        kinds = [hints[name] for name in cls.__annotations__]
        numbers = [get_args(kind)[1] for kind in kinds if get_args(kind)]
        texts, rest = kinds.count(str), kinds.count(bytes)
        assert kinds[len(numbers) :] == [str] * texts + [bytes] * rest, f"{cls.__name__}: numbers, strings, bytes"
        cls.TYPE = type
        cls.LAYOUT = struct.Struct("<" + "".join(numbers))
        cls._TEXTS = texts
        cls._REST = rest == 1

    def pack(self) -> bytes:
        """The body."""
        values = [getattr(self, field.name) for field in fields(self)]
        rest = values.pop() if self._REST else b""
        texts = [values.pop() for _ in range(self._TEXTS)][::-1]
        return self.LAYOUT.pack(*values) + b"".join(map(pack_text, texts)) + rest

    @classmethod
    def unpack(cls, body: bytes) -> Self:
        """The inverse of :meth:`pack`.

        Raises:
            MalformedBodyError: if the body does not have exactly the documented length.
        """
        if len(body) < cls.LAYOUT.size:
            raise MalformedBodyError
        values: list[Any] = list(cls.LAYOUT.unpack_from(body))
        at = cls.LAYOUT.size
        for _ in range(cls._TEXTS):
            text, at = unpack_text(body, at)
            values.append(text)
        if cls._REST:
            values.append(body[at:])
        elif at != len(body):
            raise MalformedBodyError
        return cls(*values)


def pack_text(text: str) -> bytes:
    """A length byte and UTF-8.

    Raises:
        StreamError: if the text is longer than ``MAX_NAME`` bytes.
    """
    data = text.encode()
    if len(data) > MAX_NAME:
        raise StreamError(f"A name on the wire has at most {MAX_NAME} bytes", found=text, remedy="shorten it")
    return bytes((len(data),)) + data


def unpack_text(body: bytes, at: int) -> tuple[str, int]:
    """The string at offset ``at`` and the offset behind it.

    Raises:
        MalformedBodyError: if it runs past the body or is not UTF-8.
    """
    end = at + 1 + body[at] if at < len(body) else len(body) + 1
    if end > len(body):
        raise MalformedBodyError
    try:
        return body[at + 1 : end].decode(), end
    except UnicodeDecodeError as error:
        raise MalformedBodyError from error
