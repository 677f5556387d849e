"""`kd-edge distill`: from a teacher to a student."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kd_edge.cli.options import FloatRange
from kd_edge.cli.training import (
    LOSO,
    Training,
    advise_on_hop,
    config,
    each_fold,
    finish,
    folds_before,
    given,
    keep_to_limits,
    load,
    preset_option,
    resume_newest,
    training_options,
)
from kd_edge.cli.training_tables import print_runs, progress_bar

if TYPE_CHECKING:
    from kd_edge.distill.recipe import Distillation, Settings
    from kd_edge.distill.runs import Run
    from kd_edge.recordings.recording import Dataset


@click.command()
@training_options
@preset_option("compact")
@click.option(
    "--width",
    type=FloatRange(0, low_open=True),
    help="Train the teacher's own preset in this width, such as 0.25, with the teacher's recipe and augmentation.",
)
@click.option(
    "--teacher",
    "teachers",
    multiple=True,
    help="Run to learn from; several are averaged.  [default: newest teacher on these data and split]",
)
@click.option("--direct", is_flag=True, help="Train without a teacher, for comparison.")
@click.option("--method", help="hinton, logit-regression, decoupled, hints or relational.  [default: hinton]")
@click.option(
    "--parameter", "parameters", multiple=True, help="Of the method, such as other_weight=4; may be repeated."
)
@click.option("--chain", multiple=True, help="Network between teacher and student, large ones first; may be repeated.")
@click.option("--temperature", type=FloatRange(0, low_open=True), help="Softens all outputs.  [default: 3]")
@click.option("--alpha", type=FloatRange(0, 1), help="Weight of the teacher; labels get the rest.  [default: 0.8]")
@click.option("--spliced", type=FloatRange(0), help="Share of windows added that only the teacher labels.")
@click.option(
    "--unlabelled",
    type=click.Path(exists=True, path_type=Path),
    help="Recordings of the same sensors that only the teacher labels.",
)
def distill(
    options: Training,
    preset: str | None,
    width: float | None,
    teachers: tuple[str, ...],
    direct: bool,
    method: str | None,
    parameters: tuple[str, ...],
    chain: tuple[str, ...],
    temperature: float | None,
    alpha: float | None,
    spliced: float | None,
    unlabelled: Path | None,
) -> None:
    """Distil a student from a teacher that `kd-edge train` trained on DATA.

    \b
    Example:
      kd-edge distill datasets/isl.npz --preset compact
      kd-edge distill datasets/isl.npz --method decoupled --parameter other_weight=4
      kd-edge distill datasets/isl.npz --chain isl-student --preset compact
      kd-edge distill datasets/isl.npz --preset isl-student --direct
    """
    from kd_edge.distill.chain import distil_chain
    from kd_edge.distill.structural import structural_student
    from kd_edge.distill.train import distil_student
    from kd_edge.recordings.archive import load_dataset

    changed = (
        options.epochs,
        options.batch_size,
        options.learning_rate,
        options.no_augment,
        options.augment,
        options.mixup,
    )
    if width and (preset or chain or len(teachers) > 1 or options.config or any(changed)):
        raise click.UsageError(
            "--width takes the teacher's preset, recipe and augmentation: leave out what says others"
        )
    taught = (width, teachers, method, parameters, chain, temperature, spliced, unlabelled)
    if direct and (any(taught) or alpha is not None):
        raise click.UsageError("--direct trains without a teacher: leave out every option that says how one teaches")
    asked = config(options, preset)
    if options.resume and (width or chain):
        raise click.UsageError("--resume goes on with one network: leave out --width and --chain")
    if options.resume and asked.split != LOSO and (any(taught) or alpha is not None):
        raise click.UsageError("--resume goes on with the settings of the run: leave out options of distillation")
    distillation = _distillation(asked.distillation, method, parameters, temperature, alpha, spliced)
    dataset, student = load(options, asked.split), asked.preset or "compact"
    if not width:
        cut = dataset.cut(asked.window, asked.hop)
        keep_to_limits(options, student, cut)
        if not options.resume:
            advise_on_hop(student, cut.signal.window_increment)

    folds = each_fold(asked.settings, dataset)
    before = folds_before(dataset, options, folds, "student", student, None if direct else distillation)

    def run_split(settings: Settings) -> Run:
        with progress_bar(options.as_json) as on_epoch:
            if settings.split in before:
                return finish(before[settings.split], dataset, on_epoch)
            if options.resume and not before:
                return resume_newest(dataset, options, settings.split, "student", on_epoch)
            if direct:
                return distil_student(
                    dataset, options.runs, teacher=None, network=student, settings=settings, on_epoch=on_epoch
                )
            found = _teachers(teachers, dataset, options, settings.split)
            network = student
            if width:
                network, settings = structural_student(found[0], width, settings)
                keep_to_limits(options, network, dataset.cut(asked.window, asked.hop))
            return distil_chain(
                dataset,
                options.runs,
                teacher=found,
                networks=[*chain, network],
                distillation=distillation,
                settings=settings,
                unlabelled=load_dataset(unlabelled) if unlabelled else None,
                on_epoch=on_epoch,
            )[-1]

    print_runs([run_split(settings) for settings in folds], options.as_json)


def _distillation(
    said: Distillation,
    method: str | None,
    parameters: tuple[str, ...],
    temperature: float | None,
    alpha: float | None,
    spliced: float | None,
) -> Distillation:
    from msgspec.structs import replace

    from kd_edge.distill.methods.settings import parse_method

    chosen = given(temperature=temperature, alpha=alpha, spliced=spliced)
    if method or parameters:
        chosen["method"] = parse_method(method or "hinton", parameters)
    return replace(said, **chosen)


def _teachers(names: tuple[str, ...], dataset: Dataset, options: Training, split: str) -> list[Run]:
    """The runs of those names, or the newest teacher on these data."""
    from kd_edge.distill.runs import load_run, newest_run

    if names:
        return [load_run(options.runs / name) for name in names]
    return [newest_run(options.runs, role="teacher", dataset_fingerprint=dataset.fingerprint(), split=split)]
