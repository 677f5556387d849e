"""The command line: parse, call one function, print."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from kd_edge import __version__
from kd_edge.errors import KdEdgeError

# Command -> module of this package that defines it under the same name (- as _).  A module
# is imported only when its command runs, so `kd-edge stream` never waits for
# TensorFlow, and a host without it still has every other command.
COMMANDS = {
    "data": "data",
    "train": "train",
    "distill": "train",
    "export": "export",
    "codegen": "codegen",
    "verify": "verify",
    "simulate": "stream",
    "stream": "stream",
    "bench": "bench",
    "bench-engine": "engine",
    "size-check": "sizes",
    "boards": "deploy",
    "build": "deploy",
    "emulate": "deploy",
    "flash": "deploy",
    "mlperf": "mlperf",
    "doctor": "deploy",
}


class CommandGroup(click.Group):
    """A group whose commands are imported on demand and whose errors are one clean line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"kd_edge.cli.{COMMANDS[cmd_name]}"), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a KdEdgeError becomes a message and an exit code."""
        # TensorFlow reads these as it is imported: no chatter, and the same rounding every time.  Several
        # threads in one operation add up in the order in which they finish.
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
        os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
        try:
            return super().invoke(ctx)
        except KdEdgeError as error:
            click.secho(f"error: {error}", fg="red", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.secho("interrupted", fg="yellow", err=True)
            ctx.exit(130)


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kd-edge")
def main() -> None:
    """Distil sign and gesture recognition for the edge, and prove that it works there.

    \b
    Example:
      kd-edge data synth --out datasets/isl.npz
      kd-edge train datasets/isl.npz
      kd-edge distill datasets/isl.npz
      kd-edge export --int8
      kd-edge verify
    """
