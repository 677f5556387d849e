"""How a run came about, setting by setting."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import to_builtins

from kd_edge.distill.runs import RunConfig


def origin(config: RunConfig) -> Iterator[tuple[str, str]]:
    """Names and values of everything that made the run what it is, in the order in which a reader asks."""
    yield (
        "data",
        f"{config.dataset}{', synthetic' if config.synthetic else ''}, SHA-256 {config.dataset_fingerprint[:16]}…",
    )
    yield "split", config.split if config.holds_out else f"{config.split}: nothing is held out"
    if config.validation:
        yield "held back to watch the training", f"{config.validation:.0%} of everybody's training takes"
    yield "windows", f"{config.signal.window_size} frames, every {config.signal.window_increment}"
    yield "network", f"{config.network}, {config.parameters:,} parameters"
    yield "teacher", ", ".join(config.teachers) or "none"
    if config.distillation is not None:
        yield "distillation", _told(config.distillation)
    if config.unlabelled is not None:
        yield "recordings without labels", f"{config.unlabelled.path}, SHA-256 {config.unlabelled.fingerprint[:16]}…"
    if config.parent is not None:
        yield "compressed from", config.parent
    if config.passes:
        yield "compression passes", ", ".join(config.passes)
    yield "schedule", _told(config.recipe)
    yield "augmentation", "none" if config.augmentation is None else _told(config.augmentation)
    yield "sensors", _worn(config)
    yield "seed", str(config.seed)
    yield "kd-edge", f"revision {config.git_revision}"


def _worn(config: RunConfig) -> str:
    if config.wearers is None:
        return "as recorded"
    return f"everybody in one orientation; new persons are enrolled by {config.enrol_seconds:g} s"


def _told(settings: object) -> str:
    """``name value`` for every field of a Struct."""
    return ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in to_builtins(settings).items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(str(each) for each in value.values())
    if isinstance(value, list | tuple):
        return " to ".join(map(str, value))
    return "automatic" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
