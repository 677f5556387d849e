"""A trial: everything that decides its result, and the name that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import fields, replace

from kd_edge.distill.augment import Augmentation
from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.errors import ContractError
from kd_edge.files import sha256
from kd_edge.model.role import Role

Calibration = Literal["min-max", "percentile", "mse"]

_NAME_DIGITS: Final = 16


class Teacher(Struct, frozen=True, forbid_unknown_fields=True, rename={"network": "preset"}):
    """The teacher of a trial, or several, each trained on the trial's split as a trial of its own.

    Attributes:
        network: a preset's name.
        recipe: its schedule.
        augmentation: ``None`` to learn from the recordings as they are.
        seed: its own; ``None`` takes the trial's, so that several seeds have several teachers.
        members: how many there are, with seeds from that one on; a student learns from the mean of their logits.
    """

    network: str = "isl-teacher"
    recipe: Recipe = Recipe()
    augmentation: Augmentation | None = Augmentation()
    seed: int | None = None
    members: Annotated[int, Meta(ge=1, le=100)] = 1


class Trial(Settings, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"network": "preset"}):
    """One training and what is done with its network; all that ``kd-edge train`` and ``distill`` can be told, and more.

    It has every field of :class:`~kd_edge.distill.recipe.Settings`, of which ``name`` and ``dataset_path`` stay unset.

    Attributes:
        role: a student must be exportable; its int8 file is measured.
        network: a preset's name.
        teacher: whom it learns from; ``None`` trains it directly.
        distillation: how; ``None`` exactly where there is no teacher.
        chain: networks between teacher and student, which teach one another, the largest first.
        passes: of compression, in their order, such as ``prune=0.5``.
        fine_tuning: the schedule after each pass; ``None`` exactly where there is no pass.
        calibration: how int8 ranges follow from training windows.
    """

    role: Role = "student"
    network: str = "compact"
    teacher: Teacher | None = None
    distillation: Distillation | None = None
    chain: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    fine_tuning: Recipe | None = None
    calibration: Calibration = "min-max"

    def __post_init__(self) -> None:
        if self.name is not None or self.dataset_path:
            raise ContractError(
                "A trial is named by its settings and takes the recordings of its sweep",
                found="name or dataset_path",
                remedy="leave them out",
            )
        if self.role == "teacher" and (self.teacher or self.passes or self.calibration != "min-max"):
            raise ContractError(
                "A trial with role 'teacher' learns from labels and is not compressed",
                found="teacher, passes or calibration",
                remedy="leave them out, or use role 'student'",
            )
        for needed, option in (("teacher", "distillation"), ("teacher", "chain"), ("passes", "fine_tuning")):
            if getattr(self, option) not in (None, ()) and not getattr(self, needed):
                raise ContractError(
                    f"{option} belongs to a trial with {needed}",
                    found=f"{option} alone",
                    remedy=f"leave it out, or name {needed}",
                )

    @property
    def settings(self) -> Settings:
        """What the training itself is told."""
        return Settings(**{field.name: getattr(self, field.name) for field in fields(Settings)})

    def name_for(self, dataset_fingerprint: str) -> str:
        """The name of its folder: equal for equal settings on equal recordings, and different for others."""
        told = msgspec.json.encode([dataset_fingerprint, self], order="sorted")
        return sha256(told)[:_NAME_DIGITS]

    def before(self) -> tuple[Trial, ...]:
        """The trials that must be complete before this one: the same without its last step, or who teaches it."""
        if self.calibration != "min-max":
            return (replace(self, calibration="min-max"),)
        if self.passes:
            return (replace(self, passes=(), fine_tuning=None),)
        if self.chain:
            return (replace(self, network=self.chain[-1], chain=self.chain[:-1]),)
        if self.teacher is not None:
            first = self.seed if self.teacher.seed is None else self.teacher.seed
            return tuple(self._teacher(self.teacher, first + member) for member in range(self.teacher.members))
        return ()

    def _teacher(self, teacher: Teacher, seed: int) -> Trial:
        # The other settings, such as the split, are those that a student must share with its teacher.
        return replace(
            self,
            role="teacher",
            network=teacher.network,
            recipe=teacher.recipe,
            augmentation=teacher.augmentation,
            seed=seed,
            teacher=None,
            distillation=None,
        )


def with_everything_before(trials: Iterable[Trial]) -> list[Trial]:
    """``trials`` and those that they build on, each once, no trial before one that it needs."""
    ordered: dict[Trial, None] = {}
    for trial in trials:
        ordered.update(dict.fromkeys(with_everything_before(trial.before())))
        ordered[trial] = None
    return list(ordered)
