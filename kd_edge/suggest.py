"""What to write instead of a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from msgspec import Struct
from msgspec.structs import fields


def instead(name: str, known: Iterable[str], elsewhere: Iterable[str] = (), place: str = "") -> str:
    """The remedy for an unknown ``name``: the names like it, also those ``elsewhere``, or all of ``known``.

    ``place`` is the dotted path of the table that has ``known``; names are told with it.
    """
    names = list(known)
    near = [_join(place, each) for each in get_close_matches(name, [*names, *elsewhere], n=3)]
    return f"write {' or '.join(near)}" if near else f"use one of {', '.join(_join(place, each) for each in names)}"


def unknown_name(table: Mapping[str, Any], kinds: Mapping[str, type[Struct]]) -> tuple[str, str] | None:
    """The first name in ``table`` that its Struct does not have, with its dotted path, and a remedy; None if all fit.

    Args:
        table: what a file says, with tables inside.
        kinds: the Struct of every table that is looked into, by its dotted path; that of ``table`` itself is ``""``.
    """
    inside = [_join(path, field.encode_name) for path, kind in kinds.items() if path for field in fields(kind)]
    for path, kind in kinds.items():
        inner: Any = table
        for part in path.split(".") if path else ():
            inner = inner.get(part) if isinstance(inner, Mapping) else None
        own = [field.encode_name for field in fields(kind)]
        for name in inner if isinstance(inner, Mapping) else ():
            if name not in own:
                return _join(path, name), instead(name, own, () if path else inside, place=path)
    return None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
