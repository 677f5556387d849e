"""Options that several commands share, handed to each of them as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Command = Callable[..., None]


def together(kind: type[DataclassInstance], *options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Give a command ``options``, and what the user chose for the fields of ``kind`` as one argument, ``options``."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def collected(**given: Any) -> None:
            common = {field.name: given.pop(field.name) for field in fields(kind)}
            command(options=kind(**common), **given)

        decorated: Command = collected
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate
