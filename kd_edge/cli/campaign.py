"""``kd-edge campaign``: repeat the trainings and measurements behind the published figures."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from kd_edge.cli.group import Group
from kd_edge.cli.options import FloatRange, json_option
from kd_edge.cli.output import print_json, print_table, progress_bar, say, status
from kd_edge.cli.sweep import space_option, trials_of

_DATA: Final = click.argument("data", type=click.Path(path_type=Path))
_OUT: Final = click.option(
    "--out", default=Path("build/campaign"), show_default=True, type=click.Path(path_type=Path), help="Folder."
)


@click.group(cls=Group)
def campaign() -> None:
    """Repeat the trainings and measurements behind the published figures.

    \b
    Example:
      kd-edge campaign train psl18 datasets/psl18.npz
    """


@campaign.command()
@click.argument("plan")
@_DATA
@_OUT
@json_option
def train(plan: str, data: Path, out: Path, as_json: bool) -> None:
    """Train and measure every job of PLAN, psl18 or synth, on DATA; after a crash, the same command goes on.

    \b
    Example:
      kd-edge campaign train psl18 datasets/psl18.npz
    """
    from kd_edge.campaign.plan import PLANS
    from kd_edge.campaign.run import run_campaign
    from kd_edge.campaign.summary import table

    if plan not in PLANS:
        raise click.UsageError(f"PLAN is one of {', '.join(PLANS)}, not {plan!r}")
    result = run_campaign(plan, data, out, lambda line: say(line, err=True))
    if as_json:
        print_json(result)
    else:
        print_table(f"{plan}: {out / plan}.json", *table(result.rows))


@campaign.command()
@_DATA
@click.option(
    "--runs",
    default=Path("build/campaign/psl18/runs"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Runs of the campaign.",
)
@click.option("--network", default="compact", show_default=True, help="Student; with valid padding.")
@click.option("--seeds", default=3, show_default=True, help="Seeds 0, 1, ... of the `within` split.")
@click.option("--epochs", default=100, show_default=True, help="Further epochs.")
@_OUT
@json_option
def stateful(data: Path, runs: Path, network: str, seeds: int, epochs: int, out: Path, as_json: bool) -> None:
    """Train the students of a campaign on DATA as stateful networks, and measure both with and without windows.

    \b
    Example:
      kd-edge campaign stateful datasets/psl18.npz
    """
    from kd_edge.campaign.stateful import run_stateful, table

    result = run_stateful(data, runs, out, network=network, seeds=seeds, epochs=epochs)
    if as_json:
        print_json(result)
    else:
        print_table(f"{network}: {out / 'stateful.json'}", *table(result.figures))


@campaign.command()
@_DATA
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1), help="Splits at the same time.")
@click.option(
    "--no-methods", is_flag=True, help="Leave out the long schedule and the comparison of all methods of distillation."
)
@_OUT
@json_option
def persons(data: Path, processes: int, no_methods: bool, out: Path, as_json: bool) -> None:
    """Measure how well new persons are understood on DATA, enrolled and as recorded, and what distillation adds.

    After a crash, the same command goes on.

    \b
    Example:
      kd-edge campaign persons datasets/psl18.npz
    """
    from kd_edge.campaign.persons.figures import gain_table, row_table
    from kd_edge.campaign.persons.run import run_persons

    result = run_persons(data, out, processes=processes, methods=not no_methods, tell=lambda line: say(line, err=True))
    if as_json:
        print_json(result)
        return
    print_table(f"persons: {out / 'persons.json'}", *row_table(result.rows))
    print_table("distilled less direct", *gain_table(result.gains))


@campaign.command()
@_DATA
@click.option(
    "--runs",
    default=Path("build/campaign/persons/runs"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Runs of `kd-edge campaign persons`.",
)
@click.option("--network", default="pooled-large", show_default=True, help="Student, distilled.")
@click.option(
    "--way",
    type=click.Choice(("distilled", "direct")),
    default="distilled",
    show_default=True,
    help="Students that were taught by an ensemble, or that were trained by the labels alone.",
)
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1), help="Seeds 0, 1, ...")
@_OUT
@json_option
def personal(data: Path, runs: Path, network: str, way: str, seeds: int, out: Path, as_json: bool) -> None:
    """Teach students of `kd-edge campaign persons` the new persons on DATA by one and two takes, and by an enrolment.

    After a crash, the same command goes on.

    \b
    Example:
      kd-edge campaign personal datasets/psl18.npz
    """
    from kd_edge.campaign.persons.personal import run_personal, table

    pattern = f"{network}-{way}-loso-*-s{{}}"
    folders = [folder for seed in range(seeds) for folder in sorted(runs.glob(pattern.format(seed)))]
    if not folders:
        raise click.UsageError(f"No runs of {network} in {runs}: `kd-edge campaign persons` makes them.")
    result = run_personal(data, folders, out, tell=lambda line: say(line, err=True))
    if as_json:
        print_json(result)
    else:
        print_table(f"{network}: {out / 'personal.json'}", *table(result.entries))


@campaign.command()
@_DATA
@click.option(
    "--runs",
    default=Path("build/campaign/persons/runs"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Runs of `kd-edge campaign persons`.",
)
@click.option("--network", default="pooled-large", show_default=True, help="Student, distilled.")
@click.option("--seed", default=0, show_default=True, help="Its seed.")
@_OUT
@json_option
def enrolment(data: Path, runs: Path, network: str, seed: int, out: Path, as_json: bool) -> None:
    """Measure how well new persons on DATA are understood after 2, 5, 10 and 20 s of enrolment.

    \b
    Example:
      kd-edge campaign enrolment datasets/psl18.npz
    """
    from kd_edge.campaign.persons.enrolment import run_enrolment, table

    folders = sorted(runs.glob(f"{network}-distilled-loso-?-s{seed}"))
    if not folders:
        raise click.UsageError(
            f"No runs of {network} with seed {seed} in {runs}: `kd-edge campaign persons` makes them."
        )
    result = run_enrolment(data, folders, out)
    if as_json:
        print_json(result)
    else:
        print_table(f"{network}: {out / 'enrolment.json'}", *table(result.lengths))


@campaign.command("step-time")
@_DATA
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


@campaign.command()
@click.option(
    "--seconds", type=FloatRange(0, low_open=True), default=600.0, show_default=True, help="How long to listen."
)
@click.option("--board", default="mps2-an386", show_default=True, help="An emulated board.")
@_OUT
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


@campaign.command()
@click.option("--streams", default=8, show_default=True, type=click.IntRange(1), help="How many boards.")
@click.option(
    "--seconds", type=FloatRange(0, low_open=True), default=60.0, show_default=True, help="How long to serve them."
)
@_OUT
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


@campaign.command()
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
@_OUT
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


@campaign.command()
@_DATA
@click.argument("students", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--epochs", default=30, show_default=True, type=click.IntRange(1), help="Training after each pass.")
@click.option("--no-sensors", is_flag=True, help="Leave out the selections of fewer sensors and channels.")
@_OUT
@json_option
def compress(data: Path, students: tuple[Path, ...], epochs: int, no_sensors: bool, out: Path, as_json: bool) -> None:
    """Compress the student in each RUN, trained on DATA, in every way, and measure accuracy, bytes and instructions.

    After a crash, the same command goes on. The chart is compress.png.

    \b
    Example:
      kd-edge campaign compress datasets/psl18.npz runs/student-s0 runs/student-s1 runs/student-s2
    """
    from kd_edge.campaign.compress import run_compress, table
    from kd_edge.campaign.compress_plot import write_chart

    result = run_compress(
        data, students, out, epochs=epochs, sensors_too=not no_sensors, tell=lambda line: say(line, err=True)
    )
    write_chart(result.points, out / "compress.png")
    if as_json:
        print_json(result)
    else:
        print_table(f"{out / 'compress.json'}", *table(result.points))


@campaign.command()
@click.option("--networks", type=click.IntRange(10), help="Random networks to fit.  [default: 90]")
@_OUT
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


@campaign.command()
@_DATA
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1), help="Trainings of each student.")
@_OUT
@json_option
def mnist(data: Path, seeds: int, out: Path, as_json: bool) -> None:
    """Repeat the published compression of a digit recogniser on MNIST in DATA, and look for the smallest students.

    After a crash, the same command goes on. The plots are mnist.png.

    \b
    Example:
      kd-edge campaign mnist datasets/mnist.npz
    """
    from kd_edge.campaign.mnist.plot import write_plots
    from kd_edge.campaign.mnist.run import deployed_table, run_mnist, smallest_table, table

    result = run_mnist(data, out, seeds=seeds, tell=lambda line: say(line, err=True))
    write_plots(result, out / "mnist.png")
    if as_json:
        print_json(result)
        return
    title = f"teacher: {result.teacher_parameters:,} parameters, {result.teacher_accuracy:.4f}"
    print_table(title, *table(result))
    print_table("the smallest", *smallest_table(result))
    print_table("int8, seed 0, on an emulated M4F", *deployed_table(result))
    say(f"{out / 'mnist.json'}")


@campaign.command()
@_DATA
@space_option
@_OUT
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


@campaign.command()
@_DATA
@click.argument("watch", type=click.Path(path_type=Path))
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1), help="Trainings at the same time.")
@_OUT
@json_option
def streaming(data: Path, watch: Path, processes: int, out: Path, as_json: bool) -> None:
    """Measure events in streams of DATA (psl18), and false alarms in rest and in movement, such as that of WATCH.

    Students are trained with and without movement that is no sign.  After a crash, the same command goes on.

    \b
    Example:
      kd-edge campaign streaming ../shared/data/psl18_dev.npz ../shared/data/watch7_imu.npz
    """
    from kd_edge.campaign.streaming.run import run_streaming, table

    result = run_streaming(data, watch, out, processes=processes, tell=lambda line: say(line, err=True))
    if as_json:
        print_json(result)
    else:
        print_table(f"false alarms per hour: {out / 'streaming.json'}", *table(result.entries))
