"""What every compression pass costs in accuracy, and what it saves in the exported file: one chart, and the sensors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from kd_edge import contract
from kd_edge.campaign.measure import INSTRUCTIONS, Deployed, instructions_of, int8_file, measure_deployed
from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.compress.compress import compress_run
from kd_edge.compress.importance import sensors
from kd_edge.compress.passes import parse_pass
from kd_edge.contract import SignalSpec
from kd_edge.distill.recipe import FINE_TUNING
from kd_edge.distill.runs import METRICS, Run, load_run
from kd_edge.errors import TrainingError
from kd_edge.export.calibration import Calibration
from kd_edge.files import write_bytes
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset


class Variant(Struct, frozen=True, forbid_unknown_fields=True):
    """Passes and a calibration, under the name that the chart gives them."""

    name: str
    passes: tuple[str, ...] = ()
    calibration: Calibration = "min-max"


VARIANTS: Final = (
    Variant("none"),
    Variant("mse ranges", (), "mse"),
    Variant("percentile ranges", (), "percentile"),
    Variant("prune", ("prune=0.5",)),
    Variant("low rank", ("low-rank=0.35",)),
    Variant("channels", ("channels=10",)),
    Variant("prune, low rank", ("prune=0.3", "low-rank=0.35")),
    Variant("channels, prune", ("channels=10", "prune=0.5")),
    Variant("channels, prune, low rank", ("channels=10", "prune=0.3", "low-rank=0.35")),
)
"""The chart; :func:`variants_of` leaves out what a student does not allow."""


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """One compressed run: ``accuracy`` is of the int8 file, ``instructions`` of one window on an emulated M4F."""

    variant: Variant
    seed: int
    accuracy: float
    macro_accuracy: float
    float32_accuracy: float
    parameters: int
    features: int
    int8_bytes: int
    instructions: int


class Result(Struct, frozen=True):
    """Everything in ``compress.json``; ``runs`` are the students that it began with."""

    origin: Origin
    runs: list[str]
    epochs: int
    points: list[Point]


def variants_of(signal: SignalSpec, *, sensors_too: bool) -> list[Variant]:
    """What is measured of a student that reads ``signal``: selections only where they are possible.

    That is with more channels than are kept; and single channels only of sensors as recorded, since a wearer's profile
    turns whole rings and bodies.
    """
    every = [*VARIANTS, *(drawer(signal) if sensors_too else ())]
    return [variant for variant in every if _fits(variant, signal)]


def _fits(variant: Variant, signal: SignalSpec) -> bool:
    kept = [int(text.removeprefix("channels=")) for text in variant.passes if text.startswith("channels=")]
    return not kept or (signal.wearer is None and signal.feature_count > max(kept))


def drawer(signal: SignalSpec) -> Iterator[Variant]:
    """Selections of fewer and fewer sensors, and of channels, two fewer each time."""
    for kind, count, step in (
        ("sensors", len(sensors(signal)), 1),
        ("channels", signal.feature_count, 2),
    ):
        for kept in range(count - step, 0, -step):
            yield Variant(f"{kept} of {count} {kind}", (f"{kind}={kept}",))


def run_compress(
    data: Path,
    students: Sequence[Path],
    out: Path,
    *,
    epochs: int = FINE_TUNING.epochs,
    sensors_too: bool = True,
    tell: Callable[[str], None] = lambda line: None,
) -> Result:
    """Compress each of ``students`` in every way and measure what comes out; after a crash it goes on.

    Args:
        data: the recordings that the students were trained on.
        students: run folders, one for each seed.
        out: takes ``compress.json``; compressed runs are written beside their students.
        epochs: of training after each pass.
        sensors_too: measure the selections of :func:`drawer`, too.
        tell: is called with a line for each measured run.

    Raises:
        TrainingError: a folder is no complete run, or its recordings are others.
        DeployError: a compiler or the emulator is missing.
    """
    dataset = load_dataset(data)
    points = []
    for student in map(load_run, students):
        for variant in variants_of(student.config.signal, sensors_too=sensors_too):
            point = _measure(student, variant, dataset, epochs)
            points.append(point)
            tell(f"{student.config.name}, {variant.name}: {point.accuracy:.4f}, {point.int8_bytes} bytes")
    result = Result(origin_of(dataset), [student.name for student in students], epochs, points)
    write_bytes(out / "compress.json", contract.encode(result))
    return result


def table(points: Sequence[Point]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Means over the students, with the standard deviation of the accuracy, in the order of the variants."""
    header = (
        "passes",
        "runs",
        "int8 accuracy",
        "±",
        "mean over persons",
        "parameters",
        "int8 bytes",
        "M4F instructions",
    )
    rows = []
    for name in dict.fromkeys(point.variant.name for point in points):
        same = [point for point in points if point.variant.name == name]

        def mean(field: str, same: list[Point] = same) -> float:
            return float(np.mean([getattr(point, field) for point in same]))

        spread = f"{np.std([point.accuracy for point in same], ddof=1):.4f}" if len(same) > 1 else "-"
        figures = (f"{mean('accuracy'):.4f}", spread, f"{mean('macro_accuracy'):.4f}")
        counts = (f"{mean(field):,.0f}" for field in ("parameters", "int8_bytes", "instructions"))
        rows.append((name, str(len(same)), *figures, *counts))
    return header, rows


def _measure(student: Run, variant: Variant, dataset: Dataset, epochs: int) -> Point:
    run = _compressed(student, variant, dataset, epochs)
    deployed: Deployed = measure_deployed(run, dataset, variant.calibration)
    return Point(
        variant=variant,
        seed=run.config.seed,
        accuracy=deployed.accuracy,
        macro_accuracy=deployed.macro_accuracy,
        float32_accuracy=run.metrics.accuracy,
        parameters=run.config.parameters,
        features=run.config.signal.feature_count,
        int8_bytes=deployed.int8_bytes,
        instructions=_instructions(run, dataset),
    )


def _compressed(student: Run, variant: Variant, dataset: Dataset, epochs: int) -> Run:
    """The run of ``variant``, trained if it is not there yet."""
    if not variant.passes:
        return student
    name = "-".join([student.config.name, *(text.replace("=", "-") for text in variant.passes), f"e{epochs}"])
    folder = student.folder.parent / name
    if (folder / METRICS).is_file():
        return _of(load_run(folder), student)
    recipe = replace(FINE_TUNING, epochs=epochs)
    passes = [parse_pass(text) for text in variant.passes]
    return compress_run(student, dataset, folder.parent, passes=passes, recipe=recipe, name=name)


def _of(run: Run, student: Run) -> Run:
    """``run``, if it was made from this ``student`` and not from an older one of the same name."""
    if run.config.started_ns < student.config.started_ns:
        raise TrainingError(
            "A campaign goes on with the students that it started with",
            found=f"{run.folder}, older than {student.config.name!r}",
            remedy="move it away to compress the new student",
        )
    return run


def _instructions(run: Run, dataset: Dataset) -> int:
    """Instructions of one window on the M4F; counted once and kept beside the run. Ranges do not change them."""
    path = run.folder / INSTRUCTIONS
    if path.is_file():
        return contract.decode(path.read_bytes(), int, source=str(path))
    instructions = instructions_of(int8_file(run, dataset))
    write_bytes(path, contract.encode(instructions))
    return instructions
