"""``kd-edge wearer``: give what is trained, or built, to somebody else."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.group import Group
from kd_edge.cli.options import json_option, open_chosen
from kd_edge.cli.output import print_json, say


@click.group(cls=Group)
def wearer() -> None:
    """Give a bundle, or firmware that is already built, to somebody who wears the sensors in another way.

    \b
    Example:
      kd-edge wearer apply export/reference --profile anna.json
    """


@wearer.command()
@click.argument("target", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--profile", required=True, type=click.Path(path_type=Path), help="JSON file: how the person wears the sensors."
)
@click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    help="The bundle that an image was built from.  [default: the newest under export/]",
)
@json_option
def apply(target: Path, profile: Path, bundle: Path | None, as_json: bool) -> None:
    """Write a wearer's profile into TARGET: a bundle's folder, or an image (.elf, .bin, .uf2 or .hex).

    A bundle's signal path, generated files and goldens are replaced together, and `kd-edge verify` proves them.
    In an image only the block of the profile changes; no compiler is needed.

    \b
    Example:
      kd-edge wearer apply export/reference --profile anna.json
      kd-edge wearer apply build/firmware/pico/firmware.uf2 --bundle export/reference --profile anna.json
    """
    from kd_edge.refit.profile import read_profile

    if target.is_dir() and bundle is not None:
        raise click.UsageError("--bundle is for images; TARGET is a folder")
    chosen = read_profile(profile)
    if target.is_dir():
        from kd_edge.refit.bundle import refit_bundle

        refit_bundle(target, chosen)
    else:
        from kd_edge.refit.image import refit_image

        refit_image(target, open_chosen(bundle), chosen)
    if as_json:
        print_json({"target": str(target), "wearer": chosen})
    else:
        turned = [name for name in ("mirror", "reverse") if getattr(chosen, name)]
        gains = "" if chosen.gain is None else ", with gains"
        say(f"Worn like this now: {', '.join([*turned, f'roll {chosen.roll_deg:g} degrees'])}{gains}", str(target))
