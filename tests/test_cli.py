"""The command line as a whole: lazy, helpful, and honest in its exit codes."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from kd_edge.cli import COMMANDS, main
from kd_edge.cli.output import print_table


def every_command() -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = [("kd-edge", main)]
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        found.append((f"kd-edge {name}", command))
        if isinstance(command, click.Group):
            found += [(f"kd-edge {name} {child}", sub) for child, sub in command.commands.items()]
    return found


@pytest.mark.parametrize(("name", "command"), [pytest.param(*pair, id=pair[0]) for pair in every_command()])
def test_help_ends_in_a_runnable_example(name: str, command: click.Command) -> None:
    text = command.help or ""
    assert "Example:" in text, f"{name} --help has no example"
    example = text.split("Example:")[1].strip().splitlines()
    assert example
    assert all(line.strip().startswith(("kd-edge ", "#")) for line in example if line.strip())
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} has no help"


def test_help_does_not_import_numpy_or_tensorflow() -> None:
    code = "import sys; from kd_edge.cli import main; sys.exit(int(bool({'numpy', 'tensorflow'} & set(sys.modules))))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_tables_print_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("a [b]", ("check",), [("pip install 'kd-edge[edge]'",)])
    printed = capsys.readouterr().out
    assert "a [b]" in printed
    assert "pip install 'kd-edge[edge]'" in printed


def test_an_unknown_command_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["no-such-command"]).exit_code == 2
