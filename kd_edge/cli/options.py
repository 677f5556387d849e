"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from kd_edge.bundle import Bundle

Command = Callable[..., None]

FRAMES: Final = click.IntRange(1, 65536)
"""How many frames a window, or the way to the next one, may have."""

json_option: Final = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
bundle_argument: Final = click.argument("bundle", type=click.Path(path_type=Path), required=False)
optimisation_level: Final = click.Choice(("0", "1", "2", "3", "s"))


def open_chosen(bundle: Path | None) -> Bundle:
    """The bundle that the user named, or else the newest under export/; errors as for both functions."""
    from kd_edge.bundle import newest_bundle, open_bundle

    return open_bundle(bundle or newest_bundle(Path("export")))


def together(
    kind: type[DataclassInstance], *options: Callable[[Command], Command], name: str = "options"
) -> Callable[[Command], Command]:
    """Decorate a command with ``options``; it receives their values as one argument ``name``, a ``kind``."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def collected(**given: Any) -> None:
            common = {field.name: given.pop(field.name) for field in fields(kind)}
            command(**{name: kind(**common)}, **given)

        decorated: Command = collected
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate
