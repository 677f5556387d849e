"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from kd_edge.bundle import Bundle

Command = Callable[..., None]


class FloatRange(click.FloatRange):
    """A number within a range; unlike click's own, never ``nan``, and never infinite, where ``endless`` is not set.

    Args:
        low, high: least and greatest value; None for no limit.
        low_open: whether ``low`` itself is refused.
        endless: whether ``inf`` has a meaning, such as a time without an end.
    """

    def __init__(
        self, low: float | None = None, high: float | None = None, *, low_open: bool = False, endless: bool = False
    ) -> None:
        super().__init__(low, high, min_open=low_open)
        self._endless = endless

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """As for every type of click."""
        number = super().convert(value, param, ctx)
        if math.isnan(number) or (math.isinf(number) and not self._endless):
            self.fail(f"{value} is not a number that has a meaning here.", param, ctx)
        return number


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


def refuse_given(names: Iterable[str], reason: str) -> None:
    """Refuse options of the running command that would do nothing, if the user has given them.

    Args:
        names: of the parameters, as the command's function receives them.
        reason: why they would do nothing, and what to do; ends the sentence "--option ...".

    Raises:
        click.UsageError: naming those that were given.
    """
    context = click.get_current_context()
    wanted = set(names)
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name in wanted
        and context.get_parameter_source(parameter.name) not in (None, ParameterSource.DEFAULT)
    ]
    if given:
        raise click.UsageError(f"{', '.join(given)}: {reason}")
