"""What to write instead of a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def instead(name: str, known: Iterable[str]) -> str:
    """The remedy for an unknown ``name``: the names like it, or all of ``known`` if none is."""
    names = list(known)
    near = get_close_matches(name, names, n=3)
    return f"write {' or '.join(near)}" if near else f"use one of {', '.join(names)}"
