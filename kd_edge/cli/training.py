"""What `kd-edge train` and `kd-edge distill` have in common: options, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kd_edge.cli.limits import MAX_FLASH, MAX_INSN, MAX_RAM, limits_from
from kd_edge.cli.options import FloatRange, together
from kd_edge.cli.output import say

if TYPE_CHECKING:
    from kd_edge.distill.config import Config
    from kd_edge.distill.recipe import Distillation, Settings
    from kd_edge.distill.runs import Run
    from kd_edge.distill.train import OnEpoch
    from kd_edge.model.role import Role
    from kd_edge.recordings.recording import Dataset

LOSO: Final = "loso"
"""On the command line: all folds, one after another."""


@dataclass(frozen=True)
class Training:
    """The options that both commands share, from the command line."""

    data: Path
    config: Path | None
    split: str | None
    seed: int | None
    epochs: int | None
    batch_size: int | None
    learning_rate: float | None
    no_augment: bool
    augment: tuple[str, ...]
    mixup: float | None
    wearer: str | None
    enrol_seconds: float | None
    validation: float | None
    class_weights: str | None
    outliers: float | None
    favour: tuple[str, ...]
    window: int | None
    hop: int | None
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
    click.option(
        "--config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="TOML file with settings; options of this command line win.",
    ),
    click.option(
        "--split",
        help="Held-out part: within, sessions, given, loso-<fold>, loso for all folds, or all for none.  "
        "[default: within]",
    ),
    click.option("--seed", type=click.IntRange(0), help="Fixes every random choice.  [default: 0]"),
    click.option("--epochs", type=click.IntRange(1), help="Passes over the training windows.  [default: 200]"),
    click.option("--batch-size", type=click.IntRange(1), help="Windows in a step.  [default: 32]"),
    click.option(
        "--learning-rate", type=FloatRange(0, low_open=True), help="At the top of the warm-up.  [default: 0.002]"
    ),
    click.option("--no-augment", is_flag=True, help="Train on the recordings as they are, without augmentation."),
    click.option(
        "--augment",
        multiple=True,
        metavar="NAME=NUMBER",
        help="Strength of a change, such as rotation_deg=4; may be repeated.",
    ),
    click.option("--mixup", type=FloatRange(0), help="Mix windows in pairs; 0.2 mixes few of them much.  [default: 0]"),
    click.option(
        "--wearer",
        type=click.Choice(["as-recorded", "canonical"]),
        help="canonical turns everybody's sensors into one orientation, and enrols new persons.  "
        "[default: as-recorded]",
    ),
    click.option(
        "--enrol-seconds",
        type=FloatRange(0, low_open=True),
        help="Unlabelled movement by which each new person is enrolled with --wearer canonical.  [default: 20]",
    ),
    click.option(
        "--validation",
        type=FloatRange(0, 0.9),
        help="Share of training takes held back to watch the training.  [default: 0]",
    ),
    click.option(
        "--class-weights",
        type=click.Choice(["none", "balanced"]),
        help="balanced gives every class the same weight, however many takes it has.  [default: none]",
    ),
    click.option(
        "--outliers",
        type=FloatRange(0),
        help="Windows of movement that is no sign, made from the signs, for each window of a sign.  [default: 1]",
    ),
    click.option(
        "--favour",
        multiple=True,
        metavar="PERSON",
        help="Count this person's windows 8 times, such as a new person's few takes; may be repeated.",
    ),
    click.option("--window", type=click.IntRange(1, 65536), help="Frames in a window.  [default: of the recordings]"),
    click.option(
        "--hop", type=click.IntRange(1, 65536), help="Frames to the next window.  [default: of the recordings]"
    ),
    click.option("--name", help="Name of the run folder.  [default: says data, network, split and seed]"),
    click.option(
        "--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Folder of runs."
    ),
    click.option(
        "--resume",
        is_flag=True,
        help="Continue the newest unfinished run on these data, with its own settings; with --split loso, all folds "
        "of the same command.",
    ),
    MAX_RAM,
    MAX_FLASH,
    MAX_INSN,
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
)


def preset_option(default: str) -> Callable[[Any], Any]:
    """``--preset``, the same for teachers and students but for its default."""
    return click.option(
        "--preset",
        help=f"Network to train: a preset, NAME*FACTOR for another width, or FILE.py:FUNCTION.  [default: {default}]",
    )


def load(options: Training, split: str) -> Dataset:
    """Read the recordings, and print a note about what the split will not test."""
    from kd_edge.recordings.archive import load_dataset
    from kd_edge.recordings.coverage import coverage
    from kd_edge.recordings.splits import named_split

    dataset = load_dataset(options.data)
    if split != LOSO:
        say(*coverage(dataset, named_split(dataset, split)).remarks(), err=True)
    return dataset


def each_fold(settings: Settings, dataset: Dataset) -> list[Settings]:
    """``settings`` for every fold if the split is ``loso``, each with a name of its own; else ``settings`` alone."""
    from msgspec.structs import replace

    from kd_edge.recordings.splits import fold_count

    if settings.split != LOSO:
        return [settings]
    if settings.favour:
        raise click.UsageError(
            "--favour names persons who train, and --split loso holds everybody out once: "
            "use --split loso-<fold>+<takes>"
        )
    names = [f"loso-{fold}" for fold in range(fold_count(dataset))]
    return [replace(settings, split=name, name=settings.name and f"{settings.name}-{name}") for name in names]


def keep_to_limits(options: Training, network: str, dataset: Dataset) -> None:
    """Refuse a network that would cost more than the options allow, before it is trained."""
    limits = limits_from(options.max_ram, options.max_flash, options.max_insn)
    if limits.are_set and ".py:" in network:
        raise click.UsageError("limits know the cost of presets: leave them out for a network of your own")
    if options.resume and limits.are_set:
        raise click.UsageError("--resume goes on with the network of the run: leave out limits")
    if limits.are_set:
        from kd_edge.budget.cost import Shape, network_cost
        from kd_edge.budget.limits import require_within

        require_within(limits, [network_cost(network, Shape.of(dataset.signal, len(dataset.labels)))])


def advise_on_hop(network: str, hop: int) -> None:
    """Say so if a hop does not suit the strides of a preset."""
    from kd_edge.model.presets import find_preset
    from kd_edge.model.strides import hop_remark

    remark = None if ".py:" in network else hop_remark(find_preset(network), hop)
    if remark is not None:
        say(remark, err=True)


def config(options: Training, preset: str | None) -> Config:
    """What the file of ``--config`` says, and the options over it."""
    from msgspec.structs import replace

    from kd_edge.distill.augment import Augmentation, parse_strengths
    from kd_edge.distill.config import Config, read_config

    said = Config() if options.config is None else read_config(options.config)
    if options.no_augment and (options.mixup or options.augment):
        raise click.UsageError("--mixup and --augment are augmentations: leave out --no-augment")
    strengths = parse_strengths(options.augment) | given(mixup=options.mixup)
    augmentation = said.augmentation
    if options.no_augment:
        augmentation = None
    elif strengths:
        augmentation = replace(augmentation or Augmentation(), **strengths)
    recipe = given(
        epochs=options.epochs,
        batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        class_weights=options.class_weights,
        outliers=options.outliers,
    )
    others = given(
        split=options.split,
        seed=options.seed,
        name=options.name,
        wearer=options.wearer,
        enrol_seconds=options.enrol_seconds,
        validation=options.validation,
        window=options.window,
        hop=options.hop,
        favour=options.favour or None,
        preset=preset,
    )
    return replace(
        said, recipe=replace(said.recipe, **recipe), augmentation=augmentation, dataset_path=str(options.data), **others
    )


def given(**options: Any) -> dict[str, Any]:
    """The options that the user set; the library has defaults for the others."""
    return {name: value for name, value in options.items() if value is not None}


def resume_newest(dataset: Dataset, options: Training, split: str, role: Role, on_epoch: OnEpoch | None) -> Run:
    """Finish the newest unfinished run on these data."""
    from kd_edge.distill.runs import newest_run

    fingerprint = dataset.fingerprint()
    unfinished = newest_run(options.runs, role=role, dataset_fingerprint=fingerprint, split=split, complete=False)
    return finish(unfinished, dataset, on_epoch)


def folds_before(
    dataset: Dataset,
    options: Training,
    folds: Sequence[Settings],
    role: Role,
    network: str,
    distillation: Distillation | None = None,
) -> dict[str, Run]:
    """With ``--resume --split loso``: the runs of this very command, by split; the other folds are still to train.

    Raises:
        TrainingError: there is none, so the options are not those of the command that was interrupted.
    """
    from kd_edge.distill.folds import trained_before
    from kd_edge.errors import TrainingError

    if not (options.resume and len(folds) > 1):
        return {}
    found = {}
    for settings in folds:
        run = trained_before(
            options.runs,
            fingerprint=dataset.fingerprint(),
            role=role,
            network=network,
            settings=settings,
            distillation=distillation,
        )
        if run is not None:
            found[settings.split] = run
    if not found:
        raise TrainingError(
            "--resume --split loso goes on with folds that were trained with the same options",
            found=f"no such fold of {network} in {options.runs}",
            remedy="repeat the command that was interrupted with all its options, and add --resume",
        )
    return found


def finish(run: Run, dataset: Dataset, on_epoch: OnEpoch | None) -> Run:
    """``run``, complete, with the recordings without labels that it names."""
    from kd_edge.distill.train import resume
    from kd_edge.recordings.archive import load_dataset

    noted = run.config.unlabelled
    unlabelled = load_dataset(Path(noted.path)) if noted and not run.complete else None
    return resume(run, dataset, unlabelled=unlabelled, on_epoch=on_epoch)
