"""Structural distillation: the student is its teacher, narrower, and is trained in the same way.

The student keeps the layers and all hyperparameters of the teacher; only its widths are multiplied, as those of
A. G. Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision applications"
(arXiv:1704.04861), section 3.3.  What is left to choose is one number.
"""

from __future__ import annotations

from msgspec.structs import replace

from kd_edge.distill.recipe import Settings
from kd_edge.distill.runs import Run
from kd_edge.errors import TrainingError
from kd_edge.model.presets import PRESETS


def structural_student(teacher: Run, width: float, settings: Settings) -> tuple[str, Settings]:
    """The preset of ``teacher`` with every width multiplied, and ``settings`` with the teacher's hyperparameters.

    Args:
        teacher: a run that trained a preset.
        width: factor of every number of filters and units, below 1 for a smaller network.
        settings: split, seed and name of the student; recipe and augmentation are replaced.

    Returns:
        The name of the student's preset, and its settings.

    Raises:
        TrainingError: a teacher that is a Keras model of one's own.
    """
    base, _, before = teacher.config.network.partition("*")
    if base not in PRESETS:
        raise TrainingError(
            "A structural student is a narrower copy of its teacher's preset",
            found=f"{teacher.config.name}, a Keras model of your own",
            remedy="build the narrower model yourself and give it to distil_student",
        )
    factor = width * (float(before) if before else 1.0)
    same = replace(settings, recipe=teacher.config.recipe, augmentation=teacher.config.augmentation)
    return f"{base}*{factor:g}", same
