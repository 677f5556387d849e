"""What the names of files and folders tell: label, person, repetition and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from kd_edge.recordings.table_files import PART_NAMES

REST_NAMES: Final = (
    "rest",
    "idle",
    "null",
    "none",
    "neutral",
    "nothing",
    "background",
    "relax",
    "still",
    "noise",
    "no_gesture",
)
"""What people call a take in which nobody signs, in small letters; the first one that occurs is used."""

_SEPARATORS: Final = tuple(re.compile(rf"([{marks}]+)") for marks in (r"/._\- ", r"/._ ", r"/_\-", "/_", "/.", "/"))
"""What may stand between the parts of a name; the first that fits every name counts, so that WAVE-IN stays whole."""

_NUMBERED: Final = re.compile(r"(.+?)([_\- .]+)(\d+)\Z")
_PREFIXED: Final = re.compile(r"([A-Za-z]+)(\d+)\Z")
_SUBJECT: Final = frozenset({"p", "s", "vp", "subj", "subject", "person", "user", "participant", "sub", "pp", "wearer"})
_REPETITION: Final = frozenset({"r", "rep", "t", "take", "trial", "repetition", "try", "no", "n"})
_SESSION: Final = frozenset({"session", "ses", "sess", "day", "d"})
_STREAM: Final = frozenset(
    {"emg", "imu", "acc", "accelerometer", "gyro", "gyroscope", "gyr", "mag", "magnetometer"}
    | {"gravity", "orientation", "totalacceleration", "linearacceleration"}
)
"""Sensors after which files are called, by loggers of telephones, too."""


@dataclass(frozen=True)
class Names:
    """How files are named.

    Attributes:
        template: the pattern, as in ``dataset.toml``.
        roles: for each placeholder of it the reason.
        values: for every path, what each placeholder stands for.
    """

    template: str
    roles: dict[str, str]
    values: list[dict[str, str]]


def guess_names(paths: Sequence[PurePosixPath], needs_label: bool = True) -> Names | None:
    """The pattern of ``paths``, which are inside one folder; None if no label can be seen in them.

    Args:
        paths: every file.
        needs_label: whether names must tell the label, because nothing in the files does.
    """
    found = (_by_parts(paths, needs_label, separators) for separators in _SEPARATORS)
    names = next((names for names in found if names is not None), None)
    return names or (_by_stem(paths) if needs_label else None)


def named_by_sensor(paths: Sequence[PurePosixPath]) -> list[bool]:
    """Which of ``paths`` are called after a sensor, if files beside them are not: an annotation holds no samples.

    All of them, where fewer than half are.
    """
    named = [path.stem.lower() in _STREAM for path in paths]
    return named if sum(named) * 2 >= len(paths) else [True] * len(paths)


def _by_parts(paths: Sequence[PurePosixPath], needs_label: bool, between: re.Pattern[str]) -> Names | None:
    """All names have the same separators: each part between them has a role."""
    split = [between.split(str(path.with_suffix(""))) for path in paths]
    if len({tuple(parts[1::2]) for parts in split}) != 1:
        return None
    separators = split[0][1::2]
    tokens = [list(column) for column in zip(*(parts[::2] for parts in split), strict=True)]
    roles: dict[int, tuple[str, str, str]] = {}  # part: placeholder, text before it, reason
    for index, column in enumerate(tokens):
        known = _obvious(column)
        if known and known[0] not in {role for role, _, _ in roles.values()}:
            roles[index] = known
    free = [index for index, column in enumerate(tokens) if index not in roles and len(set(column)) > 1]
    _assign(free, tokens, separators, roles, needs_label)
    if needs_label and "label" not in {role for role, _, _ in roles.values()}:
        return None
    if sum(role == "any" for role, _, _ in roles.values()) > 1:
        return None
    return _named(paths, tokens, separators, roles)


def _obvious(column: list[str]) -> tuple[str, str, str] | None:
    """The role of a part whose texts speak for themselves: its placeholder, the text before it, and the reason."""
    texts = set(column)
    small = {text.lower() for text in texts}
    if small <= PART_NAMES.keys() and texts == small:
        return "part", "", f"{_some(texts)} name the two sides of a split"
    if small <= _STREAM:
        return "stream", "", f"{_some(texts)} name sensors"
    prefixed = [_PREFIXED.match(text) for text in column]
    if all(prefixed):
        prefixes = {found[1].lower() for found in prefixed if found}
        if prefixes <= _SUBJECT:
            return "subject", "", f"{_some(texts)} number persons"
        if prefixes <= _SESSION:
            return "session", "", f"{_some(texts)} number sessions"
        written = {found[1] for found in prefixed if found}
        if prefixes <= _REPETITION and len(written) == 1:
            return "repetition", written.pop(), f"{_some(texts)} number takes"
    return None


def _assign(
    free: list[int],
    tokens: list[list[str]],
    separators: list[str],
    roles: dict[int, tuple[str, str, str]],
    needs_label: bool,
) -> None:
    """Give the parts that differ from file to file, and do not speak for themselves, a role each."""
    taken = {role for role, _, _ in roles.values()}
    count = len(tokens[0])
    numbers = [index for index in free if all(text.isascii() and text.isdigit() for text in tokens[index])]
    words = [index for index in free if index not in numbers and len(set(tokens[index])) <= max(2, count // 2)]
    if needs_label and not words and numbers and len(numbers) > 1:
        words = [min(numbers, key=lambda index: len(set(tokens[index])))]
        numbers.remove(words[0])
    label = _label_among(words, tokens, separators) if needs_label else None
    if label is not None:
        roles[label] = ("label", "", f"{_some(set(tokens[label]))} are the part that differs and repeats")
        words.remove(label)
    for role, why in (("subject", "another part that repeats"), ("session", "another part that repeats")):
        if words and role not in taken:
            index = words.pop(0)
            texts = _some(set(tokens[index]))
            roles[index] = (role, "", f"{texts}: {why}; if these are labels, swap it with {{label}}")
    if numbers and "repetition" not in taken:
        index = numbers.pop()
        roles[index] = ("repetition", "", "a number that differs from take to take")
    for index in free:
        if index not in roles:
            roles[index] = ("any", "", f"{_some(set(tokens[index]))} tell nothing that counts")


def _label_among(words: list[int], tokens: list[list[str]], separators: list[str]) -> int | None:
    """The part that is the label: the one that names rest, else the first in the file's own name, else a folder's."""
    if not words:
        return None
    for index in words:
        if {text.lower() for text in tokens[index]} & set(REST_NAMES):
            return index
    folders = max((index + 1 for index, separator in enumerate(separators) if "/" in separator), default=0)
    own = [index for index in words if index >= folders]
    return own[-1] if own else words[-1]


def _named(
    paths: Sequence[PurePosixPath],
    tokens: list[list[str]],
    separators: list[str],
    roles: dict[int, tuple[str, str, str]],
) -> Names:
    text = ""
    for index, column in enumerate(tokens):
        role = roles.get(index)
        text += column[0] if role is None else f"{role[1]}{{{role[0]}}}"
        text += separators[index] if index < len(separators) else ""
    values = [
        {role: tokens[index][row].removeprefix(before) for index, (role, before, _) in roles.items()}
        for row in range(len(paths))
    ]
    return Names(text + paths[0].suffix, {role: why for role, _, why in roles.values()}, values)


def _by_stem(paths: Sequence[PurePosixPath]) -> Names | None:
    """Labels that hold separators themselves: what stands before the first dot, or before a number at the end."""
    ending = paths[0].suffix
    if len({len(path.parts) for path in paths}) != 1:
        return None
    numbered = [_NUMBERED.match(path.stem) for path in paths]
    marks = {found[2] for found in numbered if found}
    if all(numbered) and len(marks) == 1:
        labels = [{"label": found[1], "repetition": found[3]} for found in numbered if found]
        roles = {"label": "what stands before a number at the end", "repetition": "the number at the end of a name"}
        return _behind_folders(paths, f"{{label}}{marks.pop()}{{repetition}}{ending}", roles, labels)
    if all("." in path.stem for path in paths):
        labels = [{"label": path.name.partition(".")[0]} for path in paths]
        roles = {
            "label": "the text before the first dot of a name, as Edge Impulse writes it",
            "any": "what stands behind the first dot tells nothing that counts",
        }
        return _behind_folders(paths, f"{{label}}.{{any}}{ending}", roles, labels)
    return None


def _behind_folders(
    paths: Sequence[PurePosixPath], template: str, roles: dict[str, str], values: list[dict[str, str]]
) -> Names | None:
    """The pattern ``template`` of files, behind what their folders tell; None if two folders would tell the same."""
    front = ""
    for column in zip(*(path.parts[:-1] for path in paths), strict=True):
        known = _obvious(list(column))
        role = known[0] if known and not known[1] else "subject"
        if len(set(column)) == 1 and role != "part":
            front += column[0] + "/"
            continue
        if role in roles:
            return None
        roles = {**roles, role: known[2] if known else f"folders {_some(set(column))}, taken for persons"}
        front += f"{{{role}}}/"
        values = [{**value, role: text} for value, text in zip(values, column, strict=True)]
    return Names(front + template, roles, values)


def _some(texts: set[str]) -> str:
    listed = sorted(texts)
    return ", ".join(listed[:3]) + (", ..." if len(listed) > 3 else "")
