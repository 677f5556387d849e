"""``kd-edge mlperf``: a board and files for MLPerf Tiny's runner."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.options import bundle_argument, json_option, open_chosen
from kd_edge.cli.output import print_json, say


@click.command()
@bundle_argument
@click.option("--port", help="Where the board is.  [default: the only USB serial port]")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("build/mlperf"), show_default=True, help="For the files."
)
@json_option
def mlperf(bundle: Path | None, port: str | None, out: Path, as_json: bool) -> None:
    """Make a board that carries BUNDLE (default: the newest under export/) ready for MLPerf Tiny's runner.

    The board speaks the runner's text protocol from now on, until kd-edge talks to it again; the bundle's
    golden windows become the runner's data set.

    \b
    Example:
      kd-edge mlperf --port /dev/ttyACM0
    """
    from kd_edge.bench.mlperf.files import prepare_run
    from kd_edge.cli.ports import the_port

    opened = open_chosen(bundle)
    url = port or the_port()
    board, files = prepare_run(opened, url, out)
    accuracy, performance = files.command("a"), files.command("p")
    if as_json:
        said = {"board": board, "port": url, "windows": files.windows, "absent": files.absent}
        print_json({**said, "accuracy": accuracy, "performance": performance})
        return
    say(f"{board} on {url} speaks MLPerf Tiny's text protocol; {files.folder} holds {files.windows} windows.")
    say("In benchmark/runner of mlcommons/tiny, for accuracy and for performance:")
    say(f"  {accuracy}", f"  {performance}")
    if files.absent:
        say(f"The runner will not compute the accuracy: there is no window of {', '.join(files.absent)}.")
