"""``kd-edge mlperf``: a board and files for MLPerf Tiny's runner."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.output import print_json


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path), required=False)
@click.option("--port", help="Where the board is.  [default: the only USB serial port]")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("build/mlperf"), show_default=True, help="For the files."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
def mlperf(bundle: Path | None, port: str | None, out: Path, as_json: bool) -> None:
    """Make a board that carries BUNDLE (default: the newest under export/) ready for MLPerf Tiny's runner.

    The board speaks the runner's text protocol from now on, until kd-edge talks to it again; the bundle's
    golden windows become the runner's data set.

    \b
    Example:
      kd-edge mlperf --port /dev/ttyACM0
    """
    from kd_edge.bench.mlperf.files import prepare_run
    from kd_edge.bundle import newest_bundle, open_bundle
    from kd_edge.link.ports import only_port

    opened = open_bundle(bundle or newest_bundle(Path("export")))
    url = port or only_port()
    board, files = prepare_run(opened, url, out)
    accuracy, performance = files.command("a"), files.command("p")
    if as_json:
        said = {"board": board, "port": url, "windows": files.windows, "absent": files.absent}
        print_json({**said, "accuracy": accuracy, "performance": performance})
        return
    click.echo(f"{board} on {url} speaks MLPerf Tiny's text protocol; {files.folder} holds {files.windows} windows.")
    click.echo("In benchmark/runner of mlcommons/tiny, for accuracy and for performance:")
    click.echo(f"  {accuracy}\n  {performance}")
    if files.absent:
        click.echo(f"The runner will not compute the accuracy: there is no window of {', '.join(files.absent)}.")
