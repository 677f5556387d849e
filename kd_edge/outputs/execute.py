"""Start a program at every sign."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from typing import Final

from kd_edge.errors import StreamError
from kd_edge.live.events import Event, Sign

FIELDS: Final = {"label", "confidence", "time"}

AT_ONCE: Final = 8
"""Programs that may run at the same time; further signs then start none, and that is said."""

STANDARD_ERROR: Final = 2


class Execute:
    """Starts ``command`` for each sign, without a shell.

    In the command, ``{label}``, ``{confidence}`` and ``{time}`` are replaced, each within its own argument, so that a
    label is never read as an option or as several words.  The same values are in the environment variables
    ``KD_EDGE_LABEL``, ``KD_EDGE_CONFIDENCE`` and ``KD_EDGE_TIME``.  What a program prints goes to standard error, since
    standard output is kd-edge's own: JSON for programs, or bars in a terminal.

    Args:
        command: as it would be typed.

    Raises:
        StreamError: it is empty, its quotes do not match, it names another value, or there is no such program.
    """

    def __init__(self, command: str) -> None:
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise _no_command(f"{command!r}: {error}") from error
        if not self._words:
            raise _no_command("an empty one")
        unknown = set(re.findall(r"\{(\w+)\}", command)) - FIELDS
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
        self._running: list[subprocess.Popen[bytes]] = []

    def tell(self, event: Event) -> str | None:
        """See :class:`~kd_edge.outputs.output.Output`."""
        if not isinstance(event, Sign):
            return None
        self._running = [program for program in self._running if program.poll() is None]
        if len(self._running) >= AT_ONCE:
            return f"{AT_ONCE} programs still run, so {event.label} starts none"
        values = {"label": event.label, "confidence": f"{event.confidence:g}", "time": f"{event.time_s:g}"}
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

    def close(self) -> None:
        """See :class:`~kd_edge.outputs.output.Output`; programs that still run go on."""


def _filled(word: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        word = word.replace(f"{{{name}}}", value)
    return word


def _no_command(found: str) -> StreamError:
    return StreamError("--exec takes a command", found=found, remedy="write for example --exec 'notify-send {label}'")
