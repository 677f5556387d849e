"""`kd-edge train` and `kd-edge distill`: from recordings to a trained network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kd_edge.cli.options import together
from kd_edge.cli.output import complain, print_json, print_table, say

if TYPE_CHECKING:
    from kd_edge.distill.recipe import Settings
    from kd_edge.distill.runs import Run
    from kd_edge.distill.train import OnEpoch
    from kd_edge.model.presets import Role
    from kd_edge.recordings.recording import Dataset


@dataclass(frozen=True)
class _Training:
    """The options that both commands share, from the command line."""

    data: Path
    split: str
    seed: int
    epochs: int | None
    no_augment: bool
    name: str | None
    runs: Path
    resume: bool
    as_json: bool


_training_options = together(
    _Training,
    click.argument("data", type=click.Path(exists=True, path_type=Path)),
    click.option("--split", default="within", show_default=True, help="Held-out part: within, or loso-<fold>."),
    click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Fixes every random choice."),
    click.option("--epochs", type=click.IntRange(1), help="Passes over the training windows.  [default: 200]"),
    click.option("--no-augment", is_flag=True, help="Train on the recordings as they are, without augmentation."),
    click.option("--name", help="Name of the run folder.  [default: says data, network, split and seed]"),
    click.option(
        "--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Folder of runs."
    ),
    click.option(
        "--resume",
        is_flag=True,
        help="Continue the newest unfinished run on these data, with its own settings.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
)


@click.command()
@_training_options
@click.option("--preset", default="isl-teacher", show_default=True, help="Network to train.")
def train(options: _Training, preset: str) -> None:
    """Train a teacher on the recordings in DATA.

    Every epoch is saved: after a crash, --resume continues and reaches the same result.

    \b
    Example:
      kd-edge train datasets/isl.npz --epochs 60
    """
    from kd_edge.distill.train import train_teacher

    dataset = _load(options)
    with _progress(options.as_json) as on_epoch:
        if options.resume:
            run = _resume(dataset, options, "teacher", on_epoch)
        else:
            run = train_teacher(dataset, options.runs, network=preset, settings=_settings(options), on_epoch=on_epoch)
    _print_run(run, options.as_json)


@click.command()
@_training_options
@click.option("--preset", default="compact", show_default=True, help="Network to train.")
@click.option("--teacher", help="Run to learn from.  [default: newest teacher on these data and split]")
@click.option("--direct", is_flag=True, help="Train without a teacher, for comparison.")
@click.option("--temperature", type=click.FloatRange(0, min_open=True), help="Softens all outputs.  [default: 3]")
@click.option(
    "--alpha", type=click.FloatRange(0, 1), help="Weight of the teacher; labels get the rest.  [default: 0.8]"
)
def distill(
    options: _Training,
    preset: str,
    teacher: str | None,
    direct: bool,
    temperature: float | None,
    alpha: float | None,
) -> None:
    """Distil a student from a teacher that `kd-edge train` trained on DATA.

    \b
    Example:
      kd-edge distill datasets/isl.npz --preset compact
      kd-edge distill datasets/isl.npz --preset isl-student --direct
    """
    from kd_edge.distill.recipe import Distillation
    from kd_edge.distill.runs import load_run, newest_run
    from kd_edge.distill.train import distil_student

    if direct and (teacher or temperature or alpha is not None):
        raise click.UsageError("--direct trains without a teacher: leave out --teacher, --temperature and --alpha")
    dataset = _load(options)
    with _progress(options.as_json) as on_epoch:
        if options.resume:
            run = _resume(dataset, options, "student", on_epoch)
        else:
            if direct:
                chosen = None
            elif teacher:
                chosen = load_run(options.runs / teacher)
            else:
                chosen = newest_run(
                    options.runs, role="teacher", dataset_fingerprint=dataset.fingerprint(), split=options.split
                )
            run = distil_student(
                dataset,
                options.runs,
                teacher=chosen,
                network=preset,
                distillation=Distillation(**_given(temperature=temperature, alpha=alpha)),
                settings=_settings(options),
                on_epoch=on_epoch,
            )
    _print_run(run, options.as_json)


def _load(options: _Training) -> Dataset:
    """Read the recordings, and print a note about what the split will not test."""
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.recordings.coverage import coverage
    from kd_edge.recordings.splits import named_split

    dataset = load_dataset(options.data)
    say(*coverage(dataset, named_split(dataset, options.split)).remarks(), err=True)
    return dataset


def _settings(options: _Training) -> Settings:
    from kd_edge.distill.recipe import Recipe, Settings

    return Settings(
        split=options.split,
        seed=options.seed,
        recipe=Recipe(**_given(epochs=options.epochs)),
        name=options.name,
        dataset_path=str(options.data),
        **({"augmentation": None} if options.no_augment else {}),
    )


def _given(**options: Any) -> dict[str, Any]:
    """The options that the user set; the library has defaults for the others."""
    return {name: value for name, value in options.items() if value is not None}


def _resume(dataset: Dataset, options: _Training, role: Role, on_epoch: OnEpoch | None) -> Run:
    from kd_edge.distill.runs import newest_run
    from kd_edge.distill.train import resume

    fingerprint = dataset.fingerprint()
    unfinished = newest_run(
        options.runs, role=role, dataset_fingerprint=fingerprint, split=options.split, complete=False
    )
    return resume(unfinished, dataset, on_epoch=on_epoch)


@contextmanager
def _progress(quiet: bool) -> Iterator[OnEpoch | None]:
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


def _print_run(run: Run, as_json: bool) -> None:
    config, metrics = run.config, run.metrics
    if metrics.caution:
        complain(f"warning: {metrics.caution}.", colour="yellow")
    if as_json:
        print_json({"folder": str(run.folder), "config": config, "metrics": metrics})
        return
    origin = "synthetic recordings" if config.synthetic else "recordings"
    rows: list[tuple[str, ...]] = [
        ("network", config.network),
        ("teacher", config.teacher or "none"),
        ("parameters", f"{config.parameters:,}"),
        ("multiply-accumulates per window", "not counted" if config.macs is None else f"{config.macs:,}"),
        (f"training windows ({origin})", f"{metrics.train_windows:,}"),
        ("held-out windows", f"{metrics.test_windows:,}"),
        ("accuracy, training", f"{metrics.train_accuracy:.4f}"),
        ("accuracy, held out", f"{metrics.accuracy:.4f}"),
        ("the same, mean over persons", f"{metrics.macro_accuracy:.4f}"),
        ("training time", f"{metrics.seconds:.0f} s"),
    ]
    print_table(config.name, ("figure", "value"), rows)
    say(f"run: {run.folder}")
