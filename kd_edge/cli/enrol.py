"""`kd-edge enrol`: how a new person wears the sensors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.options import json_option, open_chosen
from kd_edge.cli.output import complain, print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.wearer.estimate import Estimate


@click.command()
@click.argument("recordings", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--bundle", type=click.Path(path_type=Path), help="Whose network is asked.  [default: the newest under export/]"
)
@click.option("--person", help="Whose recordings to take, if there are several persons.")
@click.option("--engine", default="auto", show_default=True, help="auto, c, litert or tflm.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("profile.json"),
    show_default=True,
    help="Profile to write.",
)
@json_option
def enrol(recordings: Path, bundle: Path | None, person: str | None, engine: str, out: Path, as_json: bool) -> None:
    """Estimate from RECORDINGS how a new person wears the sensors, and write a profile.

    About 20 s of several different signs are enough; nobody has to say which.  Needs no TensorFlow.

    \b
    Example:
      kd-edge enrol datasets/nina.npz --out nina.json
    """
    from kd_edge import contract
    from kd_edge.bundle import INT8_MODEL
    from kd_edge.engines import open_engine
    from kd_edge.files import write_bytes
    from kd_edge.live.enrol import enrol_person
    from kd_edge.recordings.archive import load_dataset

    opened = open_chosen(bundle)
    network = open_engine(opened.read(INT8_MODEL), engine)
    found = enrol_person(opened, network, load_dataset(recordings), person)
    write_bytes(out, contract.encode(found.profile))
    if found.ambiguous:
        complain(
            "warning: another orientation explains these windows almost as well; "
            "record more, and more different, signs.",
            colour="yellow",
        )
    if as_json:
        print_json({"profile": str(out), "estimate": found, "ambiguous": found.ambiguous})
        return
    print_table("wearer", ("figure", "value"), list(_rows(found)))
    say(f"profile: {out}")


def _rows(found: Estimate) -> list[tuple[str, str]]:
    profile = found.profile
    gain = profile.gain or (1.0,)
    return [
        ("other arm", "yes" if profile.mirror else "no"),
        ("other way round", "yes" if profile.reverse else "no"),
        ("roll about the limb", f"{profile.roll_deg:.0f} degrees"),
        ("gains", f"{min(gain):.2f} to {max(gain):.2f}"),
        ("windows", f"{found.windows}"),
        ("information between window and sign", f"{found.information:.2f} nats"),
        ("lead over other orientations", "there are none" if found.margin is None else f"{found.margin:.2f} nats"),
    ]
