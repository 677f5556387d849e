"""How a run came about, setting by setting."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct, to_builtins

from kd_edge.bundle import Manifest
from kd_edge.distill.recipe import FAVOUR
from kd_edge.distill.runs import MODEL, Run, RunConfig
from kd_edge.report.int8 import Int8
from kd_edge.report.teachers import teachers_of

_MOST_METADATA: Final = 1 << 16


def origin(run: Run, int8: Sequence[Int8], bundle: Manifest | None = None) -> Iterator[tuple[str, str]]:
    """Names and values of everything that made ``run`` what it is, in the order in which a reader asks."""
    config = run.config
    invented = ", synthetic" if config.synthetic else ""
    yield "data", f"{config.dataset}{invented}, SHA-256 {config.dataset_fingerprint}"
    yield "split", config.split if config.holds_out else f"{config.split}: every take trained it, nothing was held out"
    if config.validation:
        yield "held back to watch the training", f"{config.validation:.0%} of everybody's training takes"
    if config.favour:
        yield f"windows that count {FAVOUR} times", ", ".join(config.favour)
    yield "windows", _windows(config)
    yield "sensors", _worn(run)
    yield "network", f"{config.network}, {config.parameters:,} parameters{_macs(config)}"
    yield "role", config.role
    yield from _taught(run)
    yield from _compressed(config)
    yield "schedule", _told(config.recipe)
    yield "augmentation", "none" if config.augmentation is None else _told(config.augmentation)
    if calibrations := [each.calibration for each in int8 if each.calibration is not None]:
        yield "int8 ranges, as measured", ", ".join(calibrations)
    yield "seed", str(config.seed)
    yield "code", f"kd-edge of revision {config.git_revision}"
    yield "packages", _packages(run, bundle)


def _packages(run: Run, bundle: Manifest | None) -> str:
    """All that is known: a saved model notes Keras, and a bundle what exported it."""
    keras = _keras_version(run)
    trained = f"trained with Keras {keras}" if keras else "no note of those that trained it"
    if bundle is None:
        return trained
    versions = ", ".join(f"{name} {version}" for name, version in bundle.provenance.packages.items())
    return f"{trained}; exported with {versions}"


def _windows(config: RunConfig) -> str:
    signal = config.signal
    return (
        f"{signal.window_size} frames ({signal.window_duration_s:g} s), one every {signal.window_increment}, "
        f"of {signal.feature_count} features"
    )


def _macs(config: RunConfig) -> str:
    return "" if config.macs is None else f", {config.macs:,} multiplications a window"


def _worn(run: Run) -> str:
    wearers, metrics = run.config.wearers, run.metrics
    if wearers is None:
        return "as recorded"
    mirrored = sum(profile.mirror for profile in wearers.values())
    reversed_ = sum(profile.reverse for profile in wearers.values())
    told = (
        f"in one orientation: {len(wearers)} persons trained, of whom {mirrored} wore them on the other arm "
        f"and {reversed_} the other way round"
    )
    if not metrics.enrolled:
        return told
    return f"{told}; new persons were enrolled by {run.config.enrol_seconds:g} s without labels"


def _taught(run: Run) -> Iterator[tuple[str, str]]:
    config = run.config
    teachers = [
        name if teacher is None else f"{name} ({teacher.config.network}, accuracy {teacher.metrics.accuracy:.4f})"
        for name, teacher in teachers_of(run)
    ]
    yield "teacher" if len(teachers) < 2 else "teachers, logits averaged", ", ".join(teachers) or "none: labels alone"
    if config.distillation is not None:
        distillation = config.distillation
        method = to_builtins(distillation.method)
        name = str(method.pop("type"))
        yield "method of distillation", f"{name}: {_listed(method)}" if method else name
        yield "temperature", f"{distillation.temperature:g}"
        yield "alpha", f"{distillation.alpha:g}, the weight of the method; true labels have the rest"
        yield "bank", f"{distillation.bank} augmented copies that the teacher scored"
        if distillation.spliced:
            yield "spliced windows", f"{distillation.spliced:g} of the training windows"
        if config.unlabelled is not None:
            yield "unlabelled windows", f"{distillation.unlabelled:g} of the training windows"
    if config.unlabelled is not None:
        yield "recordings without labels", f"{config.unlabelled.path}, SHA-256 {config.unlabelled.fingerprint}"


def _compressed(config: RunConfig) -> Iterator[tuple[str, str]]:
    if config.parent is not None:
        yield "parent run", config.parent
    if config.passes:
        yield "compression passes", ", ".join(config.passes)


def _keras_version(run: Run) -> str | None:
    """As the saved model notes it."""
    try:
        with zipfile.ZipFile(run.folder / MODEL) as archive, archive.open("metadata.json") as stream:
            version = json.loads(stream.read(_MOST_METADATA))["keras_version"]
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError):
        return None
    return version if isinstance(version, str) else None


def _told(settings: Struct) -> str:
    """``name value`` for every field."""
    return _listed(to_builtins(settings))


def _listed(table: dict[str, object]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in table.items())


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return " to ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "automatic" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
