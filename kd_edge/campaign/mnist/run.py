"""The MNIST campaign: a teacher, a sweep over the sizes of its students, and the smallest that hold an accuracy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from kd_edge import contract
from kd_edge.campaign.mnist.deployed import Deployed, measure_deployed
from kd_edge.campaign.mnist.digits import load_digits
from kd_edge.campaign.mnist.networks import PUBLISHED_UNITS
from kd_edge.campaign.mnist.plan import SEEDS, WAYS, Point, plan
from kd_edge.campaign.mnist.students import open_student, train_published, train_slim
from kd_edge.campaign.mnist.teacher import kept_logits, open_teacher
from kd_edge.files import write_bytes
from kd_edge.provenance import git_revision, package_versions

GOALS: Final = (0.95, 0.96)
"""Accuracies for which the smallest student is wanted; 0.96 is the published one."""


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """All seeds of one network, trained in one way; ``ratio`` is the teacher's parameters by its own."""

    network: str
    way: str
    parameters: int
    ratio: float
    accuracies: tuple[float, ...]

    @property
    def accuracy(self) -> float:
        """Mean over the seeds."""
        return float(np.mean(self.accuracies))

    @property
    def spread(self) -> float:
        """Standard deviation over the seeds; 0 for one."""
        return float(np.std(self.accuracies, ddof=1)) if len(self.accuracies) > 1 else 0.0


class Result(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in ``mnist.json``."""

    git_revision: str
    packages: dict[str, str]
    teacher_parameters: int
    teacher_accuracy: float
    rows: tuple[Row, ...]
    deployed: tuple[Deployed, ...]

    def smallest(self, family: str, goal: float) -> Row | None:
        """The student of ``family`` with the fewest parameters and a mean accuracy of ``goal`` or more."""
        good = [row for row in self.rows if row.network.startswith(family) and row.accuracy >= goal]
        return min(good, key=lambda row: (row.parameters, -row.accuracy), default=None)


def run_mnist(data: Path, out: Path, *, seeds: int = SEEDS, tell: Callable[[str], None] = lambda line: None) -> Result:
    """Train, measure and deploy; after a crash, the same call goes on.

    Args:
        data: MNIST as Keras's npz archive.
        out: takes ``mnist.json``; teacher and students are kept in its folder ``mnist``.
        seeds: of each student.
        tell: is called with a line for each step.

    Raises:
        RecordingError: ``data`` is no such archive.
        VerificationError: a deployed student does not reproduce TFLite Micro's bytes or its own decisions.
        DeployError: a compiler or the emulator is missing.
    """
    digits, folder = load_digits(data), out / "mnist"
    teacher = open_teacher(digits, folder, tell=tell)
    logits = kept_logits(teacher, digits.train_images, folder / "teacher-train.npy")
    expected = kept_logits(teacher, digits.test_images, folder / "teacher-test.npy")
    students = plan(seeds)
    points = []
    for family in ("published", "longer"):
        heads = [student for student in students if student.family == family]
        points += train_published(heads, digits, teacher, logits, folder, tell)
    for student in students:
        if student.family == "slim":
            points.append(train_slim(student, digits, logits, folder))
            tell(f"{student.name}: {points[-1].accuracy:.4f}")
    result = Result(
        git_revision=git_revision(),
        packages=package_versions(),
        teacher_parameters=teacher.count_params(),
        teacher_accuracy=float(np.mean(expected.argmax(axis=1) == digits.test_labels)),
        rows=rows_of(points, teacher.count_params()),
        deployed=(),
    )
    deployed = []
    for network, way in chosen(result):
        student = next(each for each in students if (each.network, each.way, each.seed) == (network, way, 0))
        tell(f"exporting, verifying and measuring {student.name}")
        deployed.append(measure_deployed(open_student(student, folder), student.name, digits, folder))
    result = replace(result, deployed=tuple(deployed))
    write_bytes(out / "mnist.json", contract.encode(result))
    return result


def rows_of(points: Sequence[Point], teacher_parameters: int) -> tuple[Row, ...]:
    """One row for each network and way, in the order of ``points``."""
    groups: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        groups.setdefault((point.student.network, point.student.way), []).append(point)
    return tuple(
        Row(
            network=network,
            way=way,
            parameters=same[0].parameters,
            ratio=round(teacher_parameters / same[0].parameters, 2),
            accuracies=tuple(point.accuracy for point in same),
        )
        for (network, way), same in groups.items()
    )


def chosen(result: Result) -> list[tuple[str, str]]:
    """Network and way of what is deployed: the published size on the longer schedule, and the smallest for each goal.

    It is the one with seed 0 each time: which seed is deployed does not depend on the test images.
    """
    smallest = [result.smallest("", goal) for goal in GOALS]
    rows = [(row.network, row.way) for row in smallest if row is not None]
    return list(dict.fromkeys([(f"longer-{PUBLISHED_UNITS}", "soft"), *rows]))


def table(result: Result) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Every network: parameters, ratio, and the accuracy of both ways with its spread."""
    header = ("network", "parameters", "ratio", *(f"{way}, mean ± spread" for way in WAYS))
    rows = []
    for network in dict.fromkeys(row.network for row in result.rows):
        ways = {row.way: row for row in result.rows if row.network == network}
        size = next(iter(ways.values()))
        figures = [f"{ways[way].accuracy:.4f} ± {ways[way].spread:.4f}" if way in ways else "-" for way in WAYS]
        rows.append((network, f"{size.parameters:,}", f"{size.ratio:,.1f}", *figures))
    return header, rows


def smallest_table(result: Result) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """For each goal, the smallest student of the published form and of all."""
    header = (
        "mean accuracy of at least",
        "form",
        "network",
        "way",
        "parameters",
        "teacher's size by its own",
        "accuracy",
    )
    rows: list[tuple[str, ...]] = []
    for goal in GOALS:
        for form, family in (("published", "published"), ("any", "")):
            row = result.smallest(family, goal)
            if row is not None:
                size = (f"{row.parameters:,}", f"{row.ratio:,.1f}", f"{row.accuracy:.4f}")
                rows.append((f"{goal:.2f}", form, row.network, row.way, *size))
    return header, rows


def deployed_table(result: Result) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Every exported network as it runs on the emulated core."""
    header = ("network", "int8 accuracy", "as Keras", "int8 bytes", "instructions", "flash", "RAM")
    rows: list[tuple[str, ...]] = [
        (
            each.network,
            f"{each.accuracy:.4f}",
            f"{each.agreement:.2%}",
            f"{each.int8_bytes:,}",
            f"{each.instructions:,}",
            f"{each.flash_bytes:,}",
            f"{each.ram_bytes:,}",
        )
        for each in result.deployed
    ]
    return header, rows
