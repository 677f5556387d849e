"""One row of the table is all that the command line needs of a new kind of source."""

from __future__ import annotations

import click
import pytest

from kd_edge.cli import stream as module
from kd_edge.sources.kinds import KINDS, Kind


def options_of(command: click.Command) -> dict[str, click.Option]:
    return {name: one for one in command.params if isinstance(one, click.Option) for name in one.opts}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_an_option_with_its_help(name: str) -> None:
    option = options_of(module.stream)[f"--{name}"]
    assert (option.metavar, option.help) == (KINDS[name].metavar, KINDS[name].help)


def test_a_new_row_is_a_new_option(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Kind("NAME", "A stream of the lab.", KINDS["replay"].open)
    monkeypatch.setitem(KINDS, "lab", row)
    extended = click.command()(module.sources(lambda **_: None))
    assert options_of(extended)["--lab"].help == row.help
