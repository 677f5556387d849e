"""How a body is laid out: numbers in little endian, then strings, then raw bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final, Self

from kd_edge.errors import StreamError

MAX_NAME: Final = 63
"""Longest name on the wire, in bytes of UTF-8."""


class MalformedBodyError(ValueError):
    """A body that contradicts its own lengths; ``MessageReader`` counts it."""


@dataclass(frozen=True)
class Message:
    """Base of every message: numbers in ``LAYOUT``, then ``STRINGS`` strings, then raw bytes if ``TAIL``.

    The dataclass fields of a subclass lie in that order.
    """

    TYPE: ClassVar[int]
    LAYOUT: ClassVar[struct.Struct]
    STRINGS: ClassVar[int] = 0
    TAIL: ClassVar[bool] = False

    def pack(self) -> bytes:
        """The body."""
        values = [getattr(self, field.name) for field in fields(self)]
        tail = values.pop() if self.TAIL else b""
        texts = [values.pop() for _ in range(self.STRINGS)][::-1]
        return self.LAYOUT.pack(*values) + b"".join(map(pack_text, texts)) + tail

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
        for _ in range(cls.STRINGS):
            text, at = unpack_text(body, at)
            values.append(text)
        if cls.TAIL:
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
