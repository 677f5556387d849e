"""The history of a run as rows, CSV and picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from kd_edge.distill.loop import Progress
from kd_edge.errors import MissingExtraError
from kd_edge.files import atomic_path, write_text


def write_csv(history: Sequence[Progress], path: Path) -> None:
    """One row per epoch: epoch (from 1), loss, accuracy; both over the augmented training windows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("epoch", *Progress._fields))
    writer.writerows((epoch, *progress) for epoch, progress in enumerate(history, start=1))
    write_text(path, text.getvalue())


def write_plot(history: Sequence[Progress], path: Path, title: str) -> None:
    """Loss and accuracy over epochs, as PNG.

    Raises:
        MissingExtraError: if Matplotlib is absent.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    figure.suptitle(title)
    epochs = range(1, len(history) + 1)
    for axes, name in zip(figure.subplots(1, 2), Progress._fields, strict=True):
        axes.plot(epochs, [getattr(progress, name) for progress in history])
        axes.set_xlabel("epoch")
        axes.set_ylabel(f"training {name}")
        axes.grid(alpha=0.3)
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=120)
