"""All folds of new persons as one training: what is done stays, what was interrupted goes on, the rest is trained."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kd_edge.distill.recipe import Distillation, Settings
from kd_edge.distill.runs import Metrics, Run, RunConfig, Scores, list_runs
from kd_edge.distill.user_network import is_file_reference
from kd_edge.model.role import Role


def trained_before(
    root: Path,
    *,
    fingerprint: str,
    role: Role,
    network: str,
    settings: Settings,
    distillation: Distillation | None,
) -> Run | None:
    """The newest run under ``root`` that was asked for in the same way, complete or not; None if there is none.

    Args:
        root: folder of runs.
        fingerprint: of the recordings.
        role: of the network.
        network: its preset, or ``FILE.py:FUNCTION``.
        settings: of one fold; its name only counts if it has one.
        distillation: None for a training on labels alone.
    """
    asked = Path(network).name if is_file_reference(network) else network
    for complete in (True, False):
        runs = list_runs(root, role=role, dataset_fingerprint=fingerprint, split=settings.split, complete=complete)
        for run in reversed(runs):
            if run.config.network == asked and _same(run.config, settings, distillation):
                return run
    return None


def _same(config: RunConfig, settings: Settings, distillation: Distillation | None) -> bool:
    canonical = settings.wearer == "canonical"
    return (
        not config.passes
        and settings.name in (None, config.name)
        and config.seed == settings.seed
        and config.recipe == settings.recipe
        and config.augmentation == settings.augmentation
        and config.distillation == distillation
        and (config.validation, config.favour) == (settings.validation, settings.favour)
        and (config.wearers is not None) == canonical
        and (not canonical or config.enrol_seconds == settings.enrol_seconds)
        and settings.window in (None, config.signal.window_size)
        and settings.hop in (None, config.signal.window_increment)
    )


def over_folds(windows: Sequence[int], folds: Sequence[Scores | Metrics]) -> tuple[float, float]:
    """Accuracy pooled over all ``windows`` of the folds, and the mean over their persons."""
    pooled = np.average([each.accuracy for each in folds], weights=windows)
    return float(pooled), float(np.mean([value for each in folds for value in each.per_subject.values()]))
