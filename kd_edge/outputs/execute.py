"""Start a program at every sign."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Final

from kd_edge.errors import StreamError
from kd_edge.live.events import Event, Sign

FIELDS: Final = {"label", "confidence", "time"}
_FIELD: Final = re.compile(r"\{(\w+)\}")

AT_ONCE: Final = 8
"""Programs that may run at the same time; further signs then start none, and that is said."""

STANDARD_ERROR: Final = 2


class Execute:
    """Starts ``command`` for each sign, without a shell.

    In the command, ``{label}``, ``{confidence}`` and ``{time}`` are replaced, each within its own argument, so that a
    label is never read as several words.  Nor is it read as an option: where an argument would begin with a label that
    begins with ``-``, it is refused, unless the argument ``--`` comes before.  The same values are in the environment
    variables ``KD_EDGE_LABEL``, ``KD_EDGE_CONFIDENCE`` and ``KD_EDGE_TIME``.  What a program prints goes to
    standard error, since standard output is kd-edge's own: JSON for programs, or bars in a terminal.

    Args:
        command: as it would be typed.
        labels: the signs that there are.

    Raises:
        StreamError: it is empty, its quotes do not match, it names another value, there is no such program, or a label
            would be read as an option.
    """

    def __init__(self, command: str, labels: Sequence[str] = ()) -> None:
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise _no_command(f"{command!r}: {error}") from error
        if not self._words:
            raise _no_command("an empty one")
        unknown = set(_FIELD.findall(command)) - FIELDS
        if unknown:
            raise StreamError(
                "--exec fills in {label}, {confidence} and {time}",
                found=f"{{{min(unknown)}}}",
                remedy="write one of these, or leave out the braces",
            )
        if shutil.which(self._words[0]) is None:
            raise StreamError(
                "--exec starts a program of this computer",
                found=f"no {self._words[0]!r} that can be started",
                remedy="install it, or give its path",
            )
        for label in labels:
            misread = self._misread({"label": label})
            if misread is not None:
                raise StreamError(
                    "A label that begins with - is no option of a program",
                    found=f"the label {label!r} as the argument {misread!r}",
                    remedy="write text before it, as in label={label}, or the argument -- if the program knows that; "
                    "or let it read the environment variable KD_EDGE_LABEL",
                )
        self._running: list[subprocess.Popen[bytes]] = []

    def tell(self, event: Event) -> str | None:
        """See :class:`~kd_edge.outputs.output.Output`."""
        if not isinstance(event, Sign):
            return None
        self._running = [program for program in self._running if program.poll() is None]
        if len(self._running) >= AT_ONCE:
            return f"{AT_ONCE} programs still run, so {event.label} starts none"
        values = {"label": event.label, "confidence": f"{event.confidence:g}", "time": f"{event.time_s:g}"}
        misread = self._misread(values)
        if misread is not None:
            return f"the argument {misread!r} would be read as an option, so {event.label} starts nothing"
        words = [_filled(word, values) for word in self._words]
        environment = {**os.environ, **{f"KD_EDGE_{name.upper()}": value for name, value in values.items()}}
        try:
            program = subprocess.Popen(
                words, env=environment, start_new_session=True, stdin=subprocess.DEVNULL, stdout=STANDARD_ERROR
            )
            self._running.append(program)
        except OSError as error:
            return f"{words[0]} cannot be started: {error.strerror or error}"
        return None

    def _misread(self, values: Mapping[str, str]) -> str | None:
        """The first argument that the program would take for an option, only because of ``values``."""
        for number, word in enumerate(self._words):
            if word == "--" and number > 0:
                return None
            filled = _filled(word, values)
            if filled.startswith("-") and not word.startswith("-"):
                return filled
        return None

    def close(self) -> None:
        """See :class:`~kd_edge.outputs.output.Output`; programs that still run go on."""


def _filled(word: str, values: Mapping[str, str]) -> str:
    """``word`` with its fields filled in; braces within a value stay as they are."""
    return _FIELD.sub(lambda field: values.get(field[1], field[0]), word)


def _no_command(found: str) -> StreamError:
    return StreamError("--exec takes a command", found=found, remedy="write for example --exec 'notify-send {label}'")
