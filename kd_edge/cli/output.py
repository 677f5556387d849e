"""The one place that prints: human-readable lines and tables, JSON for programs, all safe for a terminal.

Labels, names and remarks may come from untrusted bundles, recordings and boards.  Their control characters are
printed as escapes, so that no text can move the cursor or imitate another line of output.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import PurePath
from typing import Any, Final

import click
import msgspec
from rich.console import Console, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

ENDLESS: Final = 100_000
"""Width used for a file or a pipe: so large that a row stays one line, however long it is."""

# C0 and C1 control characters, changes of writing direction, line separators, and lone surrogates.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

# A number with its unit, a range of two, or nothing: aligned to the right, where they are easier to compare.
_FIGURE: Final = re.compile(r"[-+]?\d[\d.,]*(e[-+]\d+)?%?( \S+){0,2}|[-?]?|not compared")
_NAMES: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str, keep: str = "") -> str:
    """``text`` with its control characters written out, such as ``\\x1b``; those in ``keep`` stay."""
    return _CONTROL.sub(lambda match: match[0] if match[0] in keep else _written_out(match[0]), text)


def say(*lines: object, err: bool = False) -> None:
    """Print ``lines`` to standard output, or to standard error; they are never wrapped, so paths can be copied."""
    for line in lines:
        click.echo(visible(str(line)), err=err)


def complain(message: str, colour: str = "red") -> None:
    """Print ``message`` to standard error; lines after the first are indented, so that none looks like a new message.

    If standard error cannot be written, only the exit code reports the failure.
    """
    text = visible(message.strip(), keep="\n").replace("\n", "\n    ")
    with suppress(OSError):
        click.echo(click.style(text, fg=colour), err=True)


def print_json(value: Any) -> None:
    """Print ``value`` (specs, dataclasses and plain types alike) as indented JSON."""
    click.echo(_json_text(msgspec.json.format(_encoded(value), indent=2)))


def print_json_line(value: Any) -> None:
    """Print ``value`` as JSON on one line, for commands that report while they run."""
    click.echo(_json_text(_encoded(value)))


def print_markdown(title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print the same table as :func:`print_table`, in Markdown for a document."""
    rule = ("---", *["--:"] * (len(header) - 1))
    cells = [[visible(cell, keep="\n").replace("\n", "<br>") for cell in row] for row in (header, rule, *rows)]
    say(f"**{title}**", "", *(f"| {' | '.join(row)} |" for row in cells), "")


def print_table(title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows as a table under a title: numbers are aligned right, text left.

    Cells wrap where a terminal is narrow, so a path that a user may copy belongs in the title or
    on a line of its own (:func:`say`), which never wrap.
    """
    table = Table()
    for index, column in enumerate(header):
        figures = index > 0 and all(_FIGURE.fullmatch(line) for row in rows for line in row[index].split("\n"))
        table.add_column(_cell(column), justify="right" if figures else "left")
    for row in rows:
        table.add_row(*map(_cell, row))
    if title:
        say(title)
    click.echo(_rendered(table))


@contextmanager
def progress_bar(title: str, total: int, quiet: bool = False) -> Iterator[Callable[[], None]]:
    """Show a progress bar on stderr; each call of the yielded function advances it by one of ``total``."""
    with Progress(console=Console(stderr=True), disable=quiet) as bar:
        task = bar.add_task(escape(visible(title)), total=total)
        yield lambda: bar.advance(task)


@contextmanager
def telling_bar(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show a progress bar on stderr; the yielded function sets how much of how much is done, and the text beside it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(escape(visible(title)), total=None)

        def tell(done: int, total: int, text: str) -> None:
            bar.update(task, completed=done, total=total, description=escape(visible(text)))

        yield tell


@contextmanager
def status(title: str, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Show a spinner on stderr; the yielded function sets its text."""
    with Console(stderr=True, quiet=quiet).status(escape(visible(title))) as spinner:
        yield lambda stage: spinner.update(escape(visible(f"{title}: {stage}")))


class StatusLine:
    """Permanent lines with one changing status line below them on a terminal; elsewhere only the permanent lines."""

    def __init__(self, live: Live | None) -> None:
        self._live = live

    @property
    def is_shown(self) -> bool:
        """Whether there is a terminal for what changes."""
        return self._live is not None

    def say(self, line: str) -> None:
        """Print a permanent line."""
        if self._live is None:
            say(line)
        else:
            self._live.console.print(visible(line), markup=False, soft_wrap=True)

    def update(self, shown: str | RenderableType) -> None:
        """Change the status line, or show a picture of several lines in its place."""
        if self._live is not None:
            self._live.update(Text(visible(shown)) if isinstance(shown, str) else shown)


@contextmanager
def status_line(quiet: bool = False) -> Iterator[StatusLine]:
    """A status line for as long as the block runs; ``quiet`` shows none."""
    console = Console(highlight=False)
    if quiet or not console.is_terminal:
        yield StatusLine(None)
        return
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        yield StatusLine(live)


def _cell(text: str) -> str:
    """``text`` as rich prints it literally; its lines stay lines, since the table frames them."""
    return escape(visible(text, keep="\n"))


def _written_out(character: str) -> str:
    code = ord(character)
    return _NAMES.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def _path_text(value: object) -> str:
    """A path as text, for JSON."""
    if isinstance(value, PurePath):
        return str(value)
    raise NotImplementedError(f"JSON of a {type(value).__name__}")


def _encoded(value: Any) -> bytes:
    """``value`` as JSON; bytes of a path that are not UTF-8, which JSON cannot hold, are escaped."""
    try:
        return msgspec.json.encode(value, enc_hook=_path_text)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value, enc_hook=_path_text), ensure_ascii=False)
        return text.encode(errors="backslashreplace").replace(b"\\ud", b"\\\\ud")


def _json_text(encoded: bytes) -> str:
    """Valid JSON in which the control characters that JSON allows are escaped, except line breaks of its layout."""
    return _CONTROL.sub(lambda match: match[0] if match[0] == "\n" else f"\\u{ord(match[0]):04x}", encoded.decode())


def _rendered(table: Table) -> str:
    """The table as wide as the terminal allows; a file or a pipe has no width, and no colours."""
    here = Console()
    if here.is_terminal:
        with here.capture() as captured:
            here.print(table)
        return captured.get().rstrip("\n")
    text = StringIO()
    Console(file=text, width=ENDLESS).print(table)
    return text.getvalue().rstrip("\n")
