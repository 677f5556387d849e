"""Reading subject, label and the like from a file's name, by a template such as ``{subject}/{label}-{repetition}.csv``.

Labels and streams are known names, so ``P1_hand_open_1`` is a take of ``open`` by ``P1_hand`` only if ``open`` is a
label.  Where a name can be read in two ways, it is an error: a guess would put takes under the wrong person.
Upper and lower case of a stream's name do not matter, as loggers write ``Accelerometer.csv``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import Final

from kd_edge.errors import RecordingError

PLACEHOLDERS: Final = ("subject", "session", "label", "repetition", "stream", "part", "any")
_DIGITS: Final = "0123456789"

Fields = dict[str, str]
"""The parts of a name, by placeholder."""


@dataclass(frozen=True)
class FileNames:
    """The pattern of file names.

    Attributes:
        template: path below the folder, with placeholders in braces.
        known: the names that a placeholder can stand for; any text stands for one that is not listed.
    """

    template: str
    known: dict[str, tuple[str, ...]]

    def read(self, path: PurePosixPath) -> Fields | None:
        """The parts of the ``path`` below the folder; None if it does not follow the template.

        The ending, such as ``.csv``, may be written in capitals.

        Raises:
            RecordingError: if it can be read in several ways, or if only its label is unknown.
        """
        name = self._with_usual_ending(path)
        readings = list(islice(self._distinct_readings(name), 2))
        if len(readings) > 1:
            one, other = (", ".join(f"{key} {value!r}" for key, value in reading.items()) for reading in readings)
            raise RecordingError(
                f"The name of {path} can be read in one way as {self.template}",
                found=f"{one}; or {other}",
                remedy="separate its parts in files and names by a character that occurs in no part, or by folders",
            )
        if not readings:
            self._check_no_unknown_label(name, path)
        return readings[0] if readings else None

    def _check_no_unknown_label(self, name: str, path: PurePosixPath) -> None:
        any_label = replace(self, known={key: names for key, names in self.known.items() if key != "label"})
        stray = next(any_label._distinct_readings(name), None)
        if stray is not None:
            raise RecordingError(
                f"The label of {path} is one of {', '.join(self.known['label'])}",
                found=stray["label"],
                remedy="correct the name, or add the label to labels in the TOML file",
            )

    def _with_usual_ending(self, path: PurePosixPath) -> str:
        usual = PurePosixPath(self.template).suffix
        # macOS and some archives write an accent as a character of its own: the same name to anybody who reads it.
        return composed(str(path.with_suffix(usual) if path.suffix.lower() == usual.lower() else path))

    def _distinct_readings(self, name: str) -> Iterator[Fields]:
        parts = re.split(r"\{(\w+)\}", self.template)  # text, placeholder, text, ..., text
        return self._readings(name, parts)

    def _readings(self, name: str, parts: Sequence[str]) -> Iterator[Fields]:
        text, *rest = parts
        if not name.startswith(text):
            return
        name = name[len(text) :]
        if not rest:
            if not name:
                yield {}
            return
        placeholder, *behind = rest
        for value in self._values(placeholder, name):
            for fields in self._readings(name[len(value) :], behind):
                yield {placeholder: value, **fields}

    def _values(self, placeholder: str, name: str) -> Iterator[str]:
        """What ``placeholder`` may stand for at the beginning of ``name``."""
        if placeholder in self.known:
            as_written = name.lower() if placeholder == "stream" else name
            yield from (value for value in self.known[placeholder] if as_written.startswith(value))
            return
        for length in range(1, len(name) + 1):
            last = name[length - 1]
            if last == "/" or (placeholder == "repetition" and last not in _DIGITS):
                return
            yield name[:length]


def file_names(template: str, known: dict[str, tuple[str, ...]], required: set[str]) -> FileNames:
    """Check that the template has every required placeholder and no unknown or repeated one, and return it.

    Raises:
        RecordingError: if it does not.
    """
    used = re.findall(r"\{(.*?)\}", template)
    if len(set(used)) != len(used) or not required <= set(used) <= set(PLACEHOLDERS):
        raise RecordingError(
            "files in dataset.toml has "
            + (f"each of {', '.join(sorted(required))} once, and " if required else "")
            + f"no placeholders but {', '.join(PLACEHOLDERS)}",
            found=template,
            remedy='write, for example, files = "{subject}/{label}-{repetition}.csv"',
        )
    return FileNames(composed(template), {key: tuple(map(composed, known[key])) for key in known if key in used})


def composed(text: str) -> str:
    """``text`` with each accent in the character that carries it (Unicode's form C)."""
    return unicodedata.normalize("NFC", text)
