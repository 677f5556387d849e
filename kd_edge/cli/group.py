"""Groups of commands: whole sentences in their lists, import on demand, and handling of errors."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import click

from kd_edge.cli.failures import INTERRUPTED, reported
from kd_edge.cli.output import complain, say
from kd_edge.determinism import compute_alike


class Group(click.Group):
    """A group that lists its commands with their whole first sentence, in the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands as they were added."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list, a sentence for each command; click alone would cut each off at the end of the line."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            assert command is not None
            paragraph = inspect.cleandoc(command.help or "").partition("\n\n")[0]
            rows.append((name, " ".join(paragraph.split())))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class CommandGroup(Group):
    """The command line itself.

    A module is imported only when its command runs, so `kd-edge stream` never waits for TensorFlow, and a
    host without it still has every other command.

    Args:
        modules: command -> module of kd_edge.cli that defines it under the same name (- as _).
        settings: as for :class:`click.Group`.
    """

    def __init__(self, *, modules: Mapping[str, str], **settings: Any) -> None:
        super().__init__(**settings)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the work."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in self._modules:
            return None
        command = getattr(import_module(f"kd_edge.cli.{self._modules[cmd_name]}"), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ``args`` begin with; for an unknown one the error suggests similar names."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=self._modules, ctx=ctx) from None

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Parse the command line up to the command; an error while help is printed is reported like any other."""
        with reported():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong becomes a message and an exit code."""
        compute_alike()
        with reported():
            return super().invoke(ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Parse, run and exit; see :meth:`click.Command.main`."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        _open_closed_streams()
        _print_any_character()
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            code = _explain(error)
        except click.Abort:
            complain("interrupted", colour="yellow")
            code = INTERRUPTED
        _discard_unwritten()
        sys.exit(code or 0)


def _explain(error: click.ClickException) -> int:
    """Print how the command is used; returns the exit code."""
    with suppress(OSError):
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show()
        else:
            text = StringIO()
            error.show(text)
            say(*text.getvalue().splitlines(), err=True)
    return error.exit_code


def _open_closed_streams() -> None:
    """Let what the caller has closed (``>&-``) lead nowhere.

    Else the next file that is opened is taken for it, by us and by the programs that we start.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, "r" if number == 0 else "w")  # noqa: PTH123, SIM115 - gets the lowest free number
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)


def _print_any_character() -> None:
    """Print characters that the terminal's encoding lacks as escapes such as ``\u00e9``, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _discard_unwritten() -> None:
    """Drop output that cannot be written: Python would try again at exit and print an error."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())
