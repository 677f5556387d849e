"""``kd-edge mlperf``: a board and files for MLPerf Tiny's runner."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.output import print_json, print_table


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
    from kd_edge.bundle import newest_bundle, open_bundle
    from kd_edge.deploy.mlperf_files import prepare_run
    from kd_edge.stream.ports import only_port

    opened = open_bundle(bundle or newest_bundle(Path("export")))
    url = port or only_port()
    board, files = prepare_run(opened, url, out)
    if as_json:
        print_json({"board": board, "port": url, "folder": files.folder, "windows": files.windows})
        return
    print_table(
        f"{board} on {url} waits for MLPerf Tiny's runner",
        ("mode", "start it, in benchmark/runner of mlcommons/tiny, with"),
        [(title, f"main.py {files.arguments(mode)}") for title, mode in (("accuracy", "a"), ("performance", "p"))],
    )
