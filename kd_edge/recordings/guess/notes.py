"""A TOML file of guesses: every entry with its reason as a comment above it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_WIDTH: Final = 110
_INLINE: Final = 100
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+\Z")


Value = str | int | float | bool | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True)
class Guess:
    """One entry of the file.

    Attributes:
        place: its key, with the tables that it is in.
        value: its value in TOML.
        why: the reason, as a sentence without its full stop.
        unsure: whether nothing in the files tells it, so that somebody has to look at it.
    """

    place: str
    value: str
    why: str
    unsure: bool = False


@dataclass
class Notes:
    """The file as it grows: lines, and the guesses that are in them."""

    lines: list[str] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    table: str = ""

    def begin(self, header: str, name: str = "") -> None:
        """Begin a table: ``header`` as it stands in the file, ``name`` as guesses call it."""
        self.lines += ["", header]
        self.table = name or header.strip("[]")

    def preface(self) -> None:
        """Say where the file comes from."""
        self.comment(
            "Written by `kd-edge data init` from what is in the files. Every line of comment says why the entry below "
            "it is what it is; correct what is wrong. docs/recordings.md explains every entry."
        )
        self.lines.append("")

    def comment(self, text: str) -> None:
        """Add lines of comment; control characters of names are written out, because TOML has none in comments."""
        text = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        self.lines += textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)

    def add(self, key: str, value: Value, why: str, unsure: bool = False) -> None:
        """Add an entry with its reason."""
        text = toml(value)
        self.comment(("NOT KNOWN, please correct: " if unsure else "") + why[:1].upper() + why[1:] + ".")
        self.lines.append(f"{key} = {text}")
        self.guesses.append(Guess(f"{self.table}.{key}" if self.table else key, text, why, unsure))

    def text(self) -> str:
        """The whole file."""
        return "\n".join(self.lines).strip("\n") + "\n"


@dataclass(frozen=True)
class Description:
    """What was guessed.

    Attributes:
        text: the whole TOML file.
        guesses: every entry of it.
        remarks: what else a reader should know.
    """

    text: str
    guesses: tuple[Guess, ...]
    remarks: tuple[str, ...] = field(default=())


def toml(value: Value) -> str:
    """``value`` as TOML; lists that are too long for a line take several."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    items = [toml(item) for item in value]
    inline = f"[{', '.join(items)}]"
    if len(inline) <= _INLINE:
        return inline
    rows = textwrap.wrap(", ".join(items), _INLINE, break_long_words=False, break_on_hyphens=False)
    if any(" " in item for item in items):  # an item must not be broken
        rows = [f"{item}," for item in items]
        rows[-1] = rows[-1].rstrip(",")
    return "[\n" + "\n".join(f"  {row}" for row in rows) + ",\n]"


def _key(name: str) -> str:
    return name if _BARE.match(name) else _quoted(name)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'
