"""Where a page is served: options of every command that has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import click

from kd_edge.cli.options import Command, together


@dataclass(frozen=True)
class Page:
    """The address of a page."""

    view_host: str
    view_port: int


_HOST: Final = click.option(
    "--view-host", default="127.0.0.1", show_default=True, help="Address of the page; others need a token."
)
_PORT: Final = click.option(
    "--view-port", default=0, type=click.IntRange(0, 65535), help="Port of the page.  [default: a free one]"
)


def viewing(command: Command) -> Command:
    """Give a command the options of :class:`Page` as one argument, ``page``."""
    return together(Page, _HOST, _PORT, name="page")(command)
