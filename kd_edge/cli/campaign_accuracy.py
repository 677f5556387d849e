"""Commands of ``kd-edge campaign`` that train networks and measure what they recognise."""

from __future__ import annotations

from pathlib import Path

import click

from kd_edge.cli.campaign_options import data_argument, out_option
from kd_edge.cli.options import json_option
from kd_edge.cli.output import print_json, print_table, say


@click.command()
@click.argument("plan")
@data_argument
@out_option
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


@click.command()
@data_argument
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
@out_option
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


@click.command()
@data_argument
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1), help="Splits at the same time.")
@click.option(
    "--no-methods", is_flag=True, help="Leave out the long schedule and the comparison of all methods of distillation."
)
@out_option
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


@click.command()
@data_argument
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
@out_option
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


@click.command()
@data_argument
@click.option(
    "--runs",
    default=Path("build/campaign/persons/runs"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Runs of `kd-edge campaign persons`.",
)
@click.option("--network", default="pooled-large", show_default=True, help="Student, distilled.")
@click.option("--seed", default=0, show_default=True, help="Its seed.")
@out_option
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


@click.command()
@data_argument
@click.argument("students", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--epochs", default=30, show_default=True, type=click.IntRange(1), help="Training after each pass.")
@click.option("--no-sensors", is_flag=True, help="Leave out the selections of fewer sensors and channels.")
@out_option
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


@click.command()
@data_argument
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1), help="Trainings of each student.")
@out_option
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


@click.command()
@data_argument
@click.argument("watch", type=click.Path(path_type=Path))
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1), help="Trainings at the same time.")
@out_option
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
