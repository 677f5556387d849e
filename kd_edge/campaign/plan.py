"""Which trainings a campaign consists of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from kd_edge.distill.recipe import Distillation, Recipe

Way = Literal["teacher", "distilled", "direct"]


class Job(Struct, frozen=True, forbid_unknown_fields=True):
    """One training."""

    network: str
    way: Way
    split: str
    seed: int

    @property
    def name(self) -> str:
        """Its run folder."""
        return f"{self.network}-{self.way}-{self.split}-s{self.seed}"


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign over one data set.

    Attributes:
        teacher: preset of the teacher.
        students: presets trained both distilled and directly within persons; the first is also distilled
            across persons.
        seeds: seeds ``0 .. seeds - 1`` of the ``within`` split.
        folds: folds of leave-subjects-out, one seed each; 0 leaves it out.
        teacher_recipe: schedule of the teacher.
        student_recipe: schedule of every student.
        distillation: how students learn from the teacher.
    """

    teacher: str
    students: tuple[str, ...]
    seeds: Annotated[int, Meta(gt=0)]
    folds: Annotated[int, Meta(ge=0)]
    teacher_recipe: Recipe
    student_recipe: Recipe
    distillation: Distillation

    def jobs(self) -> Iterator[Job]:
        """Every training, teachers before their students."""
        for seed in range(self.seeds):
            yield Job(self.teacher, "teacher", "within", seed)
            for student in self.students:
                yield Job(student, "distilled", "within", seed)
                yield Job(student, "direct", "within", seed)
        for fold in range(self.folds):
            yield Job(self.teacher, "teacher", f"loso-{fold}", 0)
            yield Job(self.students[0], "distilled", f"loso-{fold}", 0)


PLANS: Final[dict[str, Plan]] = {
    "psl18": Plan(
        teacher="isl-teacher",
        students=("compact", "isl-student"),
        seeds=3,
        folds=5,
        teacher_recipe=Recipe(epochs=200, outliers=0),
        student_recipe=Recipe(epochs=300, outliers=0),
        distillation=Distillation(),
    ),
    "synth": Plan(
        teacher="isl-teacher",
        students=("isl-student",),
        seeds=1,
        folds=0,
        teacher_recipe=Recipe(epochs=60, outliers=0),
        student_recipe=Recipe(epochs=120, outliers=0),
        distillation=Distillation(bank=20),
    ),
}
"""Plans by name; ``kd-edge campaign train NAME DATA`` runs one."""
