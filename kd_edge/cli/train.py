"""`kd-edge train`: from recordings to a teacher; and what `kd-edge distill` has in common with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kd_edge.cli.limits import MAX_FLASH, MAX_INSN, MAX_RAM, limits_from
from kd_edge.cli.options import together
from kd_edge.cli.output import complain, print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.distill.recipe import Settings
    from kd_edge.distill.runs import Metrics, Run
    from kd_edge.distill.train import OnEpoch
    from kd_edge.model.role import Role
    from kd_edge.recordings.recording import Dataset


@dataclass(frozen=True)
class Training:
    """The options that both commands share, from the command line."""

    data: Path
    split: str
    seed: int
    epochs: int | None
    no_augment: bool
    mixup: float | None
    wearer: str
    enrol_seconds: float
    name: str | None
    runs: Path
    resume: bool
    max_ram: int | None
    max_flash: int | None
    max_insn: int | None
    as_json: bool


training_options = together(
    Training,
    click.argument("data", type=click.Path(exists=True, path_type=Path)),
    click.option("--split", default="within", show_default=True, help="Held-out part: within, or loso-<fold>."),
    click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Fixes every random choice."),
    click.option("--epochs", type=click.IntRange(1), help="Passes over the training windows.  [default: 200]"),
    click.option("--no-augment", is_flag=True, help="Train on the recordings as they are, without augmentation."),
    click.option(
        "--mixup", type=click.FloatRange(0), help="Mix windows in pairs; 0.2 mixes few of them much.  [default: 0]"
    ),
    click.option(
        "--wearer",
        type=click.Choice(["as-recorded", "canonical"]),
        default="as-recorded",
        show_default=True,
        help="canonical turns everybody's sensors into one orientation, and enrols new persons.",
    ),
    click.option(
        "--enrol-seconds",
        default=20.0,
        show_default=True,
        type=click.FloatRange(0, min_open=True),
        help="Unlabelled movement by which each new person is enrolled with --wearer canonical.",
    ),
    click.option("--name", help="Name of the run folder.  [default: says data, network, split and seed]"),
    click.option(
        "--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Folder of runs."
    ),
    click.option(
        "--resume",
        is_flag=True,
        help="Continue the newest unfinished run on these data, with its own settings.",
    ),
    MAX_RAM,
    MAX_FLASH,
    MAX_INSN,
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
)


@click.command()
@training_options
@click.option("--preset", default="isl-teacher", show_default=True, help="Network to train.")
def train(options: Training, preset: str) -> None:
    """Train a teacher on the recordings in DATA.

    Every epoch is saved: after a crash, --resume continues and reaches the same result.

    \b
    Example:
      kd-edge train datasets/isl.npz --epochs 60
    """
    from kd_edge.distill.train import train_teacher

    dataset = load(options)
    keep_to_limits(options, preset, dataset)
    with progress_bar(options.as_json) as on_epoch:
        if options.resume:
            run = resume_newest(dataset, options, "teacher", on_epoch)
        else:
            run = train_teacher(dataset, options.runs, network=preset, settings=settings(options), on_epoch=on_epoch)
    print_run(run, options.as_json)


def load(options: Training) -> Dataset:
    """Read the recordings, and print a note about what the split will not test."""
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.recordings.coverage import coverage
    from kd_edge.recordings.splits import named_split

    dataset = load_dataset(options.data)
    say(*coverage(dataset, named_split(dataset, options.split)).remarks(), err=True)
    return dataset


def keep_to_limits(options: Training, network: str, dataset: Dataset) -> None:
    """Refuse a network that would cost more than the options allow, before it is trained."""
    limits = limits_from(options.max_ram, options.max_flash, options.max_insn)
    if options.resume and limits.are_set:
        raise click.UsageError("--resume goes on with the network of the run: leave out limits")
    if limits.are_set:
        from kd_edge.budget.cost import Shape, network_cost
        from kd_edge.budget.limits import require_within

        require_within(limits, [network_cost(network, Shape.of(dataset.signal, len(dataset.labels)))])


def settings(options: Training) -> Settings:
    """What the options say about a training, whatever the network."""
    from kd_edge.distill.augment import Augmentation
    from kd_edge.distill.recipe import Recipe, Settings

    if options.no_augment and options.mixup:
        raise click.UsageError("--mixup is an augmentation: leave out --no-augment")
    return Settings(
        split=options.split,
        seed=options.seed,
        recipe=Recipe(**given(epochs=options.epochs)),
        name=options.name,
        dataset_path=str(options.data),
        wearer="canonical" if options.wearer == "canonical" else "as-recorded",
        enrol_seconds=options.enrol_seconds,
        augmentation=None if options.no_augment else Augmentation(**given(mixup=options.mixup)),
    )


def given(**options: Any) -> dict[str, Any]:
    """The options that the user set; the library has defaults for the others."""
    return {name: value for name, value in options.items() if value is not None}


def resume_newest(dataset: Dataset, options: Training, role: Role, on_epoch: OnEpoch | None) -> Run:
    """Finish the newest unfinished run on these data, with the recordings without labels that it names."""
    from kd_edge.distill.runs import newest_run
    from kd_edge.distill.train import resume
    from kd_edge.recordings.archive import load_dataset

    fingerprint = dataset.fingerprint()
    unfinished = newest_run(
        options.runs, role=role, dataset_fingerprint=fingerprint, split=options.split, complete=False
    )
    noted = unfinished.config.unlabelled
    unlabelled = load_dataset(Path(noted.path)) if noted else None
    return resume(unfinished, dataset, unlabelled=unlabelled, on_epoch=on_epoch)


@contextmanager
def progress_bar(quiet: bool) -> Iterator[OnEpoch | None]:
    """A bar on stderr that follows the epochs; nothing if ``quiet``."""
    if quiet:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("training", total=None)

        def on_epoch(epoch: int, epochs: int, progress: Any) -> None:
            figures = f"loss {progress.loss:.3f}  accuracy {progress.accuracy:.3f}"
            bar.update(task, completed=epoch, total=epochs, description=figures)

        yield on_epoch


def print_run(run: Run, as_json: bool) -> None:
    """Figures of a complete run, or its configuration and metrics as JSON."""
    from kd_edge.baseline.standing import standing

    config, metrics, place = run.config, run.metrics, standing(run)
    if metrics.caution:
        complain(f"warning: {metrics.caution}.", colour="yellow")
    if as_json:
        print_json({"folder": str(run.folder), "config": config, "metrics": metrics, "standing": place})
        return
    origin = "synthetic recordings" if config.synthetic else "recordings"
    rows: list[tuple[str, ...]] = [
        ("network", config.network),
        ("teacher", ", ".join(config.teachers) or "none"),
        ("parameters", f"{config.parameters:,}"),
        ("multiply-accumulates per window", "not counted" if config.macs is None else f"{config.macs:,}"),
        (f"training windows ({origin})", f"{metrics.train_windows:,}"),
        ("held-out windows", f"{metrics.test_windows:,}"),
        ("accuracy, training", f"{metrics.train_accuracy:.4f}"),
        ("accuracy, held out", f"{metrics.accuracy:.4f}"),
        ("the same, mean over persons", f"{metrics.macro_accuracy:.4f}"),
        *_wearer_rows(metrics),
        ("training time", f"{metrics.seconds:.0f} s"),
    ]
    if place is not None:
        rows.append(("beside classical methods", place.sentence))
    print_table(config.name, ("figure", "value"), rows)
    say(f"run: {run.folder}")


def _wearer_rows(metrics: Metrics) -> Iterator[tuple[str, str]]:
    """What enrolment gained, and whom to enrol again."""
    if metrics.as_recorded is None:
        return
    plain = metrics.as_recorded
    yield "without the new persons' profiles", f"{plain.accuracy:.4f}, mean over persons {plain.macro_accuracy:.4f}"
    unsure = [name for name, estimate in metrics.enrolled.items() if estimate.ambiguous]
    yield "enrolled", ", ".join(metrics.enrolled)
    if unsure:
        yield "of these with an unsure orientation", ", ".join(unsure)
