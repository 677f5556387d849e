"""`kd-edge train`: from recordings to a teacher."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kd_edge.cli.training import (
    Training,
    config,
    each_fold,
    finish,
    folds_before,
    keep_to_limits,
    load,
    preset_option,
    resume_newest,
    training_options,
)
from kd_edge.cli.training_tables import print_runs, progress_bar

if TYPE_CHECKING:
    from kd_edge.distill.recipe import Settings
    from kd_edge.distill.runs import Run


@click.command()
@training_options
@preset_option("isl-teacher")
def train(options: Training, preset: str | None) -> None:
    """Train a teacher on the recordings in DATA.

    Every epoch is saved: after a crash, --resume continues and reaches the same result.

    \b
    Example:
      kd-edge train datasets/isl.npz --epochs 60
      kd-edge train datasets/isl.npz --preset 'resnet*0.5' --split loso --wearer canonical
      kd-edge train datasets/isl.npz --preset my_net.py:build --validation 0.1
    """
    from kd_edge.distill.train import train_teacher

    asked = config(options, preset)
    network = asked.preset or "isl-teacher"
    dataset = load(options, asked.split)
    keep_to_limits(options, network, dataset.cut(asked.window, asked.hop))

    folds = each_fold(asked.settings, dataset)
    before = folds_before(dataset, options, folds, "teacher", network)

    def run_split(settings: Settings) -> Run:
        with progress_bar(options.as_json) as on_epoch:
            if settings.split in before:
                return finish(before[settings.split], dataset, on_epoch)
            if options.resume and not before:
                return resume_newest(dataset, options, settings.split, "teacher", on_epoch)
            return train_teacher(dataset, options.runs, network=network, settings=settings, on_epoch=on_epoch)

    print_runs([run_split(settings) for settings in folds], options.as_json)
