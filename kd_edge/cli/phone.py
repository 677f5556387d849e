"""``kd-edge phone``: a bundle on a phone, in its browser."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from kd_edge.cli.group import Group
from kd_edge.cli.libraries import LIBRARIES, library_inference_option
from kd_edge.cli.options import bundle_argument, json_option, open_chosen
from kd_edge.cli.output import print_json_line, say, status

KEYS = Path.home() / ".config" / "kd-edge" / "https"
"""Where the certificate's authority is kept, so that a phone is told to trust it once."""


@click.group(cls=Group)
def phone() -> None:
    """Recognise signs on a phone: the bundle as a page that works offline.

    \b
    Example:
      kd-edge phone serve
    """


@phone.command()
@bundle_argument
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1; with --https 0.0.0.0]")
@click.option("--port", default=8767, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--https", is_flag=True, help="For phones in the same network: with a certificate of your own.")
@click.option(
    "--keys",
    default=KEYS,
    type=click.Path(file_okay=False, path_type=Path),
    help="With --https: folder of the certificate.  [default: ~/.config/kd-edge/https]",
)
@library_inference_option
@json_option
def serve(
    bundle: Path | None, host: str | None, port: int, https: bool, keys: Path, inference: str, as_json: bool
) -> None:
    """Export BUNDLE (default: the newest under export/) as a page and offer it until interrupted.

    Browsers run it from this computer's own addresses, or by https.  A phone on a cable has the former after
    `adb reverse tcp:8767 tcp:8767`, a phone in the same network needs --https.

    \b
    Example:
      kd-edge phone serve export/reference
      kd-edge phone serve export/reference --https
    """
    from kd_edge.phone.certificate import make_certificate
    from kd_edge.phone.serve import AUTHORITY, PageServer
    from kd_edge.phone.write import TARGET, write_page
    from kd_edge.views.web.server import HERE, reached

    opened = open_chosen(bundle)
    with status("Compiling the page's module", quiet=as_json):
        page = write_page(opened, LIBRARIES / opened.manifest.name / TARGET, inference)
    listened = host or ("0.0.0.0" if https else HERE[0])
    shown = reached(listened)
    certificate = make_certificate(keys, shown) if https else None
    with PageServer(page.folder, listened, port, certificate) as server:
        address = f"{'https' if https else 'http'}://{f'[{shown}]' if ':' in shown else shown}:{server.port}"
        if as_json:
            print_json_line(
                {"event": "ready", "page": f"{address}/", "authority": f"{address}{AUTHORITY}" if https else None}
            )
        else:
            say(f"{opened.manifest.name}: {address}/")
            if https:
                say(f"  the phone trusts it after {address}{AUTHORITY} was installed there; see docs/phone.md")
            elif listened in HERE:
                say(f"  on a phone by cable: adb reverse tcp:{server.port} tcp:{server.port}, then the same address")
            else:
                say("  browsers run it from their own computer's addresses only; give --https for others")
        with suppress(KeyboardInterrupt):
            server.serve_forever()
