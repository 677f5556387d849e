"""What every command prints alike: JSON for machines, tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

FILE_WIDTH: Final = 120
"""Columns of a table that goes into a file or a pipe, which has no width of its own."""


def print_json(value: Any) -> None:
    """Print ``value`` (specs, dataclasses and plain types alike) as indented JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def print_markdown(title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print what :func:`print_table` prints as a table in Markdown, for a document."""
    rule = ("---", *["--:"] * (len(header) - 1))
    lines = [f"| {' | '.join(row)} |".replace("\n", "<br>") for row in (header, rule, *rows)]
    click.echo("\n".join([f"**{title}**", "", *lines, ""]))


def print_table(title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows as a table, brackets and all; every column but the first is right-aligned."""
    table = Table(title=escape(title), title_justify="left")
    for index, column in enumerate(header):
        table.add_column(column, justify="left" if index == 0 else "right")
    for row in rows:
        table.add_row(*map(escape, row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=FILE_WIDTH)
    console.print(table)


@contextmanager
def progress_bar(title: str, total: int, quiet: bool = False) -> Iterator[Callable[[], None]]:
    """Show a bar on stderr; calling what is yielded moves it by one of ``total``."""
    with Progress(console=Console(stderr=True), disable=quiet) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.advance(task)


@contextmanager
def status(title: str, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Show a spinner on stderr; calling what is yielded says what is being done."""
    with Console(stderr=True, quiet=quiet).status(title) as spinner:
        yield lambda stage: spinner.update(f"{title}: {stage}")
