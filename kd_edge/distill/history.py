"""The history of a run as rows, CSV and picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kd_edge.distill.loop import Progress
from kd_edge.errors import MissingExtraError
from kd_edge.files import atomic_path, write_text


def write_csv(history: Sequence[Progress], path: Path) -> None:
    """One row per epoch, from 1: loss and accuracy over the augmented training windows, and on validation takes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    fields = _measured(history)
    writer.writerow(("epoch", *fields))
    writer.writerows(
        (epoch, *(getattr(progress, field) for field in fields)) for epoch, progress in enumerate(history, start=1)
    )
    write_text(path, text.getvalue())


def _measured(history: Sequence[Progress]) -> list[str]:
    """The fields that hold a number somewhere."""
    return [field for field in Progress._fields if any(not np.isnan(getattr(row, field)) for row in history)]


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
    measured = _measured(history)
    for axes, name in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for field in (name, f"validation_{name}"):
            if field in measured:
                axes.plot(epochs, [getattr(progress, field) for progress in history], label=field.replace("_", ", "))
        axes.set_xlabel("epoch")
        axes.set_ylabel(name)
        axes.legend()
        axes.grid(alpha=0.3)
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=120)
