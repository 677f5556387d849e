"""`kd-edge tune`: when a bundle should report a sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kd_edge.cli.evaluate_tables import show_tuned
from kd_edge.cli.evaluating import Material, material_options, note_what_trained, sessions, traces_of
from kd_edge.cli.options import FloatRange, json_option, open_chosen
from kd_edge.cli.output import print_json, progress_bar, say

if TYPE_CHECKING:
    from kd_edge.evaluate.material import Half

_HALVES: Final[tuple[Half, Half]] = ("first", "second")


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@material_options
@click.option("--rest", multiple=True, metavar="LABEL", help="A label that means that nobody signs; may be repeated.")
@click.option(
    "--max-rest-alarms",
    default=6.0,
    show_default=True,
    type=FloatRange(0, endless=True),
    help="False alarms per hour of rest.",
)
@click.option(
    "--max-movement-alarms",
    default=10.0,
    show_default=True,
    type=FloatRange(0, endless=True),
    help="False alarms per hour of movement that is no sign.",
)
@click.option(
    "--max-delay",
    default=0.3,
    show_default=True,
    type=FloatRange(0, endless=True),
    help="Seconds from the end of a sign to its report, median.",
)
@click.option(
    "--max-unknown",
    default=round(1 / 15, 4),
    show_default=True,
    type=FloatRange(0, 1),
    help="Share of the takes of unknown signs that are reported, if DATA has labels that BUNDLE was not taught.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be chosen.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="PNG: misses against false alarms per hour, before and after.  [default: BUNDLE-tuned.png beside it]",
)
@json_option
def tune(
    bundle: Path,
    data: Path,
    options: Material,
    rest: tuple[str, ...],
    max_rest_alarms: float,
    max_movement_alarms: float,
    max_delay: float,
    max_unknown: float,
    dry_run: bool,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Choose when BUNDLE reports a sign, and write it into the bundle.

    The settings are chosen on streams made of the first half of the held-out takes in DATA and of every --other, and
    judged on the second half.  The network stays; firmware has to be built again.

    \b
    Example:
      kd-edge tune export/psl18 ../shared/data/psl18_dev.npz
    """
    from msgspec.structs import replace

    from kd_edge.evaluate import search
    from kd_edge.evaluate.curve import curve, write_curves
    from kd_edge.evaluate.traces import decide
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.render.refresh import rewrite_bundle

    if not (options.rest_minutes > 0 and options.movement_minutes > 0):
        raise click.UsageError("tune weighs signs against false alarms: it needs minutes of rest and of movement")
    opened, dataset = open_chosen(bundle), load_dataset(data)
    quiet_labels = rest or opened.manifest.decision.rest
    search.require_labels(opened, quiet_labels)
    note_what_trained(opened, dataset, options)
    chosen_on, judged_on = (
        traces_of(opened, sessions(opened, dataset, options, half, quiet_labels), options.engine, quiet=as_json)
        for half in _HALVES
    )
    limits = search.Limits(max_rest_alarms, max_movement_alarms, max_delay, max_unknown)
    with progress_bar("Choosing", search.trials(len(opened.manifest.model.labels)), quiet=as_json) as advance:
        tuned = search.tune(opened, chosen_on, limits, rest=quiet_labels, on_trial=advance)
    before, after = decide(judged_on, opened), decide(judged_on, opened, tuned.decision)
    chart = plot or bundle.with_name(f"{bundle.name}-tuned.png")
    old = opened.manifest.decision
    write_curves({"before": curve(opened, judged_on, old), "after": curve(opened, judged_on, tuned.decision)}, chart)
    if not dry_run:
        rewrite_bundle(opened, replace(opened.manifest, decision=tuned.decision), {})
    if as_json:
        print_json(
            {
                "decision": tuned.decision,
                "chosen_on": tuned.figures,
                "before": before,
                "after": after,
                "plot": str(chart),
            }
        )
        return
    show_tuned(old, tuned.decision, before, after)
    say(f"misses against false alarms: {chart}")
    say(f"{bundle} is unchanged." if dry_run else f"{bundle} now decides like this.")
