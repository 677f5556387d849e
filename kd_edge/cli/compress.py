"""`kd-edge compress`: from a run to a smaller one."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.options import FloatRange, json_option
from kd_edge.cli.output import complain, print_json, print_table, say, status


@click.command()
@click.argument("run_name", metavar="RUN", required=False)
@click.option(
    "--pass",
    "passes",
    multiple=True,
    required=True,
    help="prune=SHARE, low-rank=RANK, sensors=COUNT, channels=COUNT, gated-sensors=COUNT or gated-channels=COUNT; "
    "may be repeated, order counts.",
)
@click.option("--epochs", type=click.IntRange(1), help="Passes over the training windows after each.  [default: 30]")
@click.option(
    "--learning-rate", type=FloatRange(0, low_open=True), help="At the top of the warm-up.  [default: 0.0005]"
)
@click.option("--name", help="Name of the new run.  [default: the old one's, with the passes]")
@click.option(
    "--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Folder of runs."
)
@click.option("--data", type=click.Path(path_type=Path), help="The run's recordings.  [default: where they were]")
@json_option
def compress(
    run_name: str | None,
    passes: tuple[str, ...],
    epochs: int | None,
    learning_rate: float | None,
    name: str | None,
    runs: Path,
    data: Path | None,
    as_json: bool,
) -> None:
    """Make the network of RUN, by default the newest student, smaller by passes, each followed by a short training.

    \b
    Example:
      kd-edge compress --pass prune=0.5 --pass low-rank=8
    """
    from msgspec.structs import replace

    from kd_edge.baseline.standing import standing
    from kd_edge.compress.compress import compress_run
    from kd_edge.compress.passes import parse_pass
    from kd_edge.distill.recipe import FINE_TUNING
    from kd_edge.distill.recordings import recordings_of
    from kd_edge.distill.runs import find_run

    chosen = [parse_pass(text) for text in passes]
    old = find_run(runs, run_name, role="student")
    given = {"epochs": epochs, "learning_rate": learning_rate}
    recipe = replace(FINE_TUNING, **{field: value for field, value in given.items() if value is not None})
    dataset = recordings_of(old.config, data)
    with status(f"Compressing {old.config.name}", quiet=as_json) as tell:
        new = compress_run(
            old,
            dataset,
            runs,
            passes=chosen,
            recipe=recipe,
            name=name,
            on_epoch=lambda epoch, epochs, progress: tell(
                f"epoch {epoch} of {epochs}, loss {progress.loss:.3f}, accuracy {progress.accuracy:.3f}"
            ),
        )
    if new.metrics.caution:
        complain(f"warning: {new.metrics.caution}.", colour="yellow")
    places = [standing(run) for run in (old, new)]
    if as_json:
        print_json({"folder": str(new.folder), "config": new.config, "metrics": new.metrics, "standing": places[1]})
        return
    pairs = [(run.config, run.metrics) for run in (old, new)]
    rows = [
        ("parameters", *(f"{config.parameters:,}" for config, _ in pairs)),
        (
            "multiply-accumulates per window",
            *("not counted" if config.macs is None else f"{config.macs:,}" for config, _ in pairs),
        ),
        ("features", *(str(config.signal.feature_count) for config, _ in pairs)),
        ("accuracy, held out", *(f"{metrics.accuracy:.4f}" for _, metrics in pairs)),
        ("the same, mean over persons", *(f"{metrics.macro_accuracy:.4f}" for _, metrics in pairs)),
    ]
    if any(places):
        rows.append(
            ("beside classical methods", *("not measured" if place is None else place.sentence for place in places))
        )
    print_table(new.config.name, ("figure", "before", "after"), rows)
    if new.config.signal.features != old.config.signal.features:
        say(f"reads: {', '.join(new.config.signal.features)}")
    say(f"run: {new.folder}")
