"""Commands of ``kd-edge campaign`` that measure time, memory, instructions and what a connection loses."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.campaign_options import data_argument, out_option
from kd_edge.cli.options import FloatRange, json_option
from kd_edge.cli.output import print_json, print_table, progress_bar, say, status
from kd_edge.cli.sweep import space_option, trials_of


@click.command("step-time")
@data_argument
@click.argument("teacher", type=click.Path(path_type=Path))
@click.option("--preset", default="compact", show_default=True, help="Student.")
@click.option("--epochs", default=120, show_default=True, help="Epochs on both sides.")
@click.option("--seeds", default=1, show_default=True, type=click.IntRange(1), help="Comparisons, one after another.")
@click.option("--out", type=click.Path(path_type=Path), help="JSON file to write.")
@json_option
def step_time(data: Path, teacher: Path, preset: str, epochs: int, seeds: int, out: Path | None, as_json: bool) -> None:
    """Time a distillation step against Keras's own recipe, on the windows of DATA and the run TEACHER.

    \b
    Example:
      kd-edge campaign step-time datasets/psl18.npz runs/teacher --seeds 3
    """
    from kd_edge import contract
    from kd_edge.campaign.step_time import compare, table
    from kd_edge.distill.runs import load_run
    from kd_edge.files import write_bytes
    from kd_edge.recordings.archive import load_dataset

    dataset, run = load_dataset(data), load_run(teacher)
    with progress_bar("Comparing", seeds, quiet=as_json) as advance:
        results = []
        for seed in range(seeds):
            results.append(compare(dataset, run, preset=preset, epochs=epochs, seed=seed))
            advance()
    if out is not None:
        write_bytes(out, contract.encode(results))
    if as_json:
        print_json(results)
        return
    ratios = sorted(result.ratio for result in results)
    spread = f"{ratios[0]:.2f}" if seeds == 1 else f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
    print_table(f"{spread} times as fast", *table(results))


@click.command()
@click.option(
    "--seconds", type=FloatRange(0, low_open=True), default=600.0, show_default=True, help="How long to listen."
)
@click.option("--board", default="mps2-an386", show_default=True, help="An emulated board.")
@out_option
@json_option
def link(seconds: float, board: str, out: Path, as_json: bool) -> None:
    """Listen to an emulated board with all streams of the reference data, and report what its link has lost.

    \b
    Example:
      kd-edge campaign link --seconds 60
    """
    from msgspec.structs import asdict

    from kd_edge.campaign.link import STEPS, run_link

    with progress_bar("Listening", STEPS, quiet=as_json) as advance:
        run = run_link(board, seconds, out, advance)
    if as_json:
        print_json(run)
        return
    counted = {"payload bytes": run.payload_bytes, "wrong samples": run.wrong_samples, **asdict(run.counters)}
    title = f"{run.seconds:.1f} s of {board}, {run.device_seconds:.1f} s on its clock: {out / 'link.json'}"
    print_table(title, ("count", "value"), [(name, f"{value:,}") for name, value in counted.items()])


@click.command()
@click.option("--streams", default=8, show_default=True, type=click.IntRange(1), help="How many boards.")
@click.option(
    "--seconds", type=FloatRange(0, low_open=True), default=60.0, show_default=True, help="How long to serve them."
)
@out_option
@json_option
def serve(streams: int, seconds: float, out: Path, as_json: bool) -> None:
    """Serve boards in software with all streams of the reference rig on one core, and report what was lost.

    \b
    Example:
      kd-edge campaign serve --streams 8 --seconds 60
    """
    from kd_edge.campaign.link import RIG, rig_bundle
    from kd_edge.campaign.serve import run_serve
    from kd_edge.recordings.archive import save_dataset
    from kd_edge.recordings.synth.rig import synthesise

    with status("Serving", quiet=as_json) as tell:
        tell("making the reference rig and a network for it")
        data = out / "serve" / "rig.npz"
        save_dataset(synthesise(RIG), data)
        bundle = rig_bundle(out / "serve" / "rig").folder
        tell(f"{streams} boards for {seconds:.0f} s")
        run = run_serve(bundle, data, streams, seconds, out)
    if as_json:
        print_json(run)
        return
    say(
        f"{run.streams} streams for {run.seconds:.1f} s on one core: {run.share:.0%} of it, {run.frames:,} frames, "
        f"{run.lost} lost, {run.windows:,} windows (load of the machine: {run.load})"
    )


@click.command()
@click.option(
    "--subject",
    "subjects",
    type=(click.Path(path_type=Path), click.Path(path_type=Path)),
    metavar="BUNDLE DATA",
    multiple=True,
    help="A bundle and recordings that fit it, beside the reference rig; may be repeated.",
)
@click.option(
    "--minutes",
    type=FloatRange(0, low_open=True),
    default=60.0,
    show_default=True,
    help="Of signal, over which memory is watched.",
)
@click.option(
    "--speed",
    type=FloatRange(0, low_open=True),
    default=10.0,
    show_default=True,
    help="Multiple of real time at which it is watched.",
)
@out_option
@json_option
def live(subjects: tuple[tuple[Path, Path], ...], minutes: float, speed: float, out: Path, as_json: bool) -> None:
    """Measure what live recognition costs this host: speed, share of a core, delay, start, memory over an hour.

    The reference rig has all streams and an untrained network; nothing here depends on what a network has learnt.

    \b
    Example:
      kd-edge campaign live --subject export/psl18 datasets/psl18.npz
    """
    from kd_edge.campaign.link import RIG, rig_bundle
    from kd_edge.campaign.live import run_host
    from kd_edge.campaign.live_table import table
    from kd_edge.recordings.archive import save_dataset
    from kd_edge.recordings.synth.rig import synthesise

    with status("Measuring", quiet=as_json) as tell:
        tell("making the reference rig and a network for it")
        data = out / "live" / "rig.npz"
        save_dataset(synthesise(RIG), data)
        rig = rig_bundle(out / "live" / "rig").folder
        run = run_host([(rig, data), *subjects], minutes * 60, speed, out, tell)
    if as_json:
        print_json(run)
        return
    print_table(f"load of the machine: {run.load}", *table(run))


@click.command()
@click.option("--networks", type=click.IntRange(10), help="Random networks to fit.  [default: 90]")
@out_option
@json_option
def cost(networks: int | None, out: Path, as_json: bool) -> None:
    """Fit the coefficients of `kd-edge cost` to random networks on an emulated M4, and test them on every preset.

    After a crash, the same command goes on. coefficients.json in the folder takes the place of the committed
    kd_edge/budget/coefficients.json.

    \b
    Example:
      kd-edge campaign cost
    """
    from kd_edge.campaign.cost.run import NETWORKS, run_cost, table

    result = run_cost(out, networks=networks or NETWORKS, tell=lambda line: say(line, err=True))
    if as_json:
        print_json(result)
    else:
        print_table(f"{result.coefficients.networks} random networks: {out / 'cost.json'}", *table(result.checks))


@click.command()
@data_argument
@space_option
@out_option
@json_option
def workers(data: Path, space: Path, out: Path, as_json: bool) -> None:
    """Time the sweep that the space describes, on DATA, with one dask worker and with two on this machine.

    \b
    Example:
      kd-edge campaign workers datasets/isl.npz --space examples/sweep.toml
    """
    from kd_edge.sweep.scaling import compare_workers

    result = compare_workers(data, trials_of(data, space), out / "workers", tell=lambda line: say(line, err=True))
    if as_json:
        print_json(result)
        return
    rows = [(str(count), f"{seconds:.1f}") for count, seconds in result.seconds.items()]
    title = f"{result.trials} trials, {result.ratio:.2f} times as fast, figures {'equal' if result.same else 'DIFFER'}"
    print_table(title, ("workers", "seconds"), rows)
